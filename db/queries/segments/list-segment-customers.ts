/** Who is in a segment, now or as of a past instant, with the figures that put them there. */
import type { SegmentKey } from '../../../domain/segment-keys.ts'
import type { Sql } from '../../client.ts'
import {
  buyersCte,
  cutoffsCte,
  type Fragment,
  givenCutoffsCte,
  latestCutoffsCte,
  latestSettings,
  parametersCte,
  quietness,
  scoredCte,
} from './compute-segments.ts'
import { isInSegment } from './segment-members.ts'

export interface SegmentCustomer {
  customerId: string
  externalId: string
  segments: SegmentKey[]
  orders: number
  netMinor: number
  firstOrderAt: Date
  lastOrderAt: Date
  scores: { recency: number; frequency: number; monetary: number; averageOrder: number }
  /** Time since the last order, in the customer's expected gaps, as of `at`. */
  quietness: number
}

export interface SegmentCustomerPage {
  segment: SegmentKey
  /** The last customer of the page before. */
  after?: string
  limit: number
  at: Date
}

const firstId = '00000000-0000-0000-0000-000000000000'
const fewestBuyersAtOnce = 4_000
const mostBuyersAtOnce = 64_000

/** As the segments stand, in the order of the customers' ids. */
export async function listSegmentCustomers(
  sql: Sql,
  { segment, after = firstId, limit, at }: SegmentCustomerPage,
): Promise<SegmentCustomer[]> {
  return sql<SegmentCustomer[]>`
    WITH ${parametersCte(sql, at, latestSettings(sql))}, ${latestCutoffsCte(sql)},
    page AS (SELECT * FROM customer_metrics WHERE ${isInSegment(sql, segment)} AND customer_id > ${after} ORDER BY customer_id LIMIT ${limit})
    SELECT ${selectCustomer(sql, sql`greatest(0, ${quietness(sql)})`)}
    FROM page AS b JOIN customers AS k ON k.id = b.customer_id CROSS JOIN parameters AS p CROSS JOIN cutoffs AS c
    ORDER BY b.customer_id`
}

/** The cut-offs of all buyers as of an instant, as JSON to be handed back: finding them is most of the work of a first page. */
export async function readCutoffs(sql: Sql, at: Date): Promise<string> {
  const [row] = await sql<[{ cutoffs: string }]>`
    WITH ${parametersCte(sql, at)}, ${buyersCte(sql, at)}, ${cutoffsCte(sql)}
    SELECT jsonb_build_object('median_gap_days', median_gap_days, 'recency', recency, 'frequency', frequency, 'monetary', monetary,
      'aov', aov, 'recent_orders', recent_orders)::text AS cutoffs FROM cutoffs`
  return row.cutoffs
}

/** From the orders as of `at`, by the cut-offs of that instant; in the order of the customers' ids. Scores no more buyers than it must to fill the page. */
export async function listSegmentCustomersAsOf(
  sql: Sql,
  { segment, after = firstId, limit, at, cutoffs }: SegmentCustomerPage & { cutoffs: string },
): Promise<SegmentCustomer[]> {
  const found: SegmentCustomer[] = []
  let last: string | null = after
  for (let buyers = fewestBuyersAtOnce; last !== null && found.length < limit; buyers = Math.min(2 * buyers, mostBuyersAtOnce)) {
    const rows: (SegmentCustomer & { lastBuyer: string | null })[] = await sql`
      WITH ${parametersCte(sql, at)}, ${buyersCte(sql, at, { after: last, limit: buyers })}, ${givenCutoffsCte(sql, cutoffs)}, ${scoredCte(sql)}
      SELECT n.last AS "lastBuyer", m.*
      FROM (SELECT CASE WHEN count(*) = ${buyers} THEN max(customer_id::text) END AS last FROM buyers) AS n
      LEFT JOIN LATERAL (
        SELECT ${selectCustomer(sql, sql`b.quietness`)}
        FROM scored AS b JOIN customers AS k ON k.id = b.customer_id
        WHERE ${isInSegment(sql, segment)} ORDER BY b.customer_id LIMIT ${limit - found.length}) AS m ON true`
    last = rows[0]?.lastBuyer ?? null
    for (const { lastBuyer: _, ...customer } of rows) if (customer.customerId !== null) found.push(customer)
  }
  return found
}

/** Of `b` (figures, scores and segments) and `k` (the customer). */
function selectCustomer(sql: Sql, quietness: Fragment): Fragment {
  return sql`
    b.customer_id AS "customerId", k.external_id AS "externalId", b.stage || b.tags AS segments,
    b.orders, b.net_minor::float8 AS "netMinor", b.first_order_at AS "firstOrderAt", b.last_order_at AS "lastOrderAt",
    jsonb_build_object('recency', b.recency_score, 'frequency', b.frequency_score, 'monetary', b.monetary_score, 'averageOrder', b.aov_score) AS scores,
    ${quietness} AS quietness`
}
