/** Recency against frequency and money: how many buyers are in each of the 25 cells, and what they have ordered. */
import type { Sql } from '../../client.ts'
import { scoreEveryone } from './compute-segments.ts'

export interface RfmCell {
  /** 1 to 5. */
  recency: number
  /** ⌊(F + M) ÷ 2⌋, 1 to 5. */
  fm: number
  customers: number
  /** Of these customers, until then. */
  orders: number
  netMinor: number
}

/** All 25, empty ones too. Without `asOf`, as the scores stand. */
export async function readRfmMatrix(sql: Sql, asOf?: Date): Promise<RfmCell[]> {
  return sql<RfmCell[]>`
    WITH found AS (
      SELECT recency_score AS recency, (frequency_score + monetary_score) / 2 AS fm, count(*) AS customers, sum(orders) AS orders, sum(net_minor) AS net_minor
      FROM (${asOf === undefined ? sql`SELECT * FROM customer_metrics` : scoreEveryone(sql, asOf)}) AS scored GROUP BY 1, 2)
    SELECT recency, fm, coalesce(f.customers, 0)::integer AS customers, coalesce(f.orders, 0)::float8 AS orders, coalesce(f.net_minor, 0)::float8 AS "netMinor"
    FROM generate_series(1, 5) AS recency CROSS JOIN generate_series(1, 5) AS fm LEFT JOIN found AS f USING (recency, fm)
    ORDER BY recency, fm`
}
