/** Who is in a segment now, with the figures that put them there. */
import type { SegmentKey } from '../../../domain/segment-keys.ts'
import type { Sql } from '../../client.ts'
import { latestCutoffsCte, parametersCte, quietness } from './compute-segments.ts'
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

/** In the order of their ids. */
export async function listSegmentCustomers(sql: Sql, { segment, after, limit, at }: SegmentCustomerPage): Promise<SegmentCustomer[]> {
  return sql<SegmentCustomer[]>`
    WITH ${parametersCte(sql, at)}, ${latestCutoffsCte(sql)},
    page AS (
      SELECT * FROM customer_metrics
      WHERE ${isInSegment(sql, segment)} ${after === undefined ? sql`` : sql`AND customer_id > ${after}`}
      ORDER BY customer_id LIMIT ${limit})
    SELECT b.customer_id AS "customerId", k.external_id AS "externalId", b.stage || b.tags AS segments,
      b.orders, b.net_minor::float8 AS "netMinor", b.first_order_at AS "firstOrderAt", b.last_order_at AS "lastOrderAt",
      jsonb_build_object('recency', b.recency_score, 'frequency', b.frequency_score, 'monetary', b.monetary_score, 'averageOrder', b.aov_score) AS scores,
      greatest(0, ${quietness(sql)}) AS quietness
    FROM page AS b JOIN customers AS k ON k.id = b.customer_id CROSS JOIN parameters AS p CROSS JOIN cutoffs AS c
    ORDER BY b.customer_id`
}
