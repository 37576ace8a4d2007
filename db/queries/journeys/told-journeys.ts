/** Which journeys a fact concerns, and what the fact itself was. */
import type { JourneyDefinition } from '../../../domain/journeys/journey-definition.ts'
import type { Sql } from '../../client.ts'
import type { JourneyStatus } from './journeys.ts'

export interface ToldJourney {
  /** UUIDs. */
  id: string
  autopilotId: string
  customerId: string
  occurrence: string
  status: Exclude<JourneyStatus, 'ended'>
  anchorAt: Date
  /** Null while Temporal has not taken it. */
  startedAt: Date | null
  definition: JourneyDefinition
}

/** The customer's journeys that have not ended; only the named one, where one is named. */
export async function listAliveJourneys(
  sql: Sql,
  { customerId, journeyId }: { customerId: string; journeyId?: string | undefined },
): Promise<ToldJourney[]> {
  return sql<ToldJourney[]>`
    SELECT j.id, j.autopilot_id AS "autopilotId", j.customer_id AS "customerId", j.occurrence, j.status, j.anchor_at AS "anchorAt", j.started_at AS "startedAt",
      v.definition
    FROM journeys j JOIN journey_versions v ON v.id = j.version_id
    WHERE j.customer_id = ${customerId} AND j.status <> 'ended' ${journeyId === undefined ? sql`` : sql`AND j.id = ${journeyId}`}
    ORDER BY j.id`
}

export interface Reported {
  at: Date
  /** Of an event. */
  name?: string
}

/** Undefined when it is gone, or no longer valid. */
export async function readReported(sql: Sql, kind: 'ordered' | 'event', id: string): Promise<Reported | undefined> {
  const [row] =
    kind === 'ordered'
      ? await sql<Reported[]>`SELECT placed_at AS at FROM orders WHERE id = ${id} AND is_valid`
      : await sql<Reported[]>`SELECT occurred_at AS at, name FROM events WHERE id = ${id}`
  return row
}

/** The steps of a journey that have sent with this send. */
export async function listStepsOfSend(sql: Sql, journeyId: string, sendId: string): Promise<string[]> {
  const rows = await sql<
    { step: string }[]
  >`SELECT DISTINCT step FROM journey_messages WHERE journey_id = ${journeyId} AND send_id = ${sendId}`
  return rows.map((row) => row.step)
}
