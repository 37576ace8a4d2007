/**
 * The full refresh: scores every buyer as of an instant, moves everyone whom time alone has moved, and renews the cut-offs and the counts of the day.
 *
 *   compute     all buyers into a temporary table, while orders come in
 *   ── the re-score lock: orders wait from here ──
 *   catch up    buyers whose orders the computation did not see are scored again, against the new cut-offs
 *   write       changed rows, entries and exits
 *   commit      everything at once, or nothing
 *
 * Locks are taken in one order, refresh before re-score, and nobody who holds only the second one waits for the first.
 */
import type { Pool, Sql } from '../../client.ts'
import { applyScores, type ScoreChanges } from './apply-scores.ts'
import { buyersCte, cutoffsCte, parametersCte, scoredCte, scoreNamed } from './compute-segments.ts'
import { rescoreLock } from './rescore-customers.ts'
import { writeSegmentCounts } from './segment-counts.ts'

// Any constant that nothing else in the database uses.
const refreshLock = 727_485_021

export type SegmentRefresh =
  | ({ kind: 'refreshed'; buyers: number } & ScoreChanges)
  /** A refresh as of the same or a later instant is already there: nothing was done. */
  | { kind: 'superseded' }

/** Waits while another refresh runs. Idempotent for an instant. */
export async function refreshSegments(pool: Pool, at: Date): Promise<SegmentRefresh> {
  return pool.begin(async (sql) => {
    await sql`SELECT pg_advisory_xact_lock(${refreshLock})`
    const newer = await sql`SELECT FROM segment_cutoffs WHERE computed_at >= ${at} LIMIT 1`
    if (newer.length > 0) return { kind: 'superseded' as const }
    // Sorting and hashing millions of rows on disk takes half as long again.
    await sql`SET LOCAL work_mem = '256MB'`
    await sql`SET LOCAL jit = off`
    const [snapshot] = await sql<{ taken: string }[]>`SELECT pg_current_snapshot()::text AS taken`
    await computeAll(sql, at)
    await sql`SELECT pg_advisory_xact_lock(${rescoreLock})`
    const changedAt = await catchUp(sql, at, snapshot?.taken ?? '')
    const changes = await applyScores(sql, {
      scored: sql`SELECT * FROM refreshed`,
      existing: sql`SELECT * FROM customer_metrics`,
      at: changedAt,
    })
    await writeSegmentCounts(sql, { at, scored: sql`SELECT * FROM refreshed` })
    const [count] = await sql<{ buyers: number }[]>`SELECT count(*)::integer AS buyers FROM refreshed`
    const buyers = count?.buyers ?? 0
    // The next reader is often a send to a segment: it must not plan with the sizes of before.
    if (changes.changed * 10 > buyers) await sql`ANALYZE customer_metrics`
    return { kind: 'refreshed' as const, buyers, ...changes }
  })
}

async function computeAll(sql: Sql, at: Date): Promise<void> {
  await sql`CREATE TEMPORARY TABLE refreshed (LIKE customer_metrics) ON COMMIT DROP`
  await sql`
    WITH ${parametersCte(sql, at)}, ${buyersCte(sql, at)}, ${cutoffsCte(sql)}, ${scoredCte(sql)},
    kept AS (
      INSERT INTO segment_cutoffs (computed_at, settings_version, buyers, median_gap_days, recency, frequency, monetary, aov, recent_orders)
      SELECT computed_at, settings_version, buyers, median_gap_days, recency, frequency, monetary, aov, recent_orders FROM cutoffs WHERE buyers > 0)
    INSERT INTO refreshed (${sql.unsafe(metricsColumns)}) SELECT ${sql.unsafe(metricsColumns)} FROM scored`
  await sql`ANALYZE refreshed (customer_id)`
}

const metricsColumns = `customer_id, orders, net_minor, first_order_at, last_order_at, recent_orders,
  recency_score, frequency_score, monetary_score, aov_score, stage, tags, computed_at`

/**
 * Scores again whoever was re-scored by a transaction that the computation did not see, or as of a later instant than the refresh's. All such
 * transactions have ended: the lock waited for them. Returns the latest of these instants.
 */
async function catchUp(sql: Sql, at: Date, snapshot: string): Promise<Date> {
  const late = await sql<{ customerId: string; scoredAt: Date | null }[]>`
    SELECT customer_id AS "customerId", scored_at AS "scoredAt" FROM segment_rescores
    WHERE scored_at > ${at} OR NOT pg_visible_in_snapshot(transaction_id, ${snapshot}::pg_snapshot)`
  const latestAt = new Date(late.reduce((latestMs, row) => Math.max(latestMs, row.scoredAt?.getTime() ?? 0), at.getTime()))
  const customerIds = late.map((row) => row.customerId)
  if (customerIds.length > 0) {
    await sql`DELETE FROM refreshed WHERE customer_id = ANY(${customerIds}::uuid[])`
    await sql`
      INSERT INTO refreshed (${sql.unsafe(metricsColumns)})
      SELECT ${sql.unsafe(metricsColumns)} FROM (${scoreNamed(sql, customerIds, latestAt)}) AS scored`
  }
  await sql`DELETE FROM segment_rescores`
  return latestAt
}
