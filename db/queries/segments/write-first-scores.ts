/** The very first refresh of a store: nothing was there before, so everyone is new, nobody needs to be compared, and no row waits in a table between. */
import type { Sql } from '../../client.ts'
import { metricsColumns, type ScoreChanges } from './apply-scores.ts'
import { buyersCte, cutoffsCte, keptCutoffsCte, parametersCte, scoredCte } from './compute-segments.ts'

/** Whether there is nothing: no scores, no cut-offs by which anybody could score, no move. */
export async function isUnscored(sql: Sql): Promise<boolean> {
  const [store] = await sql<[{ isUnscored: boolean }]>`
    SELECT NOT EXISTS (SELECT FROM customer_metrics) AND NOT EXISTS (SELECT FROM segment_cutoffs) AND NOT EXISTS (SELECT FROM segment_changes) AS "isUnscored"`
  return store.isUnscored
}

/** Without the re-score lock: as long as there are no cut-offs, orders and erasures leave marks and write no scores. */
export async function writeFirstScores(sql: Sql, at: Date): Promise<ScoreChanges> {
  const [written] = await sql<[{ buyers: number }]>`
    WITH ${parametersCte(sql, at)}, ${buyersCte(sql, at)}, ${cutoffsCte(sql)}, ${keptCutoffsCte(sql)}, ${scoredCte(sql)},
    added AS (
      INSERT INTO customer_metrics (${sql.unsafe(metricsColumns)}, computed_at)
      SELECT ${sql.unsafe(metricsColumns)}, ${at} FROM scored),
    entered AS (
      INSERT INTO segment_changes (customer_id, changed_at, entered, exited)
      SELECT customer_id, ${at}, array_append(tags, stage), '{}' FROM scored)
    SELECT count(*)::integer AS buyers FROM buyers`
  return { changed: written.buyers, moved: written.buyers }
}

/** Takes back what was written of these customers. @returns how many of them were buyers */
export async function takeBackFirstScores(sql: Sql, customerIds: readonly string[]): Promise<number> {
  const taken = await sql`DELETE FROM customer_metrics WHERE customer_id = ANY(${[...customerIds]}::uuid[])`
  await sql`DELETE FROM segment_changes WHERE customer_id = ANY(${[...customerIds]}::uuid[])`
  return taken.count
}
