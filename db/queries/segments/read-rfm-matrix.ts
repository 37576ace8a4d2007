/** Recency against frequency and money: how many buyers are in each of the 25 cells, and what they have spent. */
import type { Sql } from '../../client.ts'

export interface RfmCell {
  /** 1 to 5. */
  recency: number
  /** ⌊(F + M) ÷ 2⌋, 1 to 5. */
  fm: number
  customers: number
  netMinor: number
}

/** All 25, empty ones too. */
export async function readRfmMatrix(sql: Sql): Promise<RfmCell[]> {
  return sql<RfmCell[]>`
    SELECT recency, fm, count(m.customer_id)::integer AS customers, coalesce(sum(m.net_minor), 0)::float8 AS "netMinor"
    FROM generate_series(1, 5) AS recency CROSS JOIN generate_series(1, 5) AS fm
    LEFT JOIN customer_metrics AS m ON m.recency_score = recency AND (m.frequency_score + m.monetary_score) / 2 = fm
    GROUP BY recency, fm ORDER BY recency, fm`
}
