import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { at, daysLater, judge, order, regulars, waitForLock } from '../../../tests/segments/small-store.ts'
import { emptyStore, insertOrders, readMovements, readSegments } from '../../../tests/segments/store-fixture.ts'
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
beforeEach(() => emptyStore(pool))

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

  it('leaves out who is erased while it computes', async () => {
    const ids = await insertOrders(pool, regulars)
    const id = ids.get('regular 0') ?? ''
    let refresh: Promise<unknown> | undefined
    await pool.begin(async (sql) => {
      await sql`DELETE FROM customers WHERE id = ${id}`
      refresh = refreshSegments(pool, at)
      await waitForLock(pool)
    })
    await refresh
    expect((await readSegments(pool)).size).toBe(11)
    const traces = await pool`
      SELECT customer_id FROM customer_metrics WHERE customer_id = ${id} UNION ALL SELECT customer_id FROM segment_changes WHERE customer_id = ${id}`
    expect(traces).toHaveLength(0)
  })

  it('sees an order that commits while the first one of a store computes', async () => {
    const many = Array.from({ length: 2_001 }, (_, index) => order(`c${index % 700}`, 1 + (index % 300), index))
    const ids = await insertOrders(pool, many, ['latecomer'])
    const [late, quitter] = [ids.get('latecomer') ?? '', ids.get('c1') ?? '']
    let refresh: Promise<unknown> | undefined
    await pool.begin(async (sql) => {
      await insertOrders(sql, [order('latecomer', 1)])
      await sql`UPDATE orders SET status = 'cancelled' WHERE customer_id = ${quitter}`
      await rescoreCustomers(sql, [late, quitter], at)
      refresh = refreshSegments(pool, at)
      await waitForLock(pool)
    })
    expect(await refresh).toMatchObject({ kind: 'refreshed', buyers: 700, changed: 700, moved: 700 })
    expect((await readSegments(pool)).get('latecomer')).toEqual(['new'])
    expect([await readMovements(pool, 'latecomer'), await readMovements(pool, 'c1')]).toEqual([
      [expect.objectContaining({ entered: ['new'] })],
      [],
    ])
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
