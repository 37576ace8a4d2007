/** `POST /webhooks/vonage/status`: what became of the text messages. `POST /webhooks/vonage/inbound`: what customers write back. */
import { type Request, Router } from 'express'
import { z } from 'zod'
import type { Pool } from '../../db/client.ts'
import { recordInboundSms } from '../../db/queries/inbound-sms.ts'
import { sweepNonces, takeNonces } from '../../db/queries/webhook-nonces.ts'
import { Problem } from '../http/problems.ts'
import { readProviderInstant } from './provider-instants.ts'
import type { ReceiptWriter } from './receipt-writer.ts'
import { readVonageStatus, vonageStatusSchema } from './vonage-statuses.ts'
import { verifyVonageToken } from './vonage-token.ts'
import { createWebhookRoute } from './webhook-route.ts'

export interface VonageWebhookDependencies {
  pool: Pool
  writeReceipt: ReceiptWriter
  /** The account's; without it, or without the application, every webhook is refused. */
  signatureSecret: string | undefined
  applicationId: string | undefined
  clock: () => Date
}

const inboundSchema = z.looseObject({
  message_uuid: z.string().regex(/^[\w-]{1,100}$/),
  from: z.string().max(50),
  to: z.string().regex(/^\+?[\w ]{1,20}$/),
  text: z.string().max(10_000).catch(''),
  timestamp: z.unknown().optional(),
})

/** Twice as long as a token can be valid, clock differences and all. */
const nonceLifeMs = 1_200_000
const sweepEveryMs = 600_000

export function createVonageWebhooks(dependencies: VonageWebhookDependencies): Router {
  const { pool, writeReceipt, clock } = dependencies
  const sweep = createSweep(dependencies)
  const router = Router()
  router.use(
    createWebhookRoute({
      provider: 'vonage',
      path: '/webhooks/vonage/status',
      async receive(request, body) {
        const nonce = verify(dependencies, request, body)
        if (nonce === undefined) return 'refused'
        const now = clock()
        const read = readVonageStatus(parseBody(body, vonageStatusSchema), now)
        void sweep()
        if (read.kind !== 'receipt') {
          const isNew = (await takeNonces(pool, [nonce], now)).has(nonce)
          return isNew ? (read.kind === 'unrelated' ? 'unrelated' : 'unknown') : 'replayed'
        }
        return writeReceipt({ receipt: read.receipt, provider: 'vonage', nonce })
      },
    }),
  )
  router.use(
    createWebhookRoute({
      provider: 'vonage',
      path: '/webhooks/vonage/inbound',
      async receive(request, body) {
        const nonce = verify(dependencies, request, body)
        if (nonce === undefined) return 'refused'
        const { message_uuid: messageId, from, to, text, timestamp } = parseBody(body, inboundSchema)
        const now = clock()
        return recordInboundSms(
          pool,
          {
            messageId,
            nonce,
            from: readNumber(from),
            to: to.replace(/^\+/, ''),
            text: toStorableText(text),
            occurredAt: readProviderInstant(timestamp, now),
          },
          now,
        )
      },
    }),
  )
  return router
}

function verify({ signatureSecret, applicationId, clock }: VonageWebhookDependencies, request: Request, body: Buffer): string | undefined {
  return verifyVonageToken({ authorization: request.get('authorization'), body, signatureSecret, applicationId, now: clock() })
}

function parseBody<Schema extends z.ZodType>(body: Buffer, schema: Schema): z.output<Schema> {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new Problem('malformed_json')
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new Problem('invalid_request', { detail: 'Not a webhook as Vonage sends them.' })
  return parsed.data
}

/** Vonage writes numbers without the plus. Names and short codes are no numbers that could be a customer's. */
function readNumber(from: string): string | undefined {
  const digits = from.replace(/^\+/, '')
  return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : undefined
}

/** PostgreSQL keeps neither NUL nor half a surrogate pair. */
function toStorableText(text: string): string {
  return Buffer.from(text.replaceAll('\0', ''), 'utf8').toString('utf8')
}

/** Forgets old nonces now and then; a failure is no loss, the next one comes. */
function createSweep({ pool, clock }: VonageWebhookDependencies): () => Promise<void> {
  let sweptAt = 0
  return async () => {
    const now = clock().getTime()
    if (now - sweptAt < sweepEveryMs) return
    sweptAt = now
    await sweepNonces(pool, new Date(now - nonceLifeMs)).catch(() => undefined)
  }
}
