import { fc, it } from '@fast-check/vitest'
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest'
import { at, daysLater, judge, order, regulars, waitForLock } from '../../../tests/segments/small-store.ts'
import { emptyStore, insertOrders, readMovements, readSegments } from '../../../tests/segments/store-fixture.ts'
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts'
import { connect, type Pool } from '../../client.ts'
import { changeSettings } from '../settings.ts'
import { refreshSegments } from './refresh-segments.ts'
import { rescoreCustomers } from './rescore-customers.ts'
import { wakeDueCustomers } from './wake-due-customers.ts'

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
    await emptyStore(pool)
    const ids = await insertOrders(
      pool,
      rows.map((row) => order(`c${row.customer}`, row.days, row.total * 100)),
    )
    await refreshSegments(pool, at)
    const before = await pool`SELECT * FROM customer_metrics ORDER BY customer_id`
    await rescoreCustomers(pool, [...ids.values()], at)
    expect([...(await pool`SELECT * FROM customer_metrics ORDER BY customer_id`)]).toEqual([...before])
  })

  it('scores everyone with the first order of a small store, that order too', async () => {
    const ids = await insertOrders(pool, regulars)
    await pool.begin(async (sql) => {
      await insertOrders(sql, [order('regular 0', 1, 99)])
      await rescoreCustomers(sql, [ids.get('regular 0') ?? ''], at)
    })
    expect(await readSegments(pool)).toEqual(judge([...regulars, order('regular 0', 1, 99)], at))
  })

  it('counts the orders of all who order first at the same moment', async () => {
    const customers = Array.from({ length: 8 }, (_, index) => `first ${index}`)
    const ids = await insertOrders(pool, [], customers)
    const orders = customers.map((customer, index) => order(customer, 1 + index, 1000 * index))
    await Promise.all(
      orders.map((one, index) =>
        pool.begin(async (sql) => {
          await insertOrders(sql, [one])
          await rescoreCustomers(sql, [ids.get(one.customer) ?? ''], new Date(at.getTime() - index))
        }),
      ),
    )
    const found = await pool<{ orders: number }[]>`SELECT orders FROM customer_metrics`
    expect(found.map((row) => row.orders)).toEqual(customers.map(() => 1))
  })

  it('waits for the end of an import of orders, and leaves no trace of what the store passed through', async () => {
    const ids = await insertOrders(pool, regulars)
    await pool`INSERT INTO imports (kind, file_name, options, status) VALUES ('orders', 'orders.csv', '{}', 'running')`
    await rescoreCustomers(pool, [...ids.values()], at)
    expect(await readSegments(pool)).toEqual(new Map())
    expect(await pool`SELECT FROM outbox`).toHaveLength(0)
    await refreshSegments(pool, at)
    expect(await readSegments(pool)).toEqual(judge(regulars, at))
    expect(await pool`SELECT FROM segment_changes WHERE changed_at <> ${at}`).toHaveLength(0)
  })

  it('asks for the refresh of a larger store that has never had one, once', async () => {
    const many = Array.from({ length: 2_001 }, (_, index) => order(`c${index % 700}`, 1 + (index % 300), index))
    const ids = await insertOrders(pool, many)
    const named = [ids.get('c1') ?? '']
    await rescoreCustomers(pool, named, at)
    await rescoreCustomers(pool, named, at)
    expect(await readSegments(pool)).toEqual(new Map())
    expect((await pool`SELECT kind FROM outbox`).map((row) => row['kind'])).toEqual(['refresh_segments'])
  })

  it('asks for a refresh when a young store has outgrown its cut-offs', async () => {
    await insertOrders(pool, regulars)
    await refreshSegments(pool, daysLater(-1))
    const newcomers = Array.from({ length: 20 }, (_, index) => `newcomer ${index}`)
    const ids = await insertOrders(
      pool,
      newcomers.map((customer) => order(customer, 0.5)),
    )
    const rescore = (customers: string[]) =>
      rescoreCustomers(
        pool,
        customers.map((customer) => ids.get(customer) ?? ''),
        at,
      )
    await rescore(newcomers.slice(0, 2))
    expect(await pool`SELECT FROM outbox`).toHaveLength(0)
    await rescore(newcomers)
    expect((await pool`SELECT kind FROM outbox`).map((row) => row['kind'])).toEqual(['refresh_segments'])
  })

  it('keeps to the settings of the latest refresh until the next one', async () => {
    const ids = await insertOrders(pool, regulars, ['buyer'])
    await refreshSegments(pool, daysLater(-1))
    await changeSettings(pool, 'segments', { newForDays: 1 })
    await insertOrders(pool, [order('buyer', 5)])
    await rescoreCustomers(pool, [ids.get('buyer') ?? ''], at)
    expect((await readSegments(pool)).get('buyer')).toEqual(['new'])
    await refreshSegments(pool, daysLater(0.1))
    expect((await readSegments(pool)).get('buyer')).toEqual(['active'])
  })

  it('wakes whoever has an order of the future at its time, also when an import has written it', async () => {
    const ids = await insertOrders(pool, [...regulars, order('by file', -2)], ['by hand'])
    await refreshSegments(pool, at)
    await insertOrders(pool, [order('by hand', -1), order('by hand', -3)])
    await rescoreCustomers(pool, [ids.get('by hand') ?? ''], at)
    expect(await wakeDueCustomers(pool, daysLater(0.9))).toBe(0)
    const woken: string[][] = []
    for (const days of [1, 2, 3]) {
      expect(await wakeDueCustomers(pool, daysLater(days))).toBe(1)
      const segments = await readSegments(pool)
      woken.push(['by hand', 'by file'].filter((customer) => segments.has(customer)))
    }
    expect(woken).toEqual([['by hand'], ['by hand', 'by file'], ['by hand', 'by file']])
    expect((await readSegments(pool)).get('by hand')).toContain('repeat')
    expect(await wakeDueCustomers(pool, daysLater(9))).toBe(0)
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
