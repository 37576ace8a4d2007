/** Journeys by what their runs are named after, and those that may hang. */
import type { Sql } from '../../client.ts'

export interface JourneyName {
  /** UUIDs. */
  autopilotId: string
  customerId: string
  occurrence: string
}

export type NamedJourney = JourneyName & { id: string; status: 'matched' | 'running' | 'ended' }

/** Those that there are. */
export async function findJourneys(sql: Sql, names: readonly JourneyName[]): Promise<NamedJourney[]> {
  if (names.length === 0) return []
  return sql<NamedJourney[]>`
    SELECT j.id, j.autopilot_id AS "autopilotId", j.customer_id AS "customerId", j.occurrence, j.status
    FROM unnest(${names.map((name) => name.autopilotId)}::uuid[], ${names.map((name) => name.customerId)}::uuid[], ${names.map((name) => name.occurrence)}::text[])
      AS n (autopilot_id, customer_id, occurrence)
    JOIN journeys j ON (j.autopilot_id, j.customer_id, j.occurrence) = (n.autopilot_id, n.customer_id, n.occurrence)`
}

/** Handed to Temporal, and either past the end of their wait or at work for longer than any act takes: the longest first. */
export async function listSilentJourneys(
  sql: Sql,
  { lateBefore, actingBefore, limit }: { lateBefore: Date; actingBefore: Date; limit: number },
): Promise<NamedJourney[]> {
  return sql<NamedJourney[]>`
    SELECT j.id, j.autopilot_id AS "autopilotId", j.customer_id AS "customerId", j.occurrence, j.status
    FROM journeys j WHERE j.status <> 'ended' AND j.started_at IS NOT NULL
      AND (j.waiting_until < ${lateBefore} OR j.waiting_until IS NULL AND coalesce(j.noted_at, j.started_at) < ${actingBefore})
    ORDER BY coalesce(j.waiting_until, j.noted_at, j.started_at) LIMIT ${limit}`
}

/** Those that Temporal should have. */
export async function countRunningJourneys(sql: Sql): Promise<number> {
  const [row] = await sql<
    [{ running: number }]
  >`SELECT count(*)::int AS running FROM journeys WHERE status <> 'ended' AND started_at IS NOT NULL`
  return row.running
}

/** Of these, those that have ended by now. UUIDs. */
export async function listEndedOf(sql: Sql, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await sql<{ id: string }[]>`SELECT id FROM journeys WHERE id = ANY (${ids}::uuid[]) AND status = 'ended'`
  return rows.map(({ id }) => id)
}
