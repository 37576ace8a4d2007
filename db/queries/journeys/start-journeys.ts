/** Handing matched journeys to Temporal: taken in batches, marked when it has them. One that was taken and never marked is taken again. */
import type { Sql } from '../../client.ts'
import type { ToldRun } from './list-running.ts'

export interface JourneyToStart {
  /** UUIDs. */
  id: string
  customerId: string
  versionId: string
  occurrence: string
  run: number
}

/** A start that was taken this long ago and not marked has got lost. */
const lostAfterSeconds = 30

/** The next ones whose time has come, on the version that is the latest now; none while the autopilot is not enabled: a pause waits for those who are being taken, and tells them. */
export async function takeJourneysToStart(
  sql: Sql,
  { autopilotId, now, limit }: { autopilotId: string; now: Date; limit: number },
): Promise<JourneyToStart[]> {
  return sql<JourneyToStart[]>`
    UPDATE journeys j SET status = 'running', noted_at = ${now},
      version_id = CASE WHEN j.status = 'matched' THEN coalesce(latest.id, j.version_id) ELSE j.version_id END
    FROM (
      SELECT id FROM journeys WHERE autopilot_id = ${autopilotId} AND not_before <= ${now}
        AND (status = 'matched' OR (status = 'running' AND started_at IS NULL AND noted_at < ${now}::timestamptz - make_interval(secs => ${lostAfterSeconds})))
      ORDER BY id LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED
    ) AS t, (
      SELECT (SELECT v.id FROM journey_versions v WHERE v.autopilot_id = a.id AND v.number = a.published_number) AS id
      FROM autopilots a WHERE a.id = ${autopilotId} AND a.status = 'enabled' FOR SHARE OF a
    ) AS latest
    WHERE j.id = t.id
    RETURNING j.id, j.customer_id AS "customerId", j.version_id AS "versionId", j.occurrence, j.run`
}

export async function markStarted(sql: Sql, { journeyIds, at }: { journeyIds: readonly string[]; at: Date }): Promise<void> {
  if (journeyIds.length > 0) await sql`UPDATE journeys SET started_at = ${at} WHERE id = ANY (${journeyIds}::uuid[]) AND started_at IS NULL`
}

/** Those of the journeys that Temporal has by now, or that somebody may be about to start. */
export async function listStarting(sql: Sql, { journeyIds, now }: { journeyIds: readonly string[]; now: Date }): Promise<ToldRun[]> {
  return sql<ToldRun[]>`
    SELECT id, customer_id AS "customerId", occurrence, started_at AS "startedAt" FROM journeys
    WHERE id = ANY (${journeyIds}::uuid[]) AND status = 'running'
      AND (started_at IS NOT NULL OR noted_at >= ${now}::timestamptz - make_interval(secs => ${lostAfterSeconds}))`
}
