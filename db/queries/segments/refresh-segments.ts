/**
 * The full refresh: scores every buyer as of an instant, moves everyone whom time alone has moved, and renews the cut-offs and the counts of the day.
 *
 *   compute     all buyers; those who differ from what is kept go into a temporary table, while orders come in
 *   ── the re-score lock: orders wait from here ──
 *   catch up    customers whose orders the computation did not see are taken out of it, and scored again against the new cut-offs
 *   write       changed rows, entries and exits
 *   commit      everything at once, or nothing
 *
 * The first one of a store writes everyone before it takes the lock, since nobody else can score yet.
 *
 * Locks are taken in one order, refresh before re-score, and nobody who holds only the second one waits for the first.
 */
import { runInTransaction } from '../../transaction.ts'
import type { Sql } from '../../client.ts'
import { applyScores, differingRows, type ScoreChanges } from './apply-scores.ts'
import { buyersCte, cutoffsCte, keptCutoffsCte, parametersCte, scoredCte, scoreNamed } from './compute-segments.ts'
import { countPresentDay } from './segment-counts.ts'
import { refreshLock, rescoreLock } from './segment-locks.ts'
import { wakeForLaterOrders } from './segment-wakeups.ts'
import { isUnscored, takeBackFirstScores, writeFirstScores } from './write-first-scores.ts'

export type SegmentRefresh =
  | ({ kind: 'refreshed'; buyers: number } & ScoreChanges)
  /** A refresh as of the same or a later instant is already there: nothing was done. */
  | { kind: 'superseded' }

/** Waits while another refresh runs. Idempotent for an instant. In a transaction of its own, or the caller's, which then does nothing else after it. */
export async function refreshSegments(sql: Sql, at: Date): Promise<SegmentRefresh> {
  return runInTransaction(sql, async (sql) => {
    await sql`SELECT pg_advisory_xact_lock(${refreshLock})`
    const newer = await sql`SELECT FROM segment_cutoffs WHERE computed_at >= ${at} LIMIT 1`
    if (newer.length > 0) return { kind: 'superseded' as const }
    // Sorting and hashing millions of rows on disk takes half as long again, and what processes hand each other costs more than a second one brings.
    await sql`SET LOCAL work_mem = '256MB'`
    await sql`SET LOCAL jit = off`
    await sql`SET LOCAL max_parallel_workers_per_gather = 0`
    const [snapshot] = await sql<[{ taken: string }]>`SELECT pg_current_snapshot()::text AS taken`
    const { changed, moved } = (await isUnscored(sql))
      ? await scoreFirst(sql, at, snapshot.taken)
      : await scoreAgain(sql, at, snapshot.taken)
    await sql`DELETE FROM segment_rescores`
    await wakeForLaterOrders(sql, at)
    const buyers = await countPresentDay(sql, at)
    // The next reader is often a send to a segment: it must not plan with the sizes of before.
    if (changed * 10 > buyers) await sql`ANALYZE customer_metrics`
    return { kind: 'refreshed' as const, buyers, changed, moved }
  })
}

/** Everyone is written at once, and whoever is late is taken back before anybody sees it. */
async function scoreFirst(sql: Sql, at: Date, snapshot: string): Promise<ScoreChanges> {
  const written = await writeFirstScores(sql, at)
  await sql`SELECT pg_advisory_xact_lock(${rescoreLock})`
  const late = await findLateOnes(sql, at, snapshot)
  const takenBack = await takeBackFirstScores(sql, late.customerIds)
  const caughtUp = await catchUp(sql, late)
  return { changed: written.changed - takenBack + caughtUp.changed, moved: written.moved - takenBack + caughtUp.moved }
}

async function scoreAgain(sql: Sql, at: Date, snapshot: string): Promise<ScoreChanges> {
  await computeDifferences(sql, at)
  await sql`SELECT pg_advisory_xact_lock(${rescoreLock})`
  const late = await findLateOnes(sql, at, snapshot)
  await sql`DELETE FROM segment_differences WHERE customer_id = ANY(${late.customerIds}::uuid[])`
  const isFirstAtInstant = (await sql`SELECT FROM segment_changes WHERE changed_at >= ${at} LIMIT 1`).length === 0
  const changes = await applyScores(sql, { differing: sql`SELECT * FROM segment_differences`, at, isFirstAtInstant })
  await sql`DROP TABLE segment_differences`
  const caughtUp = await catchUp(sql, late)
  return { changed: changes.changed + caughtUp.changed, moved: changes.moved + caughtUp.moved }
}

async function computeDifferences(sql: Sql, at: Date): Promise<void> {
  await sql`
    CREATE TEMPORARY TABLE segment_differences ON COMMIT DROP AS
    ${differingRows(sql, { scored: sql`SELECT * FROM customer_metrics`, existing: sql`SELECT * FROM customer_metrics` })} LIMIT 0`
  await sql`
    WITH ${parametersCte(sql, at)}, ${buyersCte(sql, at)}, ${cutoffsCte(sql)}, ${keptCutoffsCte(sql)}, ${scoredCte(sql)}
    INSERT INTO segment_differences
    ${differingRows(sql, { scored: sql`SELECT * FROM scored`, existing: sql`SELECT * FROM customer_metrics` })}`
  await sql`ANALYZE segment_differences (is_buyer, was_buyer)`
}

interface LateCustomers {
  customerIds: string[]
  /** The latest instant as of which one of them was scored; not before the refresh's own. */
  latestAt: Date
}

/**
 * Customers who were re-scored by a transaction that the computation did not see, or as of a later instant than the refresh's, and those who were erased: what
 * was computed of them does not count. All such transactions have ended: the lock waited for them.
 */
async function findLateOnes(sql: Sql, at: Date, snapshot: string): Promise<LateCustomers> {
  const late = await sql<{ customerId: string; scoredAt: Date | null }[]>`
    SELECT customer_id AS "customerId", scored_at AS "scoredAt" FROM segment_rescores
    WHERE scored_at > ${at} OR NOT pg_visible_in_snapshot(transaction_id, ${snapshot}::pg_snapshot)`
  const customerIds = late.map((row) => row.customerId)
  return { customerIds, latestAt: new Date(late.reduce((latestMs, row) => Math.max(latestMs, row.scoredAt?.getTime() ?? 0), at.getTime())) }
}

async function catchUp(sql: Sql, { customerIds, latestAt }: LateCustomers): Promise<ScoreChanges> {
  if (customerIds.length === 0) return { changed: 0, moved: 0 }
  const existing = sql`SELECT * FROM customer_metrics WHERE customer_id = ANY(${customerIds}::uuid[])`
  const scored = sql`SELECT * FROM (${scoreNamed(sql, customerIds, latestAt)}) AS s`
  return applyScores(sql, { differing: differingRows(sql, { scored, existing }), at: latestAt })
}
