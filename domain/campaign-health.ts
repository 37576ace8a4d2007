/**
 * How a running voucher campaign is, and why: its facts in, a level with reasons out. Every threshold is in the one table. No clock: the instant comes in.
 * docs/operations.md says what each code means and what to do about it.
 */
import { type BudgetLeft, type CampaignCode, type CampaignFacts, stopsCampaign } from './campaign-facts.ts'
import { exceed, findWorstLevel, formatCount, formatSpan, type HealthLevel, type HealthReason, sortReasons } from './health-levels.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

export const campaignThresholds = {
  /** Of messages whose fate is known. */
  failureRate: { amber: 0.05, red: 0.25 },
  /** Fewer messages say nothing. */
  messagesFrom: 20,
  /** The look for customers, beyond its own pace. */
  sweepLateMs: { amber: 2 * minute, red: 15 * minute },
  /** Matches whose time has come, beyond the pace of the look that starts them. */
  startLateMs: { amber: 2 * minute, red: 30 * minute },
  /** Pages whose time has come, and messages that were put off until then. */
  pageLateMs: { amber: 5 * minute, red: 30 * minute },
  /** A timer that has fired is worked on within seconds. */
  timerLateMs: { amber: minute, red: 15 * minute },
  lateJourneys: { amber: 1, red: 50 },
  failedJourneys24h: { amber: 1, red: 20 },
  /** What is left of a budget, as a share. */
  budgetLow: 0.1,
  /** Nobody found for so long, while it was enabled all the time. */
  dormantAfterMs: 7 * day,
} as const

export type CampaignReason = HealthReason<CampaignCode>

export interface CampaignVerdict {
  level: HealthLevel
  /** The worst first. */
  reasons: CampaignReason[]
  /** It is on, and yet nobody new gets anything of it. */
  isDormant: boolean
  dormantBecause: CampaignCode[]
}

export function judgeCampaign(facts: CampaignFacts, now: Date): CampaignVerdict {
  const reasons = sortReasons([
    ...judgeRun(facts),
    ...judgeSweep(facts, now),
    ...judgeStock(facts),
    ...judgeChannels(facts),
    ...judgeWindow(facts, now),
    ...judgeBacklog(facts, now),
    ...judgeOutcomes(facts),
    ...judgeTrigger(facts, now),
  ])
  const dormantBecause = facts.isOn ? reasons.map(({ code }) => code).filter(stopsCampaign) : []
  return {
    level: findWorstLevel(reasons.map(({ level }) => level)),
    reasons,
    isDormant: dormantBecause.length > 0,
    dormantBecause: [...new Set(dormantBecause)],
  }
}

const reason = (code: CampaignCode, level: HealthLevel, message: string): CampaignReason => ({ code, level, message })
const sinceMs = (at: Date | null, now: Date): number | null => (at === null ? null : now.getTime() - at.getTime())

function judgeRun({ run, isOn, pending, isStandingStill }: CampaignFacts): CampaignReason[] {
  switch (run) {
    case 'missing':
      return [
        reason(
          'run_missing',
          'red',
          isOn
            ? 'It is shown as on, but no run of it is open in Temporal: it was terminated there, or has failed'
            : 'No run of it is open in Temporal',
        ),
      ]
    case 'unknown':
      return [reason('run_unknown', 'amber', 'Temporal gave no answer, so nobody can say whether its run is open')]
    case 'open':
    case 'not_expected':
      break
  }
  if (!isStandingStill) return []
  return [
    reason(
      'standing_still',
      pending.running > 0 || pending.pagesCustomers > 0 ? 'amber' : 'green',
      pending.running > 0
        ? `It was disabled: ${formatCount(pending.running, 'journey stands', 'journeys stand')} still until it is enabled again`
        : pending.pagesCustomers > 0
          ? `It is paused: ${formatCount(pending.pagesCustomers, 'customer waits', 'customers wait')} until it is resumed`
          : 'An operator has switched it off',
    ),
  ]
}

function judgeSweep({ isOn, sweep }: CampaignFacts, now: Date): CampaignReason[] {
  if (!isOn || sweep === null) return []
  if (sweep.error !== null) return [reason('sweep_fails', 'red', `Nobody can be looked for: ${sweep.error}`)]
  const sinceLook = sinceMs(sweep.sweptAt ?? sweep.enabledAt, now)
  const level = exceed(sinceLook === null ? null : sinceLook - sweep.everyMs, campaignThresholds.sweepLateMs)
  if (level === undefined) return []
  return [
    reason('sweep_late', level, `It looks for customers every ${formatSpan(sweep.everyMs)}, and has not for ${formatSpan(sinceLook ?? 0)}`),
  ]
}

/** Offers and budgets. */
function judgeStock({ isOn, offers, budgets }: CampaignFacts): CampaignReason[] {
  if (!isOn) return []
  const reasons: CampaignReason[] = []
  for (const { name, state } of offers) {
    if (state === 'missing') reasons.push(reason('offer_missing', 'red', 'An offer that it gives is not there any more'))
    if (state === 'ended') reasons.push(reason('offer_ended', 'red', `The offer “${name}” is over: no voucher of it is given`))
    if (state === 'archived') reasons.push(reason('offer_archived', 'amber', `The offer “${name}” is archived; it is still given here`))
  }
  return [...reasons, ...budgets.flatMap(judgeBudget)]
}

function judgeBudget({ owner, name, refusal, share }: BudgetLeft): CampaignReason[] {
  const whose = owner === 'offer' ? `the offer “${name}”` : 'the campaign'
  switch (refusal) {
    case null:
      return share < campaignThresholds.budgetLow
        ? [reason('budget_low', 'amber', `${Math.floor(share * 100)}% of the budget of ${whose} is left`)]
        : []
    case 'other_currency':
      return [
        reason('budget_other_currency', 'red', `The budget of ${whose} is in another currency than what it gives: no voucher is given`),
      ]
    case 'offer_needs_cap':
      return [
        reason(
          'budget_needs_cap',
          'red',
          `The budget of ${whose} limits money, and what it gives has no cap: no voucher is given until it has one`,
        ),
      ]
    default:
      return [reason('budget_exhausted', 'red', `The budget of ${whose} is used up: no voucher is given until it is raised`)]
  }
}

function judgeChannels({ isOn, closedChannels }: CampaignFacts): CampaignReason[] {
  if (!isOn || closedChannels.names.length === 0) return []
  const names = closedChannels.names.join(' and ')
  return closedChannels.leavesNone
    ? [reason('channel_not_set_up', 'red', `It sends by ${names} alone, for which no provider is set up`)]
    : [reason('channel_not_set_up_some', 'amber', `No provider is set up for ${names}: the other channels are used`)]
}

function judgeWindow({ isOn, opening }: CampaignFacts, now: Date): CampaignReason[] {
  if (!isOn || opening.kind === 'open') return []
  return opening.kind === 'never'
    ? [reason('window_over', 'amber', 'Its activation window is over: nobody new will start')]
    : [
        reason(
          'window_closed',
          'green',
          `Its activation window opens in ${formatSpan(opening.at.getTime() - now.getTime())}: matches wait until then`,
        ),
      ]
}

function judgeBacklog({ isOn, pending, sweep, launchLateMs }: CampaignFacts, now: Date): CampaignReason[] {
  if (!isOn) return []
  const { timerLateMs, lateJourneys, startLateMs, pageLateMs } = campaignThresholds
  const startMs = sinceMs(pending.oldestDueAt, now)
  const start = exceed(startMs === null ? null : startMs - (sweep?.everyMs ?? 0), startLateMs)
  const lateMs = sinceMs(pending.oldestLateAt, now)
  const late = pending.late === 0 ? undefined : findWorst(exceed(lateMs, timerLateMs), exceed(pending.late, lateJourneys))
  const pageMs = sinceMs(pending.oldestPageAt, now)
  const page = exceed(pageMs, pageLateMs)
  const launch = exceed(launchLateMs, pageLateMs)
  return [
    ...(start === undefined
      ? []
      : [
          reason(
            'starts_late',
            start,
            `${formatCount(pending.due, 'match', 'matches')} should have started, the oldest ${formatSpan(startMs ?? 0)} ago`,
          ),
        ]),
    ...(late === undefined
      ? []
      : [
          reason(
            'timers_late',
            late,
            `The wait of ${formatCount(pending.late, 'journey is over and it does', 'journeys is over and they do')} not move, the oldest since ${formatSpan(lateMs ?? 0)}`,
          ),
        ]),
    ...(page === undefined
      ? []
      : [
          reason(
            'pages_late',
            page,
            `${formatCount(pending.duePagesCustomers, 'customer')} should have been sent to, the oldest ${formatSpan(pageMs ?? 0)} ago`,
          ),
        ]),
    ...(pending.deferredLate === 0
      ? []
      : [
          reason(
            'deferred_late',
            'amber',
            `${formatCount(pending.deferredLate, 'message that was put off is past its', 'messages that were put off are past their')} time`,
          ),
        ]),
    ...(launch === undefined ? [] : [reason('launch_late', launch, `It should have begun ${formatSpan(launchLateMs ?? 0)} ago`)]),
  ]
}

function findWorst(...levels: (HealthLevel | undefined)[]): HealthLevel | undefined {
  const known = levels.filter((level) => level !== undefined)
  return known.length === 0 ? undefined : findWorstLevel(known)
}

function judgeOutcomes({ messages24h, messages7d, failedJourneys24h, failedJourneys7d }: CampaignFacts): CampaignReason[] {
  const failed = exceed(failedJourneys24h, campaignThresholds.failedJourneys24h)
  const reasons: CampaignReason[] =
    failed === undefined
      ? []
      : [
          reason(
            'journeys_fail',
            failed,
            `${formatCount(failedJourneys24h, 'journey')} failed in the last 24 hours, ${failedJourneys7d} in 7 days`,
          ),
        ]
  for (const { settled, failures, span } of [
    { ...messages24h, span: '24 hours' },
    { ...messages7d, span: '7 days' },
  ]) {
    if (settled < campaignThresholds.messagesFrom) continue
    const level = exceed(failures / settled, campaignThresholds.failureRate)
    if (level === undefined) continue
    reasons.push(
      reason(
        'messages_fail',
        level,
        `${failures} of ${formatCount(settled, 'message')} of the last ${span} failed (${Math.round((failures / settled) * 100)}%)`,
      ),
    )
    break
  }
  return reasons
}

/** Nobody was found for long. What the trigger finds now says why. */
function judgeTrigger({ isOn, sweep, lastMatchAt, probe, opening }: CampaignFacts, now: Date): CampaignReason[] {
  if (!isOn || sweep === null || sweep.error !== null || opening.kind === 'never') return []
  const quietMs = findQuietMs({ sweep, lastMatchAt }, now)
  if (quietMs < campaignThresholds.dormantAfterMs) return []
  const since = lastMatchAt === null ? 'Nobody was found since it was enabled' : `Nobody was found for ${formatSpan(quietMs)}`
  if (probe === null) return [reason('nobody_matched', 'amber', since)]
  if (probe.found === 0) return [reason('trigger_finds_nobody', 'amber', `${since}: the trigger is true of no customer`)]
  const found = `the trigger is true of ${formatCount(probe.found, 'customer')}`
  if (probe.entering === 0) return [reason('entry_excludes_all', 'amber', `${since}: ${found}, and the entry rule of none of them`)]
  return [
    reason('reentry_excludes_all', 'amber', `${since}: ${found}, ${probe.entering} may enter by the rule, and all have been in it before`),
  ]
}

/** How long nobody was found, while it was enabled all the time. */
export function findQuietMs({ sweep, lastMatchAt }: Pick<CampaignFacts, 'sweep' | 'lastMatchAt'>, now: Date): number {
  return now.getTime() - Math.max(lastMatchAt?.getTime() ?? 0, sweep?.enabledAt?.getTime() ?? now.getTime())
}
