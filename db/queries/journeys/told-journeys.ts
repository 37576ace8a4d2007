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
  /** UUID. */
  versionId: string
}

/** The customers' journeys that have not ended, in the order of their ids. */
export async function listAliveJourneys(sql: Sql, customerIds: readonly string[]): Promise<ToldJourney[]> {
  return sql<ToldJourney[]>`
    SELECT id, autopilot_id AS "autopilotId", customer_id AS "customerId", occurrence, status, anchor_at AS "anchorAt", started_at AS "startedAt",
      version_id AS "versionId"
    FROM journeys WHERE customer_id = ANY (${[...customerIds]}::uuid[]) AND status <> 'ended' ORDER BY id`
}

export async function readVersionDefinitions(sql: Sql, versionIds: readonly string[]): Promise<Map<string, JourneyDefinition>> {
  const rows = await sql<{ id: string; definition: JourneyDefinition }[]>`
    SELECT id, definition FROM journey_versions WHERE id = ANY (${[...versionIds]}::uuid[])`
  return new Map(rows.map(({ id, definition }) => [id, definition]))
}

export interface Reported {
  /** UUIDs. */
  id: string
  customerId: string
  at: Date
  /** Of an event. */
  name?: string
}

/** Those that are there, and valid. */
export async function readReported(sql: Sql, kind: 'ordered' | 'event', ids: readonly string[]): Promise<Reported[]> {
  if (ids.length === 0) return []
  return kind === 'ordered'
    ? sql<Reported[]>`SELECT id, customer_id AS "customerId", placed_at AS at FROM orders WHERE id = ANY (${[...ids]}::uuid[]) AND is_valid`
    : sql<Reported[]>`SELECT id, customer_id AS "customerId", occurred_at AS at, name FROM events WHERE id = ANY (${[...ids]}::uuid[])`
}

/** Nobody is told of one that never ran. False when it runs by now, or has ended. */
export async function endMatchedJourney(
  sql: Sql,
  { journeyId, reason, at }: { journeyId: string; reason: string; at: Date },
): Promise<boolean> {
  const { count } = await sql`
    UPDATE journeys SET status = 'ended', ended_at = ${at}, outcome = 'exited', reason = ${reason} WHERE id = ${journeyId} AND status = 'matched'`
  return count === 1
}

/** The steps of a journey that have sent with this send. */
export async function listStepsOfSend(sql: Sql, journeyId: string, sendId: string): Promise<string[]> {
  const rows = await sql<
    { step: string }[]
  >`SELECT DISTINCT step FROM journey_messages WHERE journey_id = ${journeyId} AND send_id = ${sendId}`
  return rows.map((row) => row.step)
}

/** What the ledger makes of all receipts of a message so far. */
export async function isDelivered(sql: Sql, { sendId, customerId }: { sendId: string; customerId: string }): Promise<boolean> {
  const rows = await sql`SELECT FROM deliveries WHERE send_id = ${sendId} AND customer_id = ${customerId} AND status = 'delivered'`
  return rows.length > 0
}
