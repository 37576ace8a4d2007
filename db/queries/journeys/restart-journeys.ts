/** What a journey's run needs to go on where a lost one stood. */
import type { JourneyDefinition } from '../../../domain/journeys/journey-definition.ts'
import type { Note, NumberedNote } from '../../../domain/journeys/journey-notes.ts'
import type { Sql } from '../../client.ts'
import { readJourneyEvents } from './journeys.ts'

export interface InterruptedJourney {
  /** UUIDs. */
  id: string
  autopilotId: string
  customerId: string
  occurrence: string
  status: 'matched' | 'running' | 'ended'
  versionNumber: number
  startedAt: Date | null
  matchedAt: Date
  /** Of the autopilot, where that is disabled. */
  disabledAt: Date | null
  /** The customer is gone. */
  isErased: boolean
}

export async function readInterrupted(sql: Sql, journeyId: string): Promise<InterruptedJourney | undefined> {
  const [journey] = await sql<InterruptedJourney[]>`
    SELECT j.id, j.autopilot_id AS "autopilotId", j.customer_id AS "customerId", j.occurrence, j.status, v.number AS "versionNumber", j.started_at AS "startedAt",
      j.matched_at AS "matchedAt", CASE WHEN a.status = 'disabled' THEN a.disabled_at END AS "disabledAt", c.id IS NULL AS "isErased"
    FROM journeys j JOIN journey_versions v ON v.id = j.version_id JOIN autopilots a ON a.id = j.autopilot_id LEFT JOIN customers c ON c.id = j.customer_id
    WHERE j.id = ${journeyId}`
  return journey
}

export async function readStory(sql: Sql, journeyId: string): Promise<NumberedNote[]> {
  const events = await readJourneyEvents(sql, journeyId)
  return events.map(({ seq, at, kind, step, channel, reason, details }) => ({
    seq,
    at: at.getTime(),
    note: { kind, step, ...(channel !== null && { channel }), ...(reason !== null && { reason }), ...details } as unknown as Note,
  }))
}

export async function readDefinitions(sql: Sql, autopilotId: string, numbers: readonly number[]): Promise<Map<number, JourneyDefinition>> {
  const rows = await sql<{ number: number; definition: JourneyDefinition }[]>`
    SELECT number, definition FROM journey_versions WHERE autopilot_id = ${autopilotId} AND number = ANY (${[...numbers]}::int[])`
  return new Map(rows.map(({ number, definition }) => [number, definition]))
}

/** What the customer did and what became of messages since then, told once more: a run that has heard of it knows it by its id. */
export async function tellAgain(
  sql: Sql,
  { journeyId, customerId, since }: { journeyId: string; customerId: string; since: Date },
): Promise<void> {
  await sql`
    INSERT INTO outbox (kind, payload)
    SELECT 'journey_fact', jsonb_build_object('fact', f.fact, 'customerId', ${customerId}::uuid, 'id', f.id, 'journeyId', ${journeyId}::uuid)
    FROM (
      SELECT 'ordered' AS fact, id, placed_at AS at FROM orders WHERE customer_id = ${customerId} AND is_valid AND placed_at > ${since}
      UNION ALL
      SELECT 'event', id, occurred_at FROM events WHERE customer_id = ${customerId} AND occurred_at > ${since}
      UNION ALL
      SELECT 'voucher_accepted', id, accepted_at FROM vouchers
      WHERE customer_id = ${customerId} AND campaign_kind = 'autopilot' AND starts_with(occurrence, ${`${journeyId}:`}) AND accepted_at > ${since}
      UNION ALL
      SELECT 'voucher_redeemed', id, redeemed_at FROM vouchers
      WHERE customer_id = ${customerId} AND campaign_kind = 'autopilot' AND starts_with(occurrence, ${`${journeyId}:`}) AND redeemed_at > ${since}
      UNION ALL
      SELECT DISTINCT e.type::text, e.send_id, e.occurred_at FROM delivery_events e JOIN journey_messages m ON m.send_id = e.send_id AND m.channel = e.channel
      WHERE m.journey_id = ${journeyId} AND e.customer_id = ${customerId} AND NOT e.is_bot AND e.type IN ('clicked', 'delivered', 'soft_bounced', 'bounced', 'undeliverable')
        AND e.occurred_at > ${since}
    ) AS f ORDER BY f.at`
}
