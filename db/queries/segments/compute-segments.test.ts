import { fc, it } from '@fast-check/vitest'
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest'
import { judgeSegments, type OracleOrder } from '../../../tests/segments/segment-oracle.ts'
import { emptyStore, insertOrders } from '../../../tests/segments/store-fixture.ts'
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts'
import { connect, type Pool } from '../../client.ts'
import { changeSettings } from '../settings.ts'
import { scoreEveryone } from './compute-segments.ts'

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 2 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})
beforeEach(() => emptyStore(pool))

const at = new Date('2026-06-30T12:00:00Z')
const dayMs = 86_400_000

async function readScores(): Promise<Map<string, object>> {
  const rows = await pool<
    { customer: string; recency: number; frequency: number; monetary: number; aov: number; stage: string; tags: string[] }[]
  >`
    SELECT c.external_id AS customer, recency_score AS recency, frequency_score AS frequency, monetary_score AS monetary, aov_score AS aov, stage, tags
    FROM (${scoreEveryone(pool, at)}) AS s JOIN customers AS c ON c.id = s.customer_id`
  return new Map(rows.map(({ customer, ...scores }) => [customer, { ...scores, tags: scores.tags.toSorted() }]))
}

function order(customer: string, daysAgo: number, netMinor = 1000): OracleOrder {
  return { customer, placedAtMs: at.getTime() - daysAgo * dayMs, netMinor, isValid: true }
}

// Small sets of days and totals, so that ties and the rules' own limits (30 and 90 days, 1.5 and 3 gaps) come up all the time.
const daysAgo = fc.oneof(
  fc.integer({ min: -2, max: 40 }),
  fc.constantFrom(0, 7, 10.5, 21, 30, 30.5, 45, 60, 90, 90.000_001, 180, 360, 361),
  fc.integer({ min: 0, max: 700 }),
)
const total = fc.oneof(fc.constantFrom(0, 100, 300, 1000), fc.integer({ min: 0, max: 1_000_000 }))
const orderOfSomeone = fc.record({
  customer: fc.nat({ max: 24 }),
  daysAgo,
  total,
  isValid: fc.integer({ min: 0, max: 9 }).map((dice) => dice > 0),
})
const store = fc.array(orderOfSomeone, { maxLength: 120 }).map((orders) =>
  orders.map((one): OracleOrder => ({
    customer: `c${one.customer}`,
    placedAtMs: Math.round(at.getTime() - one.daysAgo * dayMs),
    netMinor: one.total,
    isValid: one.isValid,
  })),
)

describe('scores, stage and tags', () => {
  it.prop([store], { numRuns: 150 })('are what the rules say, customer by customer, in any store', async (orders) => {
    await emptyStore(pool)
    await insertOrders(pool, orders)
    expect(await readScores()).toEqual(judgeSegments(orders, at.getTime()))
  })

  it.prop([store, fc.constantFrom(0.07, 0.25, 0.5, 1), fc.constantFrom(2, 3, 4)], { numRuns: 40 })(
    'follow the settings',
    async (orders, rank, least) => {
      await emptyStore(pool)
      const change = {
        vipRank: rank,
        mostActiveRank: rank,
        vipMinimumScore: 2,
        ownGapMinimumOrders: least,
        shortestGapDays: 1,
        longestGapDays: 30 * least,
        newForDays: 7,
        recentDays: 45,
      }
      const { value: settings } = await changeSettings(pool, 'segments', change)
      await insertOrders(pool, orders)
      expect(await readScores()).toEqual(judgeSegments(orders, at.getTime(), settings))
    },
  )

  it('are 1 for the only buyer of a store', async () => {
    await insertOrders(pool, [order('only', 1)], ['visitor'])
    expect(await readScores()).toEqual(new Map([['only', { recency: 1, frequency: 1, monetary: 1, aov: 1, stage: 'new', tags: [] }]]))
  })

  it('are 1 for everyone where all are the same, free orders too', async () => {
    const orders = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((customer) => [order(customer, 50, 0), order(customer, 40, 0)])
    await insertOrders(pool, orders)
    const scores = await readScores()
    expect(scores).toEqual(judgeSegments(orders, at.getTime()))
    expect(new Set([...scores.values()].map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ recency: 1, frequency: 1, monetary: 1, aov: 1, stage: 'active', tags: ['repeat'] })]),
    )
  })

  it('are nobody’s in a store without orders', async () => {
    await insertOrders(pool, [], ['visitor'])
    expect(await readScores()).toEqual(new Map())
  })

  it('expect the longest gap while nobody has one of their own', async () => {
    await insertOrders(pool, [order('quiet', 360), order('gone', 360.001), order('back', 400), order('back', 1)])
    const stages = [...(await readScores())].map(([customer, scores]) => [customer, 'stage' in scores && scores.stage])
    expect(new Map(stages as [string, string][])).toEqual(
      new Map([
        ['quiet', 'active'],
        ['gone', 'lapsed'],
        ['back', 'active'],
      ]),
    )
  })

  it('take the middle between two gaps for the median of an even number', async () => {
    const gaps = [10, 20].flatMap((gap) => [1, 1 + gap, 1 + 2 * gap].map((day) => order(`every ${gap} days`, day)))
    await insertOrders(pool, [...gaps, order('quiet', 45), order('gone', 45.001)])
    const found = await readScores()
    expect(found.get('quiet')).toMatchObject({ stage: 'active' })
    expect(found.get('gone')).toMatchObject({ stage: 'lapsed' })
  })

  it('count an order of exactly 90 days ago as one of the last 90 days', async () => {
    const others = Array.from({ length: 10 }, (_, index) => order(`other ${index}`, 80))
    await insertOrders(pool, [...others, order('just', 90), order('just', 89), order('missed', 90.001), order('missed', 89)])
    const found = await readScores()
    expect(found.get('just')).toMatchObject({ stage: 'most_active' })
    expect(found.get('missed')).toMatchObject({ stage: 'active' })
  })

  // Gaps that no decimal holds, and a silence of exactly so many of them.
  const rhythm = fc.record({ halfGapMs: fc.integer({ min: 6 * dayMs, max: 50 * dayMs }), gaps: fc.integer({ min: 2, max: 9 }) })
  it.prop([fc.array(rhythm, { minLength: 1, maxLength: 8 })], { numRuns: 40 })(
    'take At-risk to include both its ends, and Lapsed to begin after',
    async (rhythms) => {
      await emptyStore(pool)
      const orders = rhythms.flatMap(({ halfGapMs, gaps }, index) =>
        Object.entries({ before: 3 * halfGapMs - 1, from: 3 * halfGapMs, until: 6 * halfGapMs, after: 6 * halfGapMs + 1 }).flatMap(
          ([edge, quietMs]) =>
            Array.from({ length: gaps + 1 }, (_, gap): OracleOrder => ({
              customer: `${edge} ${index}`,
              placedAtMs: at.getTime() - quietMs - gap * 2 * halfGapMs,
              netMinor: 1000,
              isValid: true,
            })),
        ),
      )
      const everyone = [...orders, ...['p', 'q', 'r', 's'].flatMap((customer) => [order(customer, 1, 1)])]
      await insertOrders(pool, everyone)
      const found = await readScores()
      expect(found).toEqual(judgeSegments(everyone, at.getTime()))
      for (const { customer } of orders) {
        expect(found.get(customer), customer).toMatchObject(
          customer.startsWith('after') ? { stage: 'lapsed' } : { stage: expect.stringMatching(/active/) },
        )
      }
    },
  )

  it('survive totals that no column can hold', async () => {
    await insertOrders(pool, [order('rich', 1), order('rich', 2), order('poor', 3)])
    await pool`UPDATE orders SET total_minor = 9223372036854775807 WHERE customer_id = (SELECT id FROM customers WHERE external_id = 'rich')`
    expect((await readScores()).get('rich')).toMatchObject({ monetary: 5 })
  })
})
