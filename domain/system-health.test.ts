import { describe, expect, it } from 'vitest'
import { figurePart, judgePart, type ScheduleFacts, type SystemFacts, systemParts, systemThresholds } from './system-health.ts'
import { describeSystemCode, describeSystemPart } from './system-words.ts'

const now = new Date('2026-03-10T12:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)
const minute = 60_000
const hour = 60 * minute

const healthy: SystemFacts = {
  temporal: { latencyMs: 4 },
  workers: {
    queues: (['workflow', 'activity'] as const).map((kind) => ({
      kind,
      pollers: [{ identity: '1@a', lastPollAt: ago(20_000) }],
      backlog: 0,
      backlogAgeMs: 0,
    })),
  },
  workflowTasks: { failing: [], looked: 3 },
  schedules: { schedules: [schedule({})], standingRuns: [{ workflowId: 'voucherExpiry', isOpen: true }] },
  outbox: { rows: 2, oldestAgeMs: 400, failing: 0, errorCodes: [] },
  database: {
    latencyMs: 2,
    connections: 20,
    maxConnections: 100,
    oldestTransactionMs: 40,
    sizeBytes: 1e9,
    pendingMigrations: [],
    ledger: { rows: 1e6, deadRows: 1e5, vacuumedAt: ago(hour) },
  },
  providers: { channels: [provider({})] },
}

function schedule(overrides: Partial<ScheduleFacts>): ScheduleFacts {
  return {
    id: 'segmentRefresh',
    isMissing: false,
    isPaused: false,
    createdAt: ago(90 * 24 * hour),
    lastRunAt: ago(30 * minute),
    runningSince: null,
    nextRunAt: new Date(now.getTime() + 30 * minute),
    everyMs: hour,
    missed: 0,
    ...overrides,
  }
}

function provider(overrides: Partial<SystemFacts['providers']['channels'][number]>) {
  return { channel: 'sms' as const, calls15m: 1_000, failures15m: 20, calls1h: 4_000, failures1h: 80, worstCode: 'timed_out', ...overrides }
}

const verdictOf = <Part extends keyof SystemFacts>(part: Part, overrides: Partial<SystemFacts[Part]>) => {
  const { level, reasons } = judgePart(part, { ...healthy[part], ...overrides }, now)
  return [level, ...reasons.map(({ code }) => code)]
}

describe('a part of the system', () => {
  it('is green without a reason while all is well', () => {
    for (const part of systemParts) expect(judgePart(part, healthy[part], now)).toEqual({ level: 'green', reasons: [] })
  })

  it('is red when it does not answer, and has no figures then', () => {
    for (const part of systemParts) {
      expect(judgePart(part, undefined, now)).toMatchObject({ level: 'red', reasons: [{ code: 'no_answer' }] })
      expect(Object.values(figurePart(part, undefined, now)).every((figure) => figure === null)).toBe(true)
    }
  })

  it('has a figure for everything that is drawn', () => {
    for (const part of systemParts)
      expect(Object.values(figurePart(part, healthy[part], now)).every((figure) => typeof figure === 'number')).toBe(true)
  })

  it('has a label, and each reason a meaning', () => {
    for (const part of systemParts) expect(describeSystemPart(part)).toMatch(/^[A-Z]/)
    expect(describeSystemCode('no_workers')).toContain('nothing moves')
    expect(describeSystemCode('of another version')).toBe('of another version')
  })
})

describe('workers', () => {
  const queue = (ageMs: number | null, backlog = 0, backlogAgeMs = 0) => ({
    queues: [
      { kind: 'workflow' as const, pollers: ageMs === null ? [] : [{ identity: '1@a', lastPollAt: ago(ageMs) }], backlog, backlogAgeMs },
    ],
  })

  it('are away when nobody has asked for longer than a poll lasts', () => {
    expect(verdictOf('workers', queue(70_000))).toEqual(['green'])
    expect(verdictOf('workers', queue(100_000))).toEqual(['amber', 'no_workers'])
    expect(verdictOf('workers', queue(4 * minute))).toEqual(['red', 'no_workers'])
    expect(verdictOf('workers', queue(null))).toEqual(['red', 'no_workers'])
  })

  it('are too few when tasks wait', () => {
    expect(verdictOf('workers', queue(0, 500, 10_000))).toEqual(['green'])
    expect(verdictOf('workers', queue(0, 500, minute))).toEqual(['amber', 'tasks_wait'])
    expect(judgePart('workers', queue(null, 1_200, 6 * minute), now).reasons.map(({ message }) => message)).toEqual([
      'No worker asks for workflow tasks: 1,200 tasks will wait',
      '1,200 workflow tasks wait, the oldest for 6 min',
    ])
  })
})

describe('Schedules', () => {
  const verdict = (overrides: Partial<ScheduleFacts>) => verdictOf('schedules', { schedules: [schedule(overrides)] })

  it('are late when a run is due and none has come, whichever the server says', () => {
    expect(verdict({ lastRunAt: ago(hour + minute) })).toEqual(['green'])
    expect(verdict({ lastRunAt: ago(hour + 3 * minute) })).toEqual(['amber', 'schedule_late'])
    expect(verdict({ nextRunAt: ago(20 * minute) })).toEqual(['red', 'schedule_late'])
    expect(verdict({ createdAt: ago(3 * hour), lastRunAt: null })).toEqual(['red', 'schedule_late'])
    expect(verdict({ createdAt: ago(minute), lastRunAt: null })).toEqual(['green'])
  })

  it('are not late while the run before goes on, but slow', () => {
    expect(verdict({ lastRunAt: ago(70 * minute), runningSince: ago(20 * minute) })).toEqual(['green'])
    expect(verdict({ lastRunAt: ago(70 * minute), runningSince: ago(70 * minute) })).toEqual(['amber', 'schedule_run_slow'])
    expect(verdict({ runningSince: ago(4 * hour) })).toEqual(['red', 'schedule_run_slow'])
  })

  it('say when they are gone, paused, or have missed runs', () => {
    expect(verdict({ isMissing: true })).toEqual(['red', 'schedule_missing'])
    expect(verdict({ isPaused: true, lastRunAt: ago(9 * hour) })).toEqual(['amber', 'schedule_paused'])
    expect(verdict({ missed: 2 })).toEqual(['green', 'schedule_missed'])
    expect(verdictOf('schedules', { standingRuns: [{ workflowId: 'voucherExpiry', isOpen: false }] })).toEqual([
      'red',
      'standing_run_missing',
    ])
    expect(
      figurePart('schedules', { ...healthy.schedules, schedules: [schedule({ nextRunAt: ago(hour), missed: 3 }), schedule({})] }, now),
    ).toEqual({
      schedules: 2,
      late: 1,
      missed: 3,
    })
  })
})

it('outbox: is judged by its oldest message, and says why it waits', () => {
  expect(verdictOf('outbox', { rows: 5_000, oldestAgeMs: 2_000 })).toEqual(['green'])
  expect(verdictOf('outbox', { oldestAgeMs: systemThresholds.outboxAgeMs.amber })).toEqual(['amber', 'outbox_waits'])
  const { level, reasons } = judgePart('outbox', { rows: 3, oldestAgeMs: 6 * minute, failing: 3, errorCodes: ['ServiceError'] }, now)
  expect([level, reasons[0]?.message]).toEqual(['red', '3 messages to Temporal wait, the oldest for 6 min (ServiceError)'])
})

it('workflow tasks: one run that fails each time is red, by name', () => {
  const failing = [{ workflowId: 'autopilot:aut_1', workflowType: 'autopilot', attempts: 7 }]
  expect(judgePart('workflowTasks', { failing, looked: 5 }, now).reasons[0]?.message).toBe(
    '1 run cannot go on: the workflow task of autopilot:aut_1 was tried 7 times',
  )
})

it('database: is judged by latency, connections, transactions, dead rows and migrations', () => {
  expect(verdictOf('database', { latencyMs: 300 })).toEqual(['amber', 'database_slow'])
  expect(verdictOf('database', { connections: 79 })).toEqual(['green'])
  expect(verdictOf('database', { connections: 96 })).toEqual(['red', 'connections_short'])
  expect(verdictOf('database', { oldestTransactionMs: 2 * hour })).toEqual(['red', 'transaction_long'])
  expect(verdictOf('database', { oldestTransactionMs: null })).toEqual(['green'])
  expect(verdictOf('database', { ledger: { rows: 1e6, deadRows: 5e5, vacuumedAt: null } })).toEqual(['amber', 'ledger_not_vacuumed'])
  expect(verdictOf('database', { ledger: { rows: 100, deadRows: 100, vacuumedAt: null } })).toEqual(['green'])
  expect(verdictOf('database', { pendingMigrations: ['0240_operations.sql'], latencyMs: 300 })).toEqual([
    'red',
    'migrations_pending',
    'database_slow',
  ])
})

it('providers: fail by their share of calls, where there are enough to say so', () => {
  const verdict = (overrides: Parameters<typeof provider>[0]) => verdictOf('providers', { channels: [provider(overrides)] })
  expect(verdict({ calls15m: 19, failures15m: 19 })).toEqual(['green'])
  expect(verdict({ calls15m: 100, failures15m: 5 })).toEqual(['amber', 'provider_fails'])
  expect(verdict({ calls15m: 100, failures15m: 25 })).toEqual(['red', 'provider_fails'])
  expect(verdict({ calls15m: 0, failures15m: 0, calls1h: 100, failures1h: 30 })).toEqual(['red', 'provider_fails'])
  expect(judgePart('providers', { channels: [provider({ calls15m: 40, failures15m: 20 })] }, now).reasons[0]?.message).toBe(
    '20 of 40 sms calls of the last 15 minutes failed, most of them as timed_out',
  )
})
