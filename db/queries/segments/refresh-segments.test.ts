import { fc, it } from '@fast-check/vitest'
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest'
import { judgeSegments, type OracleOrder } from '../../../tests/segments/segment-oracle.ts'
import { insertOrders, readMovements, readSegments } from '../../../tests/segments/store-fixture.ts'
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts'
import { connect, type Pool } from '../../client.ts'
import { refreshSegments } from './refresh-segments.ts'
import { rescoreCustomers } from './rescore-customers.ts'

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
beforeEach(clear)

const dayMs = 86_400_000
const at = new Date('2026-06-30T12:00:00Z')
const daysLater = (days: number) => new Date(at.getTime() + days * dayMs)

async function clear(): Promise<void> {
  await pool`TRUNCATE customers, customer_metrics, segment_changes, segment_cutoffs, segment_counts, segment_rescores CASCADE`
}

function order(customer: string, daysAgo: number, netMinor = 1000): OracleOrder {
  return { customer, placedAtMs: at.getTime() - daysAgo * dayMs, netMinor, isValid: true }
}

function judge(orders: OracleOrder[], instant: Date): Map<string, string[]> {
  return new Map(
    [...judgeSegments(orders, instant.getTime())].map(([customer, scores]) => [customer, [scores.stage, ...scores.tags].toSorted()]),
  )
}

const regulars = Array.from({ length: 12 }, (_, index) =>
  [10, 40, 70].map((days) => order(`regular ${index}`, days + index, 1000 + index)),
).flat()

describe('a full refresh', () => {
  it('puts every buyer into their segments, and keeps their entries', async () => {
    await insertOrders(pool, regulars, ['visitor'])
    expect(await refreshSegments(pool, at)).toEqual({ kind: 'refreshed', buyers: 12, changed: 12, moved: 12 })
    const expected = judge(regulars, at)
    expect(await readSegments(pool)).toEqual(expected)
    expect(await readMovements(pool, 'regular 3')).toEqual([
      { changedAt: at.toISOString(), entered: expected.get('regular 3'), exited: [] },
    ])
  })

  it('moves whom time alone has moved, and writes nobody else', async () => {
    const orders = [...regulars, order('newcomer', 29)]
    await insertOrders(pool, orders)
    await refreshSegments(pool, at)
    const later = daysLater(2)
    expect(await refreshSegments(pool, later)).toEqual({ kind: 'refreshed', buyers: 13, changed: 1, moved: 1 })
    expect(await readSegments(pool)).toEqual(judge(orders, later))
    expect(await readMovements(pool, 'newcomer')).toEqual([
      { changedAt: at.toISOString(), entered: ['new'], exited: [] },
      { changedAt: later.toISOString(), entered: ['active'], exited: ['new'] },
    ])
  })

  it('ignores an order of the future until its time', async () => {
    await insertOrders(pool, [...regulars, order('early', -1)])
    await refreshSegments(pool, at)
    expect((await readSegments(pool)).has('early')).toBe(false)
    await refreshSegments(pool, daysLater(1))
    expect((await readSegments(pool)).get('early')).toEqual(['new'])
  })

  it('takes customers whose orders are all cancelled out of every segment', async () => {
    await insertOrders(pool, regulars)
    await refreshSegments(pool, at)
    const before = (await readSegments(pool)).get('regular 0')
    await pool`UPDATE orders SET status = 'cancelled' WHERE customer_id = (SELECT id FROM customers WHERE external_id = 'regular 0')`
    const later = daysLater(0.5)
    await refreshSegments(pool, later)
    expect((await readSegments(pool)).has('regular 0')).toBe(false)
    expect((await readMovements(pool, 'regular 0')).at(-1)).toEqual({ changedAt: later.toISOString(), entered: [], exited: before })
  })

  it('is done once for an instant, and never goes back in time', async () => {
    await insertOrders(pool, regulars)
    await refreshSegments(pool, at)
    expect(await refreshSegments(pool, at)).toEqual({ kind: 'superseded' })
    expect(await refreshSegments(pool, daysLater(-1))).toEqual({ kind: 'superseded' })
  })

  it('waits for one that is running, so that nobody enters twice', async () => {
    await insertOrders(pool, regulars)
    const refreshes = await Promise.all([at, at, daysLater(0.001), at].map((instant) => refreshSegments(pool, instant)))
    expect(refreshes.filter((refresh) => refresh.kind === 'refreshed' && refresh.moved > 0)).toHaveLength(1)
    expect(await readMovements(pool, 'regular 0')).toHaveLength(1)
  })

  it('forgets who is erased, and heals a row that was written at that moment', async () => {
    const ids = await insertOrders(pool, regulars)
    await refreshSegments(pool, at)
    const id = ids.get('regular 0') ?? ''
    const [row] = await pool`SELECT * FROM customer_metrics WHERE customer_id = ${id}`
    await pool`DELETE FROM customers WHERE id = ${id}`
    const count = () =>
      pool`SELECT customer_id FROM customer_metrics WHERE customer_id = ${id} UNION ALL SELECT customer_id FROM segment_changes WHERE customer_id = ${id}`
    expect(await count()).toHaveLength(0)
    await pool`INSERT INTO customer_metrics ${pool(row as Record<string, string>)}`
    await refreshSegments(pool, daysLater(0.1))
    expect(await count()).toHaveLength(0)
  })

  it('sees an order that commits while it computes', async () => {
    const ids = await insertOrders(pool, regulars, ['latecomer'])
    await refreshSegments(pool, daysLater(-1))
    let refresh: Promise<unknown> | undefined
    await pool.begin(async (sql) => {
      await insertOrders(sql, [order('latecomer', 1)])
      await rescoreCustomers(sql, [ids.get('latecomer') ?? ''], at)
      refresh = refreshSegments(pool, at)
      await waitForLock(pool)
    })
    await refresh
    expect((await readSegments(pool)).get('latecomer')).toEqual(['new'])
    expect(await readMovements(pool, 'latecomer')).toHaveLength(1)
  })

  it('keeps what an order did between the refresh’s instant and its start', async () => {
    const ids = await insertOrders(pool, regulars, ['latecomer'])
    await refreshSegments(pool, daysLater(-1))
    await insertOrders(pool, [order('latecomer', -0.01)])
    await rescoreCustomers(pool, [ids.get('latecomer') ?? ''], daysLater(0.02))
    await refreshSegments(pool, at)
    expect((await readSegments(pool)).get('latecomer')).toEqual(['new'])
  })
})

describe('re-scoring', () => {
  it('moves customers at their order, and out of everything when it is cancelled', async () => {
    const ids = await insertOrders(pool, regulars, ['buyer'])
    await refreshSegments(pool, daysLater(-1))
    const named = [ids.get('buyer') ?? '']
    await insertOrders(pool, [order('buyer', 0.1, 50_000)])
    await rescoreCustomers(pool, named, at)
    expect((await readSegments(pool)).get('buyer')).toEqual(['high_spender', 'new'])
    await insertOrders(pool, [order('buyer', 0, 50_000)])
    await rescoreCustomers(pool, named, daysLater(0.01))
    expect((await readSegments(pool)).get('buyer')).toEqual(['high_aov', 'high_spender', 'new', 'repeat'])
    await pool`UPDATE orders SET status = 'refunded' WHERE customer_id = ${named[0] ?? ''}`
    await rescoreCustomers(pool, named, daysLater(0.02))
    expect((await readSegments(pool)).has('buyer')).toBe(false)
    expect((await readMovements(pool, 'buyer')).map(({ entered, exited }) => [entered, exited])).toEqual([
      [['high_spender', 'new'], []],
      [['high_aov', 'repeat'], []],
      [[], ['high_aov', 'high_spender', 'new', 'repeat']],
    ])
  })

  const amounts = fc.array(fc.record({ customer: fc.nat({ max: 15 }), days: fc.nat({ max: 400 }), total: fc.nat({ max: 9 }) }), {
    minLength: 1,
    maxLength: 80,
  })
  it.prop([amounts], { numRuns: 30 })('says of everyone what the refresh has said', async (rows) => {
    await clear()
    const ids = await insertOrders(
      pool,
      rows.map((row) => order(`c${row.customer}`, row.days, row.total * 100)),
    )
    await refreshSegments(pool, at)
    const before = await pool`SELECT * FROM customer_metrics ORDER BY customer_id`
    await rescoreCustomers(pool, [...ids.values()], at)
    expect([...(await pool`SELECT * FROM customer_metrics ORDER BY customer_id`)]).toEqual([...before])
  })

  it('waits for the first refresh, which has the cut-offs', async () => {
    const ids = await insertOrders(pool, regulars)
    await rescoreCustomers(pool, [...ids.values()], daysLater(5))
    expect(await readSegments(pool)).toEqual(new Map())
    await refreshSegments(pool, at)
    expect(await readSegments(pool)).toEqual(judge(regulars, at))
  })

  it('counts both of two first orders at the same moment', async () => {
    const ids = await insertOrders(pool, regulars, ['twice'])
    await refreshSegments(pool, daysLater(-1))
    const named = [ids.get('twice') ?? '']
    const place = (daysAgo: number, beforeCommit?: () => Promise<void>) =>
      pool.begin(async (sql) => {
        await insertOrders(sql, [order('twice', daysAgo)])
        await rescoreCustomers(sql, named, at)
        await beforeCommit?.()
      })
    let second: Promise<unknown> | undefined
    await place(0.2, async () => {
      second = place(0.1)
      await waitForLock(pool)
    })
    await second
    expect((await readSegments(pool)).get('twice')).toEqual(['new', 'repeat'])
    expect((await pool`SELECT orders FROM customer_metrics WHERE customer_id = ${named[0] ?? ''}`)[0]).toEqual({ orders: 2 })
  })

  it('does not deadlock where callers overlap in any order', async () => {
    const ids = [...(await insertOrders(pool, regulars)).values()]
    await refreshSegments(pool, daysLater(-1))
    await pool`UPDATE orders SET total_minor = total_minor * 2`
    const callers = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? ids : ids.toReversed()))
    await Promise.all(callers.map((named) => pool.begin((sql) => rescoreCustomers(sql, named, at))))
    expect((await pool`SELECT sum(net_minor) = (SELECT sum(net_minor) FROM orders) AS is_right FROM customer_metrics`)[0]).toEqual({
      is_right: true,
    })
  })
})

/** Until somebody in this database waits for a lock. */
async function waitForLock(sql: Pool): Promise<void> {
  for (;;) {
    const waiting = await sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    if (waiting.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
