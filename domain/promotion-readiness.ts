/** Is a promotion ready to be launched? Every check that says something, worst first; an `error` keeps it from being launched. */
import { type ChannelName } from './channels.ts'
import { formatCount } from './health-levels.ts'
import { readJourneyDuration } from './journeys/journey-durations.ts'
import {
  checkSchedule,
  checkSender,
  checkSms,
  error,
  findWindow,
  info,
  listReasons,
  type PreflightAudience,
  type PreflightCheck,
  refuseNobody,
  sortChecks,
  warning,
} from './preflight.ts'
import { closingReasons, type PromotionDraft } from './promotions.ts'
import type { StoreSettings } from './settings.ts'
import type { IssueRefusal } from './voucher-refusals.ts'
import type { Validity } from './voucher-validity.ts'

export interface ChannelReach extends PreflightAudience {
  channel: ChannelName
  /** Those for whom no earlier channel is open. */
  candidates: number
}

/** How many members have these reasons, one for each channel in its order; null where it is open. */
export interface ReasonCount {
  reasons: (string | null)[]
  /** Whether they would wait for the end of their quiet hours, for each channel. */
  deferred: boolean[]
  members: number
}

/** Each member on the first channel that is open to them, as the promotion tries them. */
export function foldReach(
  channels: readonly ChannelName[],
  rows: readonly ReasonCount[],
): { audience: PreflightAudience; reach: ChannelReach[] } {
  const audience: PreflightAudience = { members: 0, reachable: 0, deferred: 0, unreachable: {} }
  const reach = channels.map((channel): ChannelReach => ({
    channel,
    candidates: 0,
    members: 0,
    reachable: 0,
    deferred: 0,
    unreachable: {},
  }))
  for (const { reasons, deferred, members } of rows) {
    audience.members += members
    for (const [place, at] of reach.entries()) {
      const reason = reasons[place] ?? null
      at.candidates += members
      at.members += members
      if (reason === null) {
        const waiting = deferred[place] === true ? members : 0
        at.reachable += members
        at.deferred += waiting
        audience.reachable += members
        audience.deferred += waiting
        break
      }
      at.unreachable[reason] = (at.unreachable[reason] ?? 0) + members
      const isLast = place === reach.length - 1 || !closingReasons.some((closing) => closing === reason)
      if (!isLast) continue
      audience.unreachable[reason] = (audience.unreachable[reason] ?? 0) + members
      break
    }
  }
  return { audience, reach }
}

export interface PromotionFacts {
  promotion: PromotionDraft
  store: StoreSettings
  offer: { isArchived: boolean; validity: Validity } | undefined
  /** What compiling the messages has found; of the reminder's too. */
  problems: PreflightCheck[]
  audience: PreflightAudience
  sms: { parts: number; estimatedCostMicros: number } | null
  vouchers: { wanted: number; room: number; refusal: IssueRefusal; atOpenLimit: number } | undefined
}

export function checkPromotion(facts: PromotionFacts, now: Date): PreflightCheck[] {
  const { promotion, store, audience, sms } = facts
  return sortChecks([
    ...checkOffer(facts, now),
    ...checkMessages(facts),
    ...facts.problems,
    ...checkReach(facts),
    ...checkSchedule({ ...promotion, audience, store }, now),
    ...checkSms({ sms, store }),
    ...checkVouchers(facts),
    ...checkReminder(facts, now),
    ...(promotion.holdoutPercent > 0
      ? [info('holdout', `${promotion.holdoutPercent}% are kept back to measure the lift, and get no voucher.`)]
      : []),
  ])
}

function checkOffer({ offer, promotion, store }: PromotionFacts, now: Date): PreflightCheck[] {
  if (offer === undefined) return [error('offer_missing', 'Choose the offer.')]
  if (offer.isArchived) return [error('offer_archived', 'The offer is archived.')]
  const { validity } = offer
  if (validity.kind !== 'fixed') return []
  const until = new Date(validity.until)
  if (until <= now) return [error('offer_ended', 'The offer’s validity is over.')]
  const { firstAt } = findWindow(promotion.schedule, store, now)
  return until <= firstAt ? [error('offer_ended', 'The offer’s validity is over before the promotion starts.')] : []
}

function checkMessages({ promotion: { channels, messages }, store }: PromotionFacts): PreflightCheck[] {
  if (channels.length === 0) return [error('channels_missing', 'Choose at least one channel.')]
  return channels.flatMap((channel) => {
    const message = messages[channel]
    return message === undefined ? [error('message_missing', `There is no message for ${channel}.`)] : checkSender({ store, message })
  })
}

function checkReach({ promotion: { channels }, audience: { members, reachable, unreachable } }: PromotionFacts): PreflightCheck[] {
  if (channels.length === 0) return []
  if (members === 0) return [error('audience_empty', 'The audience has no members.')]
  const skipped = members - reachable
  return [
    ...(reachable === 0 ? [refuseNobody(members, unreachable)] : []),
    ...(skipped > 0
      ? [info('members_unreachable', `${skipped} of ${formatCount(members, 'member')} will be skipped: ${listReasons(unreachable)}.`)]
      : []),
  ]
}

function checkVouchers({ vouchers }: PromotionFacts): PreflightCheck[] {
  if (vouchers === undefined) return []
  const { wanted, room, refusal, atOpenLimit } = vouchers
  return [
    ...(wanted > 0 && room === 0
      ? [
          error(
            refusal,
            refusal === 'offer_needs_cap' ? 'A money budget needs an offer with a cap.' : 'The budgets have no room for any voucher.',
          ),
        ]
      : []),
    ...(room > 0 && room < wanted
      ? [warning('budget_too_small', `The budgets have room for ${room} of ${formatCount(wanted, 'voucher')}.`)]
      : []),
    ...(atOpenLimit > 0
      ? [
          warning(
            'open_vouchers_limit',
            `${formatCount(atOpenLimit, 'member has', 'members have')} as many open vouchers as the store allows: they get none.`,
          ),
        ]
      : []),
  ]
}

function checkReminder({ promotion: { reminder, schedule }, offer, store }: PromotionFacts, now: Date): PreflightCheck[] {
  if (reminder === null) return []
  const beforeMs = readJourneyDuration(reminder.before) ?? 0
  const longestMs = offer === undefined ? undefined : findLongestMs(offer.validity, findWindow(schedule, store, now).firstAt)
  const isNever = longestMs !== undefined && longestMs <= beforeMs
  const messages = reminder.channels.flatMap((channel) => {
    const message = reminder.messages[channel]
    return message === undefined
      ? [error('reminder_message_missing', `There is no reminder for ${channel}.`)]
      : checkSender({ store, message }).map((check) => ({ ...check, message: `Reminder: ${check.message}` }))
  })
  return [
    ...(reminder.channels.length === 0 ? [error('reminder_channels_missing', 'Choose at least one channel for the reminder.')] : []),
    ...messages,
    ...(isNever ? [error('reminder_never_due', 'The vouchers are valid for no longer than the reminder comes before their end.')] : []),
  ]
}

/** How long a voucher is valid for at most, of one that nobody gets before the start. */
function findLongestMs(validity: Validity, startAt: Date): number {
  return validity.kind === 'afterDelivery' ? validity.hours * 3_600_000 : new Date(validity.until).getTime() - startAt.getTime()
}
