/** What the health of a voucher campaign is judged by, and the codes that can come of it. */
import type { ChannelName } from './channels.ts'
import type { IssueRefusal } from './voucher-refusals.ts'

export interface MessageCounts {
  /** Messages whose fate is known, refused ones among them; skipped customers have no message. */
  settled: number
  /** Of these: failed, undeliverable, bounced, or nobody knows. */
  failures: number
  byStatus: Record<string, number>
}

export interface PendingCounts {
  /** Matched, no run yet. */
  notStarted: number
  /** Of these: their time has come. */
  due: number
  oldestDueAt: Date | null
  /** Journeys with a run. */
  running: number
  /** Of these: their wait is over, and they have not moved since. */
  late: number
  oldestLateAt: Date | null
  /** Customers on pages that were not claimed yet. */
  pagesCustomers: number
  /** Of these: the page's time has come. */
  duePagesCustomers: number
  oldestPageAt: Date | null
  /** Messages that were put off until an instant that has passed for a while. */
  deferredLate: number
}

/** What is left of a budget that has a limit. */
export interface BudgetLeft {
  owner: 'campaign' | 'offer'
  /** Of the offer. */
  name: string
  /** Why no voucher of any of its offers is given; null while there is room. */
  refusal: IssueRefusal | null
  /** Of the limit, or of the scarcer of the two, 0 to 1. */
  share: number
}

export interface CampaignFacts {
  kind: 'promotion' | 'autopilot'
  /** It is meant to go on now: enabled, or scheduled, sending, active. */
  isOn: boolean
  /** An operator has disabled or paused it. */
  isStandingStill: boolean
  run: 'open' | 'missing' | 'unknown' | 'not_expected'
  /** Of an autopilot: how it looks for customers. */
  sweep: { everyMs: number; enabledAt: Date | null; sweptAt: Date | null; error: string | null } | null
  lastMatchAt: Date | null
  pending: PendingCounts
  messages24h: MessageCounts
  messages7d: MessageCounts
  failedJourneys24h: number
  failedJourneys7d: number
  budgets: BudgetLeft[]
  offers: { name: string; state: 'given' | 'archived' | 'ended' | 'missing' }[]
  /** Channels of its messages for which no provider is set up. */
  closedChannels: { names: ChannelName[]; leavesNone: boolean }
  opening: { kind: 'open' } | { kind: 'later'; at: Date } | { kind: 'never' }
  /** Of an autopilot that finds nobody: whom its trigger finds now. Null: it was not asked, or there was no answer in time. */
  probe: { found: number; entering: number } | null
  /** How long ago a promotion should have begun and has not. */
  launchLateMs: number | null
}

const problems = {
  run_missing: { stops: true },
  run_unknown: { stops: false },
  standing_still: { stops: false },
  sweep_fails: { stops: true },
  sweep_late: { stops: false },
  offer_missing: { stops: true },
  offer_ended: { stops: true },
  offer_archived: { stops: false },
  budget_exhausted: { stops: true },
  budget_low: { stops: false },
  budget_other_currency: { stops: true },
  budget_needs_cap: { stops: true },
  channel_not_set_up: { stops: true },
  channel_not_set_up_some: { stops: false },
  window_over: { stops: true },
  window_closed: { stops: false },
  starts_late: { stops: false },
  timers_late: { stops: false },
  pages_late: { stops: false },
  deferred_late: { stops: false },
  launch_late: { stops: false },
  journeys_fail: { stops: false },
  messages_fail: { stops: false },
  nobody_matched: { stops: true },
  trigger_finds_nobody: { stops: true },
  entry_excludes_all: { stops: true },
  reentry_excludes_all: { stops: true },
} as const

export type CampaignCode = keyof typeof problems
export const campaignCodes = Object.keys(problems) as CampaignCode[]

/** Whether nobody new gets anything while it is so. */
export function stopsCampaign(code: CampaignCode): boolean {
  return problems[code].stops
}
