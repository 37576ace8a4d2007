/** How a fact of a customer's life looks: the same colours as everywhere. */
import { describeStatus, isDeliveryStatus, type Tone } from '../words/outcomes.ts'
import type { TimelineEntry } from './customer-queries.ts'

const tones: Record<string, Tone> = {
  delivered: 'good',
  opened: 'good',
  clicked: 'good',
  bounced: 'bad',
  undeliverable: 'bad',
  complained: 'bad',
  unsubscribed: 'bad',
  soft_bounced: 'warn',
  delayed: 'warn',
  defer: 'busy',
  accepted: 'good',
  redeemed: 'good',
  issued: 'busy',
  refused: 'warn',
  revoked: 'bad',
  rolled_back: 'warn',
  completed: 'good',
  started: 'busy',
  matched: 'busy',
  failed: 'bad',
  placed: 'good',
  cancelled: 'warn',
  refunded: 'warn',
  subscribed: 'good',
  pending: 'warn',
}

export function findTone({ kind, what }: TimelineEntry): Tone {
  if (kind === 'message' && isDeliveryStatus(what)) return describeStatus(what).tone
  return tones[what] ?? 'quiet'
}
