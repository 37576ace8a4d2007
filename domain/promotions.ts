/** A promotion: one offer to one audience, once, on the first channel that is open to each customer. */
import type { Audience } from './audiences.ts'
import type { ChannelName } from './channels.ts'
import type { DeliveryStatus, SkipReason } from './deliveries.ts'
import type { Message } from './messages.ts'
import type { Schedule } from './schedules.ts'
import type { IssueRefusal } from './voucher-refusals.ts'
import type { VoucherStatus } from './voucher-transitions.ts'

export const promotionStatuses = ['draft', 'scheduled', 'sending', 'paused', 'active', 'ended', 'stopped', 'failed'] as const
export type PromotionStatus = (typeof promotionStatuses)[number]

/** What becomes of vouchers that are out when a promotion is stopped. */
export const stopChoices = ['keep', 'revoke'] as const
export type StopChoice = (typeof stopChoices)[number]

export type PromotionPurpose = 'offer' | 'reminder'

export type ChannelMessages = Partial<Record<ChannelName, Message>>

/** To those whose voucher is still open so long before its end. Plain JSON. */
export interface PromotionReminder {
  /** `48h`, `3d` (domain/journeys/journey-durations.ts). */
  before: string
  /** In the order in which they are tried. */
  channels: ChannelName[]
  messages: ChannelMessages
}

/** What an operator decides about a promotion. A draft may be unfinished. */
export interface PromotionDraft {
  name: string
  /** UUID. */
  offerId: string | null
  audience: Audience
  /** In the order in which they are tried. */
  channels: ChannelName[]
  messages: ChannelMessages
  schedule: Schedule
  /** How long a receipt may call a message undeliverable and so make way for the next channel. */
  fallThroughMs: number
  reminder: PromotionReminder | null
  /** 0 to 50. */
  holdoutPercent: number
  expiresAt: Date | null
}

/** Skips that say something about the channel alone: the next one may be open. Every other skip is the last word. */
export const closingReasons: readonly SkipReason[] = [
  'no_address',
  'suppressed',
  'not_subscribed',
  'quiet_hours',
  'template_error',
  'provider_rejected',
]

export interface SettledMessage {
  status: DeliveryStatus
  reason: string | null
  acceptedAt: Date | null
  /** When the status was reached. */
  settledAt: Date | null
}

/** Whether a message did not reach its customer and makes way for the next channel. `unknown` may have arrived, so nothing follows it. */
export function isClosed({ status, reason, acceptedAt, settledAt }: SettledMessage, fallThroughMs: number): boolean {
  switch (status) {
    case 'failed':
      return true
    case 'skipped':
      return closingReasons.some((closing) => closing === reason)
    case 'undeliverable':
    case 'bounced':
      return acceptedAt === null || settledAt === null || settledAt.getTime() - acceptedAt.getTime() <= fallThroughMs
    case 'deferred':
    case 'sending':
    case 'unknown':
    case 'accepted':
    case 'delivered':
      return false
  }
}

/** The ledger's word for a member who is given no voucher, or whose voucher is over by now. What exactly is kept beside it. */
export function findVoucherSkip(state: IssueRefusal | VoucherStatus): SkipReason {
  switch (state) {
    case 'offer_ended':
    case 'expired':
      return 'expired'
    case 'limit_per_customer':
    case 'open_vouchers_limit':
    case 'unknown_customer':
    case 'redeemed':
    case 'revoked':
    case 'rolled_back':
      return 'excluded'
    default:
      return 'budget_exhausted'
  }
}

/** How long the run lets receipts gather before it looks: a fraction of the time that they have, between seconds and minutes. */
export function findReceiptsPauseMs(fallThroughMs: number): number {
  return Math.min(300_000, Math.max(2_000, Math.round(fallThroughMs / 60)))
}

/** Reminders that are due at nearly the same time go together. */
export function findReminderGapMs(beforeMs: number): number {
  return Math.min(900_000, Math.max(60_000, Math.round(beforeMs / 48)))
}
