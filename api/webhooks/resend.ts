/** `POST /webhooks/resend`: what became of the emails. */
import type { Router } from 'express'
import { Problem } from '../http/problems.ts'
import type { ReceiptWriter } from './receipt-writer.ts'
import { readResendEvent, resendEventSchema } from './resend-events.ts'
import { verifyResendWebhook } from './resend-signature.ts'
import { createWebhookRoute } from './webhook-route.ts'

export interface ResendWebhookDependencies {
  writeReceipt: ReceiptWriter
  /** `whsec_…`; without it every webhook is refused. */
  webhookSecret: string | undefined
  clock: () => Date
}

export function createResendWebhook({ writeReceipt, webhookSecret, clock }: ResendWebhookDependencies): Router {
  return createWebhookRoute({
    provider: 'resend',
    path: '/webhooks/resend',
    async receive(request, body) {
      const id = request.get('svix-id')
      const verified = verifyResendWebhook(
        body,
        { id, timestamp: request.get('svix-timestamp'), signature: request.get('svix-signature') },
        webhookSecret,
      )
      if (verified.kind === 'not_signed' || id === undefined) return 'refused'
      if (verified.kind === 'not_json') throw new Problem('malformed_json')
      const event = resendEventSchema.safeParse(verified.event)
      if (!event.success) throw new Problem('invalid_request', { detail: 'Not an event as Resend sends them.' })
      const read = readResendEvent(event.data, id, clock())
      if (read.kind !== 'receipt') return read.kind === 'unrelated' ? 'unrelated' : 'unknown'
      return writeReceipt({ receipt: read.receipt, provider: 'resend' })
    },
  })
}
