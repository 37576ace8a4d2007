/** Journeys whose run should be open: for the watch over those that are not. */
import type { Sql } from '../../client.ts'

export interface WatchedJourney {
  /** UUIDs. */
  id: string
  autopilotId: string
  customerId: string
  occurrence: string
}

export async function listAutopilotsWithRuns(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    SELECT a.id FROM autopilots a WHERE EXISTS (SELECT FROM journeys j WHERE j.autopilot_id = a.id AND j.status = 'running')`
  return rows.map(({ id }) => id)
}

/**
 * In the order of their ids, from after the given one: those that Temporal has taken, and that have said nothing since `before`. Whoever is about to be started again is not among them.
 */
export async function listWatched(
  sql: Sql,
  { autopilotId, before, after, limit }: { autopilotId: string; before: Date; after: string | undefined; limit: number },
): Promise<WatchedJourney[]> {
  return sql<WatchedJourney[]>`
    SELECT j.id, j.autopilot_id AS "autopilotId", j.customer_id AS "customerId", j.occurrence FROM journeys j
    WHERE j.autopilot_id = ${autopilotId} AND j.status = 'running' AND j.started_at < ${before} AND coalesce(j.noted_at, j.started_at) < ${before}
      ${after === undefined ? sql`` : sql`AND j.id > ${after}`}
      AND NOT EXISTS (SELECT FROM outbox o WHERE o.kind = 'restart_journey' AND o.payload ->> 'journeyId' = j.id::text)
    ORDER BY j.id LIMIT ${limit}`
}
