import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { segmentKeys, type SegmentKey } from '../../../domain/segment-keys.ts'
import { hasCdnow, readCdnow } from '../../../tests/segments/cdnow.ts'
import { judgeSegments, type OracleOrder } from '../../../tests/segments/segment-oracle.ts'
import { insertOrders } from '../../../tests/segments/store-fixture.ts'
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts'
import { connect, type Pool } from '../../client.ts'
import { scoreEveryone } from './compute-segments.ts'
import { segmentMembers } from './segment-members.ts'

describe.skipIf(!hasCdnow)('the segments of CDNOW’s 23,570 customers (needs ../shared/data/cdnow/orders.csv)', () => {
  let database: TestDatabase
  let pool: Pool
  let orders: OracleOrder[]
  beforeAll(async () => {
    database = await createTestDatabase()
    pool = connect(database.url, { max: 2 })
    orders = readCdnow()
    await insertOrders(pool, orders)
  })
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })

  it.each(['1998-06-30T12:00:00Z', '1998-07-01T00:00:00Z', '1997-09-30T23:59:59Z', '1997-02-20T00:00:00Z'])(
    'are as of %s what the rules say, customer by customer',
    async (at) => {
      const rows = await pool<
        { customer: string; recency: number; frequency: number; monetary: number; aov: number; stage: string; tags: string[] }[]
      >`
      SELECT c.external_id AS customer, recency_score AS recency, frequency_score AS frequency, monetary_score AS monetary, aov_score AS aov, stage, tags
      FROM (${scoreEveryone(pool, at)}) AS s JOIN customers AS c ON c.id = s.customer_id`
      const found = new Map(rows.map(({ customer, ...scores }) => [customer, { ...scores, tags: scores.tags.toSorted() }]))
      const expected = judgeSegments(orders, Date.parse(at))
      expect(found.size).toBe(expected.size)
      const differing = [...expected].filter(([customer, scores]) => JSON.stringify(found.get(customer)) !== JSON.stringify(scores))
      expect(differing).toEqual([])
    },
  )

  it('have the members that the rules say, each once', async () => {
    const at = '1998-06-30T12:00:00Z'
    const expected = judgeSegments(orders, Date.parse(at))
    const sizes: Partial<Record<SegmentKey, number>> = {}
    for (const segment of segmentKeys) {
      const members = await pool<{ customer: string }[]>`
        SELECT c.external_id AS customer FROM (${segmentMembers(pool, segment, at)}) AS m JOIN customers AS c ON c.id = m.customer_id`
      const wanted = [...expected].flatMap(([customer, scores]) =>
        scores.stage === segment || scores.tags.includes(segment) ? [customer] : [],
      )
      expect(members.map((member) => member.customer).toSorted(), segment).toEqual(wanted.toSorted())
      sizes[segment] = members.length
    }
    // Everyone's first order was in the first quarter of 1997: nobody is new.
    expect(sizes).toEqual({
      lapsed: 17338,
      new: 0,
      most_active: 1213,
      active: 5019,
      vip: 1135,
      high_spender: 4713,
      high_aov: 2628,
      repeat: 11662,
      at_risk: 1989,
    })
  })
})
