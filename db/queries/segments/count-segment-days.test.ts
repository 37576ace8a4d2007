import { fc, it } from '@fast-check/vitest'
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest'
import type { OracleOrder } from '../../../tests/segments/segment-oracle.ts'
import { emptyStore, insertOrders } from '../../../tests/segments/store-fixture.ts'
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts'
import { connect, type Pool } from '../../client.ts'
import { changeSettings } from '../settings.ts'
import { countSegmentDays } from './count-segment-days.ts'
import { isHistoryBehind, planSegmentDays } from './plan-segment-days.ts'
import { countSegments, listSegmentDays } from './segment-counts.ts'

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 6 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})
beforeEach(() => emptyStore(pool))

const dayMs = 86_400_000
const at = new Date('2026-06-30T12:00:00Z')
const [from, until] = ['1900-01-01', '2100-01-01']

function order(customer: string, daysAgo: number, netMinor = 1000): OracleOrder {
  return { customer, placedAtMs: Math.round(at.getTime() - daysAgo * dayMs), netMinor, isValid: true }
}

/** The days as counted, and as the SQL of a single instant has them. */
async function compareDays(): Promise<{ counted: unknown[]; expected: unknown[] }> {
  const ends = await pool<{ day: string; asOf: Date }[]>`SELECT day::text AS day, as_of AS "asOf" FROM segment_days ORDER BY day`
  const expected: unknown[] = []
  for (const { day, asOf } of ends) expected.push({ day, ...(await countSegments(pool, asOf)) })
  return { counted: await listSegmentDays(pool, { from, until }), expected }
}

const rhythms = Array.from({ length: 30 }, (_, buyer) =>
  Array.from({ length: 1 + (buyer % 5) }, (_, index) => order(`buyer ${buyer}`, buyer + index * (3 + (buyer % 9)) + 0.37, 100 * buyer)),
).flat()

describe('the history of a store', () => {
  const orderOfSomeone = fc.record({
    customer: fc.nat({ max: 20 }),
    daysAgo: fc.oneof(
      fc.integer({ min: -2, max: 40 }),
      fc.constantFrom(0.5, 0.500_000_000_1, 1.5, 10.5, 30.5),
      fc.double({ min: 0, max: 45, noNaN: true }),
    ),
    total: fc.oneof(fc.constantFrom(0, 100, 300), fc.integer({ min: 0, max: 1_000_000 })),
    isValid: fc.integer({ min: 0, max: 9 }).map((dice) => dice > 0),
  })
  it.prop([fc.array(orderOfSomeone, { maxLength: 80 }), fc.constantFrom('Europe/Berlin', 'America/Havana', 'Pacific/Apia', 'UTC')], {
    numRuns: 15,
  })('is what the SQL of each day’s end says, in any store', async (orders, timeZone) => {
    await emptyStore(pool)
    await changeSettings(pool, 'store', { timeZone })
    await insertOrders(
      pool,
      orders.map((one) => ({ ...order(`c${one.customer}`, one.daysAgo, one.total), isValid: one.isValid })),
    )
    const { days } = await planSegmentDays(pool, at)
    expect(await countSegmentDays(pool, { at })).toEqual({ counted: days, missing: 0 })
    const { counted, expected } = await compareDays()
    expect(counted).toEqual(expected)
    expect(counted).toHaveLength(days)
  })

  it('begins with the day of the first order and ends with yesterday', async () => {
    await insertOrders(pool, rhythms)
    await countSegmentDays(pool, { at })
    const days = (await listSegmentDays(pool, { from, until })).map(({ day }) => day)
    const first = Math.min(...rhythms.map((one) => one.placedAtMs))
    // 11:07 in UTC is the same day in Berlin.
    expect([days[0], days.at(-1)]).toEqual([new Date(first).toISOString().slice(0, 10), '2026-06-29'])
    expect(days).toHaveLength((Date.parse('2026-06-30') - Date.parse(days[0] ?? '')) / dayMs)
    expect(await countSegmentDays(pool, { at })).toEqual({ counted: 0, missing: 0 })
  })

  it('is empty in a store without orders, and empty again when the last order is cancelled', async () => {
    await insertOrders(pool, [], ['visitor'])
    expect(await countSegmentDays(pool, { at })).toEqual({ counted: 0, missing: 0 })
    await insertOrders(pool, [order('visitor', 10)])
    expect(await countSegmentDays(pool, { at })).toEqual({ counted: 10, missing: 0 })
    await pool`UPDATE orders SET status = 'cancelled'`
    expect(await countSegmentDays(pool, { at })).toEqual({ counted: 0, missing: 0 })
    expect(await listSegmentDays(pool, { from, until })).toEqual([])
  })

  it('counts again the days from a late order on, and no others', async () => {
    await insertOrders(pool, rhythms)
    await countSegmentDays(pool, { at })
    expect(await isHistoryBehind(pool, at)).toBe(false)
    await insertOrders(pool, [order('late', 7.4), order('on time', 0.1)])
    expect(await isHistoryBehind(pool, at)).toBe(true)
    expect(await countSegmentDays(pool, { at })).toEqual({ counted: 7, missing: 0 })
    const { counted, expected } = await compareDays()
    expect(counted).toEqual(expected)
  })

  it.each([
    ['refunded', (sql: Pool) => sql`UPDATE orders SET status = 'refunded', refunded_minor = total_minor WHERE external_id = 'x'`, 5],
    ['partly refunded', (sql: Pool) => sql`UPDATE orders SET status = 'partially_refunded', refunded_minor = 1 WHERE external_id = 'x'`, 5],
    [
      'moved in time',
      (sql: Pool) => sql`UPDATE orders SET placed_at = ${new Date(at.getTime() - 20.4 * dayMs)} WHERE external_id = 'x'`,
      20,
    ],
    [
      'given to another customer',
      (sql: Pool) => sql`UPDATE orders SET customer_id = (SELECT id FROM customers WHERE external_id = 'buyer 1') WHERE external_id = 'x'`,
      5,
    ],
    ['paid by another method', (sql: Pool) => sql`UPDATE orders SET payment_method = 'card' WHERE external_id = 'x'`, 0],
  ])('counts again what an order that is %s has changed', async (_, change, days) => {
    const ids = await insertOrders(pool, rhythms, ['x'])
    await pool`
      INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor)
      VALUES ('x', ${ids.get('x') ?? ''}, ${new Date(at.getTime() - 5.4 * dayMs)}, 'paid', 'EUR', 5000)`
    await countSegmentDays(pool, { at })
    await change(pool)
    expect(await countSegmentDays(pool, { at })).toEqual({ counted: days, missing: 0 })
    const { counted, expected } = await compareDays()
    expect(counted).toEqual(expected)
  })

  it('follows the settings, each day with their version', async () => {
    await insertOrders(pool, rhythms)
    await countSegmentDays(pool, { at })
    const { version } = await changeSettings(pool, 'segments', { newForDays: 3, lapsedAfterGaps: 4 })
    expect(await isHistoryBehind(pool, at)).toBe(true)
    const { days } = await planSegmentDays(pool, at)
    expect(await countSegmentDays(pool, { at })).toEqual({ counted: days, missing: 0 })
    const { counted, expected } = await compareDays()
    expect(counted).toEqual(expected)
    expect((await pool`SELECT DISTINCT settings_version AS version FROM segment_days`).map((row) => row['version'])).toEqual([version])
  })

  it('has other days in another zone', async () => {
    await insertOrders(pool, [order('early', 10)])
    await countSegmentDays(pool, { at })
    await changeSettings(pool, 'store', { timeZone: 'Pacific/Kiritimati' })
    // 02:00 on the next day: today is the first of July there, and the first day is a day later too.
    expect(await countSegmentDays(pool, { at })).toEqual({ counted: 10, missing: 0 })
    const days = await listSegmentDays(pool, { from, until })
    expect([days[0]?.day, days.at(-1)?.day]).toEqual(['2026-06-21', '2026-06-30'])
  })

  it('ends each day when the next one begins, also where clocks skip or repeat midnight', async () => {
    const endsOf = async (timeZone: string, days: string[]) => {
      await changeSettings(pool, 'store', { timeZone })
      const { missing } = await planSegmentDays(pool, at)
      return days.map((day) => missing.find((one) => one.day === day)?.endAt.toISOString())
    }
    await insertOrders(pool, [{ customer: 'old', placedAtMs: Date.parse('2011-12-01T12:00:00Z'), netMinor: 1, isValid: true }])
    // Havana: 00:00 became 01:00 on 8 March 2026, and 01:00 became 00:00 on 2 November 2025, so that this Saturday's midnight came twice: the first one ends the day.
    expect(await endsOf('America/Havana', ['2026-03-07', '2026-03-08', '2025-11-01', '2025-11-02'])).toEqual([
      '2026-03-08T04:59:59.999Z',
      '2026-03-09T03:59:59.999Z',
      '2025-11-02T03:59:59.999Z',
      '2025-11-03T04:59:59.999Z',
    ])
    // Samoa had no 30 December 2011: a day without an hour ends with the one before.
    expect(await endsOf('Pacific/Apia', ['2011-12-29', '2011-12-30', '2011-12-31'])).toEqual([
      '2011-12-30T09:59:59.999Z',
      '2011-12-30T09:59:59.999Z',
      '2011-12-31T09:59:59.999Z',
    ])
  })

  it('is gone on with where it was broken off', async () => {
    await insertOrders(pool, [...rhythms, order('first', 400)])
    const over = new AbortController()
    const started = await countSegmentDays(pool, { at, signal: over.signal, onProgress: () => over.abort() })
    expect(started.counted).toBeGreaterThan(0)
    expect(started.missing).toBeGreaterThan(0)
    const finished = await countSegmentDays(pool, { at })
    expect(finished).toEqual({ counted: started.missing, missing: 0 })
    const { counted, expected } = await compareDays()
    expect(counted).toEqual(expected)
  })

  it('is counted by SQL where totals are beyond exact arithmetic', async () => {
    await insertOrders(pool, rhythms)
    await pool`UPDATE orders SET total_minor = 9223372036854775807 WHERE external_id IN (SELECT external_id FROM orders ORDER BY placed_at LIMIT 2 OFFSET 40)`
    const { days } = await planSegmentDays(pool, at)
    expect(await countSegmentDays(pool, { at })).toEqual({ counted: days, missing: 0 })
    const { counted, expected } = await compareDays()
    expect(counted).toEqual(expected)
  })

  it('is counted as fast while the statistics are those of before a large import, rehearsed or not', async () => {
    const many = Array.from({ length: 60_000 }, (_, index) => order(`c${index % 30_000}`, 1 + (index % 20) + index / 60_000))
    const rehearsing = await pool.reserve()
    await rehearsing`BEGIN`
    await insertOrders(rehearsing, many)
    await rehearsing`ROLLBACK`
    rehearsing.release()
    // Pages, and nobody on them.
    await pool`ANALYZE orders`
    await pool`ALTER TABLE orders SET (autovacuum_enabled = false)`
    await insertOrders(pool, many)
    expect(await countSegmentDays(pool, { at })).toMatchObject({ missing: 0 })
    await pool`ALTER TABLE orders RESET (autovacuum_enabled)`
  })

  it('is counted again from an order that comes while the first days are counted and not kept yet', async () => {
    await insertOrders(pool, rhythms)
    const { missing } = await planSegmentDays(pool, at)
    const holding = await pool.reserve()
    await holding`BEGIN`
    await holding`INSERT INTO segment_days (day, as_of, settings_version) VALUES (${missing[0]?.day ?? ''}, ${at}, 0)`
    const counting = countSegmentDays(pool, { at })
    await expect
      .poll(() => pool`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`)
      .toHaveLength(1)
    await insertOrders(pool, [order('late', 7.4)])
    await holding`ROLLBACK`
    holding.release()
    await counting
    expect(await countSegmentDays(pool, { at })).toEqual({ counted: 7, missing: 0 })
    const { counted, expected } = await compareDays()
    expect(counted).toEqual(expected)
  })

  it('counts no day twice where several count at once, nor loses an order that comes meanwhile', async () => {
    await insertOrders(pool, [...rhythms, order('first', 200)])
    const [one, other] = await Promise.all([
      countSegmentDays(pool, { at }),
      countSegmentDays(pool, { at }),
      insertOrders(pool, [order('late', 150)]),
    ])
    const { missing } = await countSegmentDays(pool, { at })
    expect([one?.missing, other?.missing, missing]).toEqual([0, 0, 0])
    const { counted, expected } = await compareDays()
    expect(counted).toEqual(expected)
  })
})
