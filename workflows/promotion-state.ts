/** A promotion run's state: what it says of itself, which updates it refuses, and what it waits for. */
import { ApplicationFailure } from '@temporalio/common'
import type { PromotionPlan } from '../activities/promotions.ts'
import type { Schedule } from '../domain/schedules.ts'
import type { PromotionProgress, PromotionState } from './promotion-messages.ts'

export interface Waiting {
  for?: string
  until?: number
}

export function createPromotionState(schedule: Schedule): PromotionState {
  return {
    stage: 'scheduled',
    schedule,
    isPaused: false,
    stopped: null,
    isFreezing: false,
    isFrozen: false,
    isSent: false,
    isFinished: false,
    recipients: 0,
    pages: 0,
    pagesDone: 0,
  }
}

export function describePromotion(state: PromotionState, waiting: Waiting): PromotionProgress {
  const { stage, isPaused, recipients, pages, pagesDone } = state
  return {
    stage,
    isPaused,
    recipients,
    pages,
    pagesDone,
    ...(waiting.for !== undefined && { waitingFor: waiting.for }),
    ...(waiting.until !== undefined && { waitingUntil: new Date(waiting.until).toISOString() }),
  }
}

/** @throws ApplicationFailure of type `promotion_finished` */
export function refuseFinished({ isFinished, stopped }: PromotionState): void {
  if (isFinished || stopped !== null) throw ApplicationFailure.nonRetryable('The promotion has ended', 'promotion_finished')
}

/** @throws ApplicationFailure of type `promotion_started` or `promotion_finished` */
export function refuseStarted(state: PromotionState): void {
  refuseFinished(state)
  if (state.isFrozen || state.isFreezing)
    throw ApplicationFailure.nonRetryable('The promotion has started: its audience is frozen', 'promotion_started')
}

/** The status that lists show. */
export function findStatus({ isPaused, isFreezing, isSent }: PromotionState): 'paused' | 'scheduled' | 'sending' | 'active' {
  if (isPaused) return 'paused'
  if (!isFreezing) return 'scheduled'
  return isSent ? 'active' : 'sending'
}

/** After the last voucher's end there is a while for the run that ends vouchers, which tells of it; where it is late, nobody asks often. */
const expiryGraceMs = 60_000
const lateExpiryMs = 600_000
/** The database's workers may have a clock of their own. */
const shortestMs = 1_000

/** The next thing to wait for, in words and when. Undefined where nothing is to come. */
export function findNextWait(plan: PromotionPlan, now: number): { for: string; until: number } | undefined {
  const { nextPageAt, nextReminderAt, receiptsUntil, lastExpiryAt } = plan
  const waits = [
    { for: 'the recipients’ local time or the end of their quiet hours', until: nextPageAt },
    { for: 'the next reminders', until: nextReminderAt },
    { for: 'the end of the time for receipts', until: receiptsUntil !== null && receiptsUntil > now ? receiptsUntil : null },
    {
      for: 'the end of the last voucher',
      until: lastExpiryAt === null ? null : lastExpiryAt > now ? lastExpiryAt + expiryGraceMs : now + lateExpiryMs,
    },
  ]
  return waits
    .flatMap(({ for: what, until }) => (until === null ? [] : [{ for: what, until: Math.max(until, now + shortestMs) }]))
    .toSorted((a, b) => a.until - b.until)[0]
}
