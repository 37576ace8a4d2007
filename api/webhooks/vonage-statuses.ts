/** Vonage's status webhooks in our words. */
import { z } from 'zod'
import type { ReceivedReceipt } from '../../db/queries/receipts/apply-receipts.ts'
import { parseDeliveryRef } from '../../domain/ids.ts'
import type { ReceiptKind } from '../../domain/receipts.ts'
import { parsePriceMicros } from '../../domain/sms-prices.ts'
import { readProviderInstant } from './provider-instants.ts'
import type { ReadEvent } from './resend-events.ts'

const messageIdPattern = /^[\w-]{1,100}$/

const errorText = z.union([z.string(), z.number()]).optional().catch(undefined)
export const vonageStatusSchema = z.looseObject({
  message_uuid: z.string().regex(messageIdPattern),
  status: z.string().max(50),
  timestamp: z.unknown().optional(),
  client_ref: z.unknown().optional(),
  error: z.looseObject({ type: errorText, title: errorText }).optional().catch(undefined),
  usage: z
    .looseObject({ price: z.string(), currency: z.string().regex(/^[A-Z]{3}$/) })
    .optional()
    .catch(undefined),
  sms: z
    .looseObject({ count_total: z.coerce.number().int().min(1).max(255) })
    .optional()
    .catch(undefined),
})
export type VonageStatus = z.output<typeof vonageStatusSchema>

/**
 * What the code of an error says about the number itself (Vonage's table of asynchronous errors): 1170 not a number, 1190 no longer active;
 * 1240 its owner has texted STOP to the carrier, who blocks us.
 */
const suppressionsByCode: Readonly<Record<string, 'invalid' | 'stop'>> = { '1170': 'invalid', '1190': 'invalid', '1240': 'stop' }

export function readVonageStatus(status: VonageStatus, now: Date): ReadEvent {
  const kind = findKind(status.status)
  if (kind === undefined) return { kind: 'unrelated' }
  const delivery = typeof status.client_ref === 'string' ? parseDeliveryRef(status.client_ref) : undefined
  if (delivery === undefined) return { kind: 'unknown_ref' }
  const receipt: ReceivedReceipt = {
    delivery,
    channel: 'sms',
    kind,
    occurredAt: readProviderInstant(status.timestamp, now),
    // Vonage numbers messages and not events: each message reaches each status once.
    eventId: `vonage:${status.message_uuid}:${status.status}`,
    messageId: status.message_uuid,
    ...(kind === 'undeliverable' ? readError(status) : {}),
    ...readCharge(status),
  }
  return { kind: 'receipt', receipt }
}

function findKind(status: string): ReceiptKind | undefined {
  switch (status) {
    case 'submitted':
      return 'accepted'
    case 'delivered':
    case 'read':
      return 'delivered'
    case 'rejected':
    case 'undeliverable':
      return 'undeliverable'
    default:
      return undefined
  }
}

/** The code is the title, or what follows the # of the type. */
function readError({ status, error }: VonageStatus): Pick<ReceivedReceipt, 'errorCode' | 'suppression'> {
  const code = [error?.title, error?.type]
    .map((text) => /(?:^|#)(\d{1,6})$/.exec(String(text ?? ''))?.[1])
    .find((found) => found !== undefined)
  if (code === undefined) return { errorCode: `vonage_${status}` }
  const suppression = suppressionsByCode[code]
  return { errorCode: `vonage_${code}`, ...(suppression === undefined ? {} : { suppression }) }
}

function readCharge({ usage, sms }: VonageStatus): Pick<ReceivedReceipt, 'cost' | 'smsParts'> {
  const micros = usage === undefined ? undefined : parsePriceMicros(usage.price)
  return {
    ...(usage === undefined || micros === undefined ? {} : { cost: { micros, currency: usage.currency } }),
    ...(sms === undefined ? {} : { smsParts: sms.count_total }),
  }
}
