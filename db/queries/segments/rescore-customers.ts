/** Keeps the segments of single customers right at the moment of their order, against the cut-offs of the latest full refresh. */
import type { Sql } from '../../client.ts'
import { applyScores } from './apply-scores.ts'
import { scoreNamed } from './compute-segments.ts'

/** Held shared by transactions that re-score, and alone by a refresh while it writes. Any constant that nothing else in the database uses. */
export const rescoreLock = 727_485_020

/**
 * Scores the named customers again; one whose valid orders are gone leaves all segments. To be called after orders were written, last in the same
 * transaction. Before the first full refresh there are no cut-offs, and the customers wait for it.
 *
 * Two transactions with orders of one customer would each miss the other's order, so each first takes the customer's mark: rows of
 * `segment_rescores`, which only this file and the refresh write, in customer_id order, so that overlapping callers queue and cannot deadlock.
 *
 * @param at the present; where a refresh has already looked further, its instant counts.
 */
export async function rescoreCustomers(sql: Sql, customerIds: string[], at: Date): Promise<void> {
  if (customerIds.length === 0) return
  if ('begin' in sql) return sql.begin((transaction) => rescoreCustomers(transaction, customerIds, at))
  await sql`SELECT pg_advisory_xact_lock_shared(${rescoreLock})`
  const marks = await sql<{ scoredAt: Date | null }[]>`
    INSERT INTO segment_rescores (customer_id, transaction_id, scored_at)
    SELECT DISTINCT customer_id, pg_current_xact_id(), (SELECT greatest(max(computed_at), ${at}) FROM segment_cutoffs HAVING count(*) > 0)
    FROM unnest(${customerIds}::uuid[]) AS customer_id ORDER BY customer_id
    ON CONFLICT (customer_id) DO UPDATE SET transaction_id = excluded.transaction_id, scored_at = excluded.scored_at
    RETURNING scored_at AS "scoredAt"`
  const scoredAt = marks[0]?.scoredAt ?? null
  if (scoredAt === null) return
  // A statement of its own: its snapshot sees the orders of whoever held the marks before.
  await applyScores(sql, {
    scored: scoreNamed(sql, customerIds, scoredAt),
    existing: sql`SELECT * FROM customer_metrics WHERE customer_id = ANY(${customerIds}::uuid[])`,
    at: scoredAt,
  })
}
