/** Keeps the segments of single customers right at the moment of their order, against the cut-offs of the latest full refresh. */
import type { Sql } from '../../client.ts'
import { applyScores, differingRows } from './apply-scores.ts'
import { scoreNamed } from './compute-segments.ts'
import { refreshSegments } from './refresh-segments.ts'
import { requestSegmentRun } from './request-segment-run.ts'
import { rescoreLock } from './segment-locks.ts'
import { wakeForLaterOrders } from './segment-wakeups.ts'

/** Stores of up to so many orders are refreshed within the first order's own transaction: in less than a tenth of a second. */
const smallStoreOrders = 2_000
/** In a store of up to so many buyers, cut-offs age with every order. */
const youngStoreBuyers = 5_000

/**
 * Scores the named customers again; one whose valid orders are gone leaves all segments. To be called after orders were written, last in the same
 * transaction. Before the first full refresh there are no cut-offs: a small store gets that refresh right here, a larger one asks for it and is refreshed within
 * seconds, and one whose orders are being imported is refreshed when they are in.
 *
 * Two transactions with orders of one customer would each miss the other's order, so each first takes the customer's mark: rows of
 * `segment_rescores`, which only this file, the refresh and an erasure write, in customer_id order, so that overlapping callers queue and cannot deadlock.
 *
 * @param at the present; where a refresh has already looked further, its instant counts.
 */
export async function rescoreCustomers(sql: Sql, customerIds: string[], at: Date): Promise<void> {
  if (customerIds.length === 0) return
  if ('begin' in sql) return sql.begin((transaction) => rescoreCustomers(transaction, customerIds, at))
  if (!(await lockWhereScored(sql))) {
    if (await refreshFirst(sql, at)) return
    await sql`SELECT pg_advisory_xact_lock_shared(${rescoreLock})`
  }
  const [mark] = await markCustomers(sql, customerIds, at)
  await wakeForLaterOrders(sql, at, customerIds)
  const scoredAt = mark?.scoredAt ?? null
  if (scoredAt === null) return
  // A statement of its own: its snapshot sees the orders of whoever held the marks before.
  const existing = sql`SELECT * FROM customer_metrics WHERE customer_id = ANY(${customerIds}::uuid[])`
  await applyScores(sql, { differing: differingRows(sql, { scored: scoreNamed(sql, customerIds, scoredAt), existing }), at: scoredAt })
  if (mark !== undefined && mark.buyers < youngStoreBuyers) await refreshOutgrown(sql, mark.buyers)
}

/** The re-score lock, shared; not taken while there are no cut-offs, for then the refresh lock may have to come first. */
async function lockWhereScored(sql: Sql): Promise<boolean> {
  const [state] = await sql<{ isScored: boolean }[]>`
    SELECT CASE WHEN EXISTS (SELECT FROM segment_cutoffs) THEN pg_advisory_xact_lock_shared(${rescoreLock}) IS NOT NULL ELSE false END AS "isScored"`
  return state?.isScored ?? false
}

/** @returns whether everyone has been scored, with the orders of this transaction. */
async function refreshFirst(sql: Sql, at: Date): Promise<boolean> {
  const [store] = await sql<{ isLoading: boolean; isSmall: boolean }[]>`
    SELECT ${isLoading(sql)} AS "isLoading",
      (SELECT count(*) FROM (SELECT FROM orders LIMIT ${smallStoreOrders + 1}) AS first_ones) <= ${smallStoreOrders} AS "isSmall"`
  if (store === undefined || store.isLoading) return false
  if (store.isSmall) return (await refreshSegments(sql, at)).kind === 'refreshed'
  await requestSegmentRun(sql, 'refresh_segments')
  return false
}

async function markCustomers(sql: Sql, customerIds: string[], at: Date): Promise<{ scoredAt: Date | null; buyers: number }[]> {
  return sql`
    WITH latest AS (SELECT computed_at, buyers FROM segment_cutoffs ORDER BY computed_at DESC LIMIT 1)
    INSERT INTO segment_rescores (customer_id, transaction_id, scored_at)
    SELECT DISTINCT customer_id, pg_current_xact_id(), (SELECT greatest(computed_at, ${at}) FROM latest)
    FROM unnest(${customerIds}::uuid[]) AS customer_id ORDER BY customer_id
    ON CONFLICT (customer_id) DO UPDATE SET transaction_id = excluded.transaction_id, scored_at = excluded.scored_at
    RETURNING scored_at AS "scoredAt", coalesce((SELECT buyers FROM latest), 0) AS buyers`
}

/** Asks for a refresh where a quarter of the buyers have been scored by cut-offs that were found without them. */
async function refreshOutgrown(sql: Sql, buyers: number): Promise<void> {
  const enough = Math.floor(buyers / 4) + 5
  const [store] = await sql<{ isOutgrown: boolean }[]>`
    SELECT (SELECT count(*) FROM (SELECT FROM segment_rescores LIMIT ${enough}) AS first_ones) >= ${enough} AND NOT ${isLoading(sql)} AS "isOutgrown"`
  if (store?.isOutgrown === true) await requestSegmentRun(sql, 'refresh_segments')
}

/** An import of orders is under way; its end refreshes everyone. */
function isLoading(sql: Sql) {
  return sql`EXISTS (SELECT FROM imports WHERE kind = 'orders' AND status = 'running')`
}
