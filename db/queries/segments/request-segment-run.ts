/** Asks, in the transaction of the fact that makes it necessary, for a run about everyone; the outbox's relay brings it to Temporal. */
import type { Sql } from '../../client.ts'

export type SegmentRun = 'refresh_segments' | 'count_segment_history'

/**
 * Once, however many ask before the relay has come by: a request that waits already is locked, so that the relay leaves it alone until the caller has committed. One that
 * the relay holds, or another caller, does not count, for its run may begin too early.
 */
export async function requestSegmentRun(sql: Sql, kind: SegmentRun): Promise<void> {
  await sql`
    WITH waiting AS MATERIALIZED (SELECT id FROM outbox WHERE kind = ${kind} LIMIT 1 FOR UPDATE SKIP LOCKED)
    INSERT INTO outbox (kind, payload) SELECT ${kind}, '{}' WHERE NOT EXISTS (SELECT FROM waiting)`
}
