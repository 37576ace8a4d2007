import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, type Pool } from '../../db/client.ts'
import {
  countPendingJourneys,
  listPendingJourneys,
  type PendingFilter,
  type PendingJourney,
} from '../../db/queries/operations/list-pending-journeys.ts'
import { readCampaigns } from '../../db/queries/operations/read-campaigns.ts'
import { findPendingPlace, pendingStates } from '../../domain/pending-triggers.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const now = new Date('2026-03-10T12:00:00Z')
const running = 100_000

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 4 })
  await addJourneys()
}, 120_000)
afterAll(async () => {
  await pool.end({ timeout: 1 })
  await database.drop()
})

/** Ten autopilots, one of them disabled, with journeys that run, in every place that a row can be in. */
async function addJourneys(): Promise<void> {
  await pool`INSERT INTO autopilots (name, status, definition) SELECT 'Autopilot ' || n, CASE n WHEN 1 THEN 'disabled' ELSE 'enabled' END, '{}' FROM generate_series(1, 10) AS n`
  await pool`INSERT INTO journey_versions (autopilot_id, number, definition, listens) SELECT id, 1, '{"steps": []}', '{}' FROM autopilots`
  await pool`UPDATE autopilots SET published_number = 1`
  await pool`
    INSERT INTO journeys (autopilot_id, customer_id, occurrence, run, version_id, status, matched_at, anchor_at, not_before, started_at, ended_at, outcome, step, waiting_for, waiting_until, noted_at)
    SELECT v.autopilot_id, gen_random_uuid(), n::text, 1, v.id, CASE WHEN n > ${running} THEN 'ended' WHEN n % 50 = 0 THEN 'matched' ELSE 'running' END, m, m,
      m + CASE WHEN n % 100 = 0 THEN interval '90 days' ELSE interval '0' END,
      CASE WHEN n % 50 > 1 THEN m END, CASE WHEN n > ${running} THEN m END, CASE WHEN n > ${running} THEN 'completed' END, 'pause',
      (ARRAY['time', 'cooldown', 'quiet_hours', 'step:hope', NULL])[1 + n % 5],
      CASE WHEN n % 5 <> 4 THEN ${now}::timestamptz + make_interval(secs => (n % 7000) - 200) END, m
    FROM generate_series(1, ${1.2 * running}::int) AS n
    CROSS JOIN LATERAL (SELECT ${now}::timestamptz - make_interval(mins => n % 40000) AS m) AS times
    JOIN autopilots a ON a.name = 'Autopilot ' || (1 + n / 7 % 9) JOIN journey_versions v ON v.autopilot_id = a.id ORDER BY n DESC`
  // And one with a handful among them.
  await pool`
    UPDATE journeys SET autopilot_id = (SELECT id FROM autopilots WHERE name = 'Autopilot 10'), version_id = (SELECT v.id FROM journey_versions v JOIN autopilots a ON a.id = v.autopilot_id AND a.name = 'Autopilot 10')
    WHERE occurrence::int % 1500 = 7`
  await pool`VACUUM ANALYZE journeys`
}

async function findSmall(): Promise<string> {
  const [{ id }] = await pool<[{ id: string }]>`SELECT id FROM autopilots WHERE name = 'Autopilot 10'`
  return id
}

const list = (filter: PendingFilter & { before?: string }, limit = 200) => listPendingJourneys(pool, { ...filter, now, limit })

describe('rows', () => {
  it('are placed by SQL as the domain places them', async () => {
    const rows = await list({}, 5_000)
    const placed = rows.map((row) => ({ row, place: findPendingPlace(row, undefined, now) }))
    expect(new Set(placed.map(({ place }) => place.state))).toEqual(new Set(pendingStates.filter((state) => state !== 'stuck')))
    const idsOf = (found: readonly PendingJourney[]) => found.map(({ id }) => id)
    const expected = (is: (one: (typeof placed)[number]) => boolean) => placed.filter(is).map(({ row }) => row.id)
    const ids = idsOf(rows)
    for (const state of ['not_started', 'waiting', 'acting', 'late'] as const)
      expect(idsOf(await list({ ids, state }, 5_000)), state).toEqual(expected(({ place }) => place.state === state))
    for (const stage of new Set(placed.map(({ place }) => place.stage)))
      expect(idsOf(await list({ ids, stage }, 5_000)), stage).toEqual(expected(({ place }) => place.stage === stage))
    for (const waitingFor of new Set(placed.map(({ place }) => place.waitingFor)))
      if (waitingFor !== null)
        expect(idsOf(await list({ ids, waitingFor }, 5_000)), waitingFor).toEqual(expected(({ place }) => place.waitingFor === waitingFor))
    const sinceFrom = new Date(now.getTime() - 86_400_000)
    expect(idsOf(await list({ ids, sinceFrom }, 5_000))).toEqual(expected(({ place }) => place.since >= sinceFrom))
    const untilUntil = new Date(now.getTime() + 600_000)
    expect(idsOf(await list({ ids, untilUntil }, 5_000))).toEqual(
      expected(({ row, place }) => {
        const until = place.state === 'not_started' ? place.waitingUntil : row.waitingUntil
        return until !== null && until < untilUntil
      }),
    )
    const counted = new Map<string, number>()
    for (const { place } of placed) counted.set(`${place.stage} ${place.state}`, (counted.get(`${place.stage} ${place.state}`) ?? 0) + 1)
    const totals = await countPendingJourneys(pool, { ids, now })
    expect(Object.fromEntries(totals.map(({ stage, state, count }) => [`${stage} ${state}`, count]))).toEqual(Object.fromEntries(counted))
  })
})

describe('with a hundred thousand journeys under way', () => {
  it('a page is read by an index, in the order of the list, wherever it is', async () => {
    const [middle] = await pool<
      { id: string }[]
    >`SELECT id FROM journeys WHERE status <> 'ended' ORDER BY id DESC OFFSET ${running / 2} LIMIT 1`
    const autopilotId = await findSmall()
    for (const [filter, index] of [
      [{}, 'journeys_pending'],
      [{ before: middle?.id ?? '' }, 'journeys_pending'],
      [{ autopilotId, before: middle?.id ?? '' }, 'journeys_pending_of_autopilot'],
    ] as const) {
      const plan = await explain((sql) => listPendingJourneys(sql, { ...filter, now, limit: 51 }))
      expect(plan, index).toMatch(new RegExp(`Index Scan using ${index} on journeys`))
      expect(plan).not.toContain('Seq Scan on journeys')
    }
    const [{ customerId }] = await pool<
      [{ customerId: string }]
    >`SELECT customer_id AS "customerId" FROM journeys WHERE status <> 'ended' LIMIT 1`
    expect(await explain((sql) => listPendingJourneys(sql, { customerId, now, limit: 51 }))).toMatch(/using journeys_(customer|alive)/)
  })

  it('every page together is every row once', async () => {
    let before: string | undefined
    let count = 0
    for (;;) {
      const page: PendingJourney[] = await list(before === undefined ? {} : { before }, 2_000)
      count += page.length
      before = page.at(-1)?.id
      if (before === undefined) break
    }
    expect(count).toBe(running)
  })

  it('the health of all campaigns reads what has ended by indexes alone', async () => {
    // The ledger is empty here, where an index is no better: only whether there is one for the question can be seen.
    const plan = await explain((sql) => readCampaigns(sql, { now }), { isSequentialScanLast: true })
    expect(plan).toMatch(/journeys_failed/)
    expect(plan).not.toMatch(/Seq Scan on (deliveries|send_pages)/)
    expect(await readCampaigns(pool, { now })).toHaveLength(10)
  })
})

/** The plan of what is asked, as it runs. */
async function explain(ask: (sql: Pool) => Promise<unknown>, { isSequentialScanLast = false } = {}): Promise<string> {
  const texts: string[] = []
  const spy = postgres(database.url, { max: 1, onnotice: ({ message }) => void texts.push(message ?? '') })
  await spy`LOAD 'auto_explain'`
  await spy`SET auto_explain.log_min_duration = 0`
  await spy`SET client_min_messages = 'log'`
  if (isSequentialScanLast) await spy`SET enable_seqscan = off`
  await ask(spy)
  await spy.end()
  return texts.join('\n')
}
