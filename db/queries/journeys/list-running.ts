/** Journeys that Temporal has, for telling them something. */
import type { Sql } from '../../client.ts'

export interface RunningJourney {
  /** UUIDs. */
  id: string
  customerId: string
  occurrence: string
}

export interface ToldRun extends RunningJourney {
  /** Null while Temporal may not have taken it yet. */
  startedAt: Date | null
}

/** In the order of their ids, from after the given one. */
export async function listRunning(
  sql: Sql,
  { autopilotId, after, limit }: { autopilotId: string; after: string | undefined; limit: number },
): Promise<ToldRun[]> {
  return sql<ToldRun[]>`
    SELECT id, customer_id AS "customerId", occurrence, started_at AS "startedAt" FROM journeys
    WHERE autopilot_id = ${autopilotId} AND status = 'running' ${after === undefined ? sql`` : sql`AND id > ${after}`}
    ORDER BY id LIMIT ${limit}`
}

export interface MovableJourney extends RunningJourney {
  /** Where it waits. */
  step: string
}

/** Those that wait on another version. */
export async function listMovable(
  sql: Sql,
  { autopilotId, versionId, after, limit }: { autopilotId: string; versionId: string; after: string | undefined; limit: number },
): Promise<MovableJourney[]> {
  return sql<MovableJourney[]>`
    SELECT id, customer_id AS "customerId", occurrence, step FROM journeys
    WHERE autopilot_id = ${autopilotId} AND status = 'running' AND version_id <> ${versionId} AND waiting_until IS NOT NULL AND step IS NOT NULL
      ${after === undefined ? sql`` : sql`AND id > ${after}`}
    ORDER BY id LIMIT ${limit}`
}

export interface WaitingGroup {
  fromNumber: number
  isLatest: boolean
  isWaiting: boolean
  step: string | null
  customerIds: string[]
}

/** Running journeys by version and by where they wait. */
export async function groupRunning(
  sql: Sql,
  { autopilotId, versionId }: { autopilotId: string; versionId: string },
): Promise<WaitingGroup[]> {
  return sql<WaitingGroup[]>`
    SELECT v.number AS "fromNumber", j.version_id = ${versionId} AS "isLatest", j.waiting_until IS NOT NULL AS "isWaiting", j.step,
      array_agg(j.customer_id) AS "customerIds"
    FROM journeys j JOIN journey_versions v ON v.id = j.version_id
    WHERE j.autopilot_id = ${autopilotId} AND j.status = 'running' GROUP BY 1, 2, 3, 4 ORDER BY 1, 4 NULLS FIRST`
}
