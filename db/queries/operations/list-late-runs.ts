/** Journeys whose wait is over and that have not moved since: the first to ask when something hangs. */
import type { Sql } from '../../client.ts'

export interface LateRun {
  /** UUIDs. */
  autopilotId: string
  customerId: string
  occurrence: string
}

/** Any of them, up to `limit`; not those of an autopilot that stands still. */
export async function listLateRuns(sql: Sql, { before, limit }: { before: Date; limit: number }): Promise<LateRun[]> {
  return sql<LateRun[]>`
    SELECT j.autopilot_id AS "autopilotId", j.customer_id AS "customerId", j.occurrence FROM journeys j JOIN autopilots a ON a.id = j.autopilot_id
    WHERE j.status <> 'ended' AND j.status = 'running' AND j.started_at IS NOT NULL AND j.waiting_until < ${before} AND a.status <> 'disabled' LIMIT ${limit}`
}
