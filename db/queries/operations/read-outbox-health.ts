/** How much of what was committed has not reached Temporal. The outbox is nearly empty when all is well; when it is not, counting it is worth its time. */
import type { Sql } from '../../client.ts'

export interface OutboxHealth {
  rows: number
  oldestAgeMs: number | null
  /** Rows that were tried in vain. */
  failing: number
  /** Why, the commonest first. */
  errorCodes: string[]
}

export async function readOutboxHealth(sql: Sql): Promise<OutboxHealth> {
  const [row] = await sql<[OutboxHealth]>`
    SELECT count(*)::int AS rows, (extract(epoch FROM now() - min(created_at)) * 1000)::float8 AS "oldestAgeMs", count(*) FILTER (WHERE attempts > 0)::int AS failing,
      coalesce((SELECT array_agg(code ORDER BY rows DESC) FROM (
        SELECT last_error_code AS code, count(*) AS rows FROM outbox WHERE last_error_code IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 3
      ) AS e), '{}') AS "errorCodes"
    FROM outbox`
  return row
}
