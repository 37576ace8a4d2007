/** Resend's webhooks in our words. Events that say nothing about a delivery of ours are read as nothing. */
import { z } from 'zod'
import type { ReceivedReceipt } from '../../db/queries/receipts/apply-receipts.ts'
import { parseDeliveryRef } from '../../domain/ids.ts'
import type { ReceiptKind } from '../../domain/receipts.ts'
import { readProviderInstant } from './provider-instants.ts'

/** The tag that the email channel puts on every message. */
const refTag = 'regulars_ref'

const tagsSchema = z.union([
  z.record(z.string(), z.unknown()),
  z
    .array(z.looseObject({ name: z.string(), value: z.unknown() }))
    .transform((tags) => Object.fromEntries(tags.map(({ name, value }) => [name, value]))),
])
export const resendEventSchema = z.looseObject({
  type: z.string().max(100),
  created_at: z.unknown().optional(),
  data: z
    .looseObject({
      email_id: z.unknown().optional(),
      tags: tagsSchema.optional().catch(undefined),
      bounce: z.looseObject({ type: z.unknown().optional() }).optional().catch(undefined),
    })
    .optional(),
})
export type ResendEvent = z.output<typeof resendEventSchema>

export type ReadEvent = { kind: 'receipt'; receipt: ReceivedReceipt } | { kind: 'unrelated' } | { kind: 'unknown_ref' }

/** @param eventId the `svix-id`: the same in every repeat */
export function readResendEvent({ type, created_at: createdAt, data }: ResendEvent, eventId: string, now: Date): ReadEvent {
  const claim = findClaim(type, data?.bounce?.type)
  if (claim === undefined) return { kind: 'unrelated' }
  const ref: unknown = data?.tags?.[refTag]
  const delivery = typeof ref === 'string' ? parseDeliveryRef(ref) : undefined
  if (delivery === undefined) return { kind: 'unknown_ref' }
  const messageId = readMessageId(data?.email_id)
  const receipt = {
    ...claim,
    delivery,
    channel: 'email' as const,
    occurredAt: readProviderInstant(createdAt, now),
    eventId: `resend:${eventId}`,
    ...(messageId === undefined ? {} : { messageId }),
  }
  return { kind: 'receipt', receipt }
}

function findClaim(type: string, bounceType: unknown): { kind: ReceiptKind; errorCode?: string } | undefined {
  switch (type) {
    case 'email.sent':
    // Resend's own tracking, where it is switched on: ours counts the visits, but it proves that the message left.
    case 'email.opened':
    case 'email.clicked':
      return { kind: 'accepted' }
    case 'email.delivered':
      return { kind: 'delivered' }
    case 'email.delivery_delayed':
      return { kind: 'delayed' }
    case 'email.complained':
      return { kind: 'complained' }
    case 'email.bounced':
      // `Permanent`; or `Transient` and `Undetermined`, neither of which says that the address is wrong.
      return { kind: bounceType === 'Permanent' ? 'bounced' : 'soft_bounced' }
    case 'email.failed':
      return { kind: 'undeliverable', errorCode: 'provider_failed' }
    case 'email.suppressed':
      return { kind: 'undeliverable', errorCode: 'provider_suppressed' }
    default:
      return undefined
  }
}

function readMessageId(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w-]{1,100}$/.test(value) ? value : undefined
}
