/** What became of a message, and why, in words. */
import type { z } from 'zod'
import type { deliverySchema } from '../../../api/schemas/deliveries.ts'

export type DeliveryStatus = z.output<typeof deliverySchema>['status']
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'quiet'

interface Words {
  label: string
  tone: Tone
  /** After "This message …". */
  sentence: string
}

export const deliveryStatuses: Record<DeliveryStatus, Words> = {
  skipped: { label: 'Skipped', tone: 'quiet', sentence: 'was not sent.' },
  deferred: { label: 'Waiting', tone: 'busy', sentence: 'waits for the end of quiet hours.' },
  sending: { label: 'Sending', tone: 'busy', sentence: 'is on its way to the provider.' },
  accepted: { label: 'Accepted', tone: 'good', sentence: 'was taken by the provider; whether it arrived is not known yet.' },
  delivered: { label: 'Delivered', tone: 'good', sentence: 'was delivered.' },
  undeliverable: { label: 'Undeliverable', tone: 'bad', sentence: 'could not be delivered.' },
  bounced: { label: 'Bounced', tone: 'bad', sentence: 'bounced.' },
  failed: { label: 'Failed', tone: 'bad', sentence: 'was refused by the provider.' },
  unknown: { label: 'Unknown', tone: 'warn', sentence: 'may or may not have left; it is never sent again by itself.' },
}

const statuses: Record<DeliveryStatus | 'pending', Words> = {
  pending: { label: 'Not decided yet', tone: 'quiet', sentence: 'has not been looked at yet.' },
  ...deliveryStatuses,
}

const reasons: Record<string, string> = {
  no_address: 'There is no address for this channel',
  not_subscribed: 'Not subscribed to this channel',
  suppressed: 'The address is on the suppression list',
  cooldown: 'Had another marketing message shortly before',
  quiet_hours: 'Quiet hours did not end in time',
  holdout: 'Held back to measure the lift',
  excluded: 'Excluded from the audience',
  duplicate_address: 'Another customer has the same address',
  budget_exhausted: 'The limit of messages was reached',
  template_error: 'The message could not be filled in for them',
  provider_rejected: 'The provider refused the message',
  expired: 'The broadcast expired before their turn',
  campaign_stopped: 'The broadcast was cancelled before their turn',
}

export function isDeliveryStatus(text: unknown): text is DeliveryStatus {
  return typeof text === 'string' && Object.hasOwn(deliveryStatuses, text)
}

export const describeStatus = (status: DeliveryStatus | 'pending'): Words => statuses[status]

/** A reason that is not known reads as it is written, without its underscores. */
export function describeReason(reason: string): string {
  return reasons[reason] ?? reason.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())
}

export function toneColour(tone: Tone): string {
  return `var(--tone-${tone})`
}
