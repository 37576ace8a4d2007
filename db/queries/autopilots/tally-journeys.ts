/** Counts ended journeys once, for the numbers of their autopilots (count-steps). Whoever is counted is not changed any more; one that starts again is taken out first. */
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'

/** Those that ended before that instant, `limit` at most. @returns how many */
export async function tallyEnded(pool: Sql, { before, limit }: { before: Date; limit: number }): Promise<number> {
  return runInTransaction(pool, async (sql) => {
    const rows = await sql<{ id: string }[]>`
      SELECT j.id FROM autopilots a CROSS JOIN LATERAL (
        SELECT id FROM journeys WHERE autopilot_id = a.id AND NOT is_tallied AND ended_at < ${before} ORDER BY ended_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED
      ) AS j LIMIT ${limit}`
    if (rows.length === 0) return 0
    const ids = rows.map(({ id }) => id)
    await sql`
      INSERT INTO autopilot_tallies AS t (autopilot_id, of, step, kind, channel, reason, journeys) SELECT * FROM add_up_journeys(${ids}::uuid[]) ORDER BY 1, 2, 3, 4, 5, 6
      ON CONFLICT (autopilot_id, of, step, kind, channel, reason) DO UPDATE SET journeys = t.journeys + excluded.journeys`
    await sql`UPDATE journeys SET is_tallied = true WHERE id = ANY (${ids}::uuid[])`
    return ids.length
  })
}

/** In the transaction that has it go on, which holds its row. */
export async function takeOutOfTally(sql: Sql, journeyId: string): Promise<void> {
  const { count } = await sql`UPDATE journeys SET is_tallied = false WHERE id = ${journeyId} AND is_tallied`
  if (count === 0) return
  await sql`
    UPDATE autopilot_tallies t SET journeys = t.journeys - a.journeys FROM add_up_journeys(ARRAY[${journeyId}::uuid]) AS a
    WHERE t.autopilot_id = a.autopilot_id AND t.of = a.of AND t.step IS NOT DISTINCT FROM a.step AND t.kind IS NOT DISTINCT FROM a.kind
      AND t.channel IS NOT DISTINCT FROM a.channel AND t.reason IS NOT DISTINCT FROM a.reason`
}
