import { describe, expect, it } from 'vitest'
import { campaignCodes, type CampaignFacts, type PendingCounts } from './campaign-facts.ts'
import { judgeCampaign } from './campaign-health.ts'

const now = new Date('2026-03-10T12:00:00Z')
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const ago = (ms: number) => new Date(now.getTime() - ms)

const nothingPending: PendingCounts = {
  notStarted: 0,
  due: 0,
  oldestDueAt: null,
  running: 40,
  late: 0,
  oldestLateAt: null,
  pagesCustomers: 0,
  duePagesCustomers: 0,
  oldestPageAt: null,
  deferredLate: 0,
}
const messages = (settled: number, failures: number) => ({
  settled,
  failures,
  byStatus: { accepted: settled - failures, failed: failures },
})

const healthy: CampaignFacts = {
  kind: 'autopilot',
  isOn: true,
  isStandingStill: false,
  run: 'open',
  sweep: { everyMs: 5 * minute, enabledAt: ago(60 * day), sweptAt: ago(3 * minute), error: null },
  lastMatchAt: ago(hour),
  pending: nothingPending,
  messages24h: messages(100, 1),
  messages7d: messages(700, 9),
  failedJourneys24h: 0,
  failedJourneys7d: 0,
  budgets: [{ owner: 'campaign', name: '', refusal: null, share: 0.6 }],
  offers: [{ name: 'Ten off', state: 'given' }],
  closedChannels: { names: [], leavesNone: false },
  opening: { kind: 'open' },
  probe: null,
  launchLateMs: null,
}

const seen = new Set<string>()
function verdictOf(overrides: Omit<Partial<CampaignFacts>, 'pending'> & { pending?: Partial<PendingCounts> }) {
  const verdict = judgeCampaign({ ...healthy, ...overrides, pending: { ...nothingPending, ...overrides.pending } }, now)
  for (const { code, message } of verdict.reasons) {
    seen.add(code)
    expect(message, code).toMatch(/^[A-Z0-9].*[^.]$/)
  }
  return {
    ...verdict,
    said: [verdict.level, ...verdict.reasons.map(({ code }) => code)],
    dormant: verdict.isDormant ? verdict.dormantBecause : [],
  }
}
const said = (overrides: Parameters<typeof verdictOf>[0]) => verdictOf(overrides).said

describe('a campaign', () => {
  it('is green without a reason while all is well', () => {
    expect(judgeCampaign(healthy, now)).toEqual({ level: 'green', reasons: [], isDormant: false, dormantBecause: [] })
  })

  it('is red and dormant when its row says that it is on and Temporal has no run of it', () => {
    expect(verdictOf({ run: 'missing' })).toMatchObject({ said: ['red', 'run_missing'], dormant: ['run_missing'] })
    expect(said({ run: 'unknown' })).toEqual(['amber', 'run_unknown'])
    expect(said({ run: 'not_expected' })).toEqual(['green'])
  })

  it('is red when nobody can be looked for, and when it has not looked for long', () => {
    const sweep = healthy.sweep
    if (sweep === null) throw new Error('It has one')
    expect(verdictOf({ sweep: { ...sweep, error: 'audience_missing' } })).toMatchObject({
      said: ['red', 'sweep_fails'],
      dormant: ['sweep_fails'],
    })
    expect(said({ sweep: { ...sweep, sweptAt: ago(6 * minute) } })).toEqual(['green'])
    expect(said({ sweep: { ...sweep, sweptAt: ago(8 * minute) } })).toEqual(['amber', 'sweep_late'])
    expect(said({ sweep: { ...sweep, sweptAt: null } })).toEqual(['red', 'sweep_late'])
    expect(said({ sweep: { ...sweep, sweptAt: null, enabledAt: ago(minute) } })).toEqual(['green'])
  })

  it('has nothing to give when a budget is used up or an offer is over', () => {
    const budget = healthy.budgets[0]
    if (budget === undefined) throw new Error('It has one')
    for (const [refusal, code] of [
      ['budget_exhausted', 'budget_exhausted'],
      ['other_currency', 'budget_other_currency'],
      ['offer_needs_cap', 'budget_needs_cap'],
    ] as const)
      expect(verdictOf({ budgets: [{ ...budget, refusal, share: 0.05 }] })).toMatchObject({ said: ['red', code], dormant: [code] })
    expect(verdictOf({ budgets: [{ ...budget, share: 0.09 }] })).toMatchObject({ said: ['amber', 'budget_low'], dormant: [] })
    expect(verdictOf({ offers: [{ name: 'Spring', state: 'ended' }] })).toMatchObject({
      said: ['red', 'offer_ended'],
      dormant: ['offer_ended'],
    })
    expect(said({ offers: [{ name: '', state: 'missing' }] })).toEqual(['red', 'offer_missing'])
    expect(verdictOf({ offers: [{ name: 'Spring', state: 'archived' }] })).toMatchObject({ said: ['amber', 'offer_archived'], dormant: [] })
  })

  it('cannot be heard without a channel', () => {
    expect(verdictOf({ closedChannels: { names: ['sms'], leavesNone: true } })).toMatchObject({
      said: ['red', 'channel_not_set_up'],
      dormant: ['channel_not_set_up'],
    })
    expect(verdictOf({ closedChannels: { names: ['sms'], leavesNone: false } })).toMatchObject({
      said: ['amber', 'channel_not_set_up_some'],
      dormant: [],
    })
  })

  it('is dormant when its window is over, and not while it waits for it', () => {
    expect(verdictOf({ opening: { kind: 'never' }, lastMatchAt: null })).toMatchObject({
      said: ['amber', 'window_over'],
      dormant: ['window_over'],
    })
    expect(verdictOf({ opening: { kind: 'later', at: new Date(now.getTime() + 3 * hour) } })).toMatchObject({
      said: ['green', 'window_closed'],
      dormant: [],
      reasons: [{ message: 'Its activation window opens in 3 h: matches wait until then' }],
    })
  })

  it('is late by its timers, its starts and its pages', () => {
    expect(said({ pending: { late: 1, oldestLateAt: ago(2 * minute) } })).toEqual(['amber', 'timers_late'])
    expect(said({ pending: { late: 1, oldestLateAt: ago(16 * minute) } })).toEqual(['red', 'timers_late'])
    expect(said({ pending: { late: 60, oldestLateAt: ago(2 * minute) } })).toEqual(['red', 'timers_late'])
    // A look every five minutes starts them.
    expect(said({ pending: { due: 9, oldestDueAt: ago(6 * minute) } })).toEqual(['green'])
    expect(said({ pending: { due: 9, oldestDueAt: ago(8 * minute) } })).toEqual(['amber', 'starts_late'])
    expect(said({ pending: { duePagesCustomers: 2_000, oldestPageAt: ago(hour) } })).toEqual(['red', 'pages_late'])
    expect(said({ pending: { deferredLate: 3 } })).toEqual(['amber', 'deferred_late'])
    expect(said({ kind: 'promotion', sweep: null, launchLateMs: 10 * minute })).toEqual(['amber', 'launch_late'])
  })

  it('is judged by the share of messages that fail, of enough of them, and by journeys that do', () => {
    expect(said({ messages24h: messages(19, 19), messages7d: messages(700, 9) })).toEqual(['green'])
    expect(said({ messages24h: messages(100, 5) })).toEqual(['amber', 'messages_fail'])
    expect(said({ messages24h: messages(100, 25) })).toEqual(['red', 'messages_fail'])
    expect(said({ messages24h: messages(0, 0), messages7d: messages(40, 20) })).toEqual(['red', 'messages_fail'])
    expect(said({ failedJourneys24h: 1, failedJourneys7d: 3 })).toEqual(['amber', 'journeys_fail'])
    expect(said({ failedJourneys24h: 20, failedJourneys7d: 30 })).toEqual(['red', 'journeys_fail'])
  })

  it('says why nobody is found, as far as that is known', () => {
    const silent = { lastMatchAt: ago(8 * day) }
    expect(verdictOf(silent)).toMatchObject({ said: ['amber', 'nobody_matched'], dormant: ['nobody_matched'] })
    expect(said({ ...silent, probe: { found: 0, entering: 0 } })).toEqual(['amber', 'trigger_finds_nobody'])
    expect(said({ ...silent, probe: { found: 12, entering: 0 } })).toEqual(['amber', 'entry_excludes_all'])
    expect(verdictOf({ ...silent, probe: { found: 12, entering: 4 } })).toMatchObject({
      said: ['amber', 'reentry_excludes_all'],
      dormant: ['reentry_excludes_all'],
    })
    expect(said({ lastMatchAt: ago(6 * day) })).toEqual(['green'])
    // Enabled lately, it has not had the time.
    expect(said({ lastMatchAt: null, sweep: { everyMs: minute, enabledAt: ago(day), sweptAt: ago(0), error: null } })).toEqual(['green'])
  })

  it('that an operator has switched off is no cause for alarm, but for who waits in it', () => {
    const off = { isOn: false, isStandingStill: true } as const
    expect(verdictOf({ ...off, pending: { running: 0 }, lastMatchAt: null })).toMatchObject({
      said: ['green', 'standing_still'],
      dormant: [],
    })
    expect(said({ ...off, pending: { running: 3 } })).toEqual(['amber', 'standing_still'])
    expect(said({ ...off, pending: { running: 0, pagesCustomers: 9 } })).toEqual(['amber', 'standing_still'])
    expect(verdictOf({ ...off, run: 'missing' })).toMatchObject({ said: ['red', 'run_missing'], dormant: [] })
  })

  it('shows the worst first', () => {
    expect(said({ failedJourneys24h: 1, run: 'missing', opening: { kind: 'later', at: now } })).toEqual([
      'red',
      'run_missing',
      'journeys_fail',
      'window_closed',
    ])
  })
})

it('every code is seen in these tests', () => {
  expect([...seen].toSorted()).toEqual(campaignCodes.toSorted())
})
