/** What a journey's run tells of itself, kept. The run numbers its notes, so that telling them twice changes nothing. */
import type { Sql } from '../../client.ts'
import type { NumberedNote } from '../../../domain/journeys/journey-notes.ts'
import type { StoredOutcome } from './journeys.ts'

/** Instants in milliseconds since 1970. The latest of them is where the journey stands. */
export async function recordNotes(sql: Sql, journeyId: string, notes: readonly NumberedNote[]): Promise<void> {
  const last = notes.at(-1)
  if (last === undefined) return
  const rows = notes.map(({ seq, at, note }) => {
    const { kind, step, ...rest } = note
    const { channel = null, reason = null, ...details } = rest as { channel?: string; reason?: string } & Record<string, unknown>
    return { seq, at: new Date(at), kind, step, channel, reason, details: Object.keys(details).length === 0 ? null : details }
  })
  const { note } = last
  const waitsFor = note.kind === 'waiting' ? note.for : note.kind === 'deferred' ? note.reason : null
  const until = note.kind === 'waiting' || note.kind === 'deferred' ? new Date(note.until) : null
  await sql`
    WITH told AS (
      INSERT INTO journey_events (journey_id, seq, at, kind, step, channel, reason, details)
      SELECT ${journeyId}, seq, at, kind, step, channel, reason, details
      FROM jsonb_to_recordset(${sql.json(rows as never)}) AS n (seq int, at timestamptz, kind text, step text, channel channel, reason text, details jsonb)
      ON CONFLICT (journey_id, seq) DO NOTHING
    )
    UPDATE journeys SET step = ${note.step}, waiting_for = ${waitsFor}, waiting_until = ${until}, noted_at = ${new Date(last.at)}
    WHERE id = ${journeyId} AND status = 'running'`
}

/** Where it stands, for lists: its own note of it follows. */
export async function noteWait(
  sql: Sql,
  { journeyId, step, waitsFor, until, at }: { journeyId: string; step: string; waitsFor: string; until: Date; at: Date },
): Promise<void> {
  await sql`
    UPDATE journeys SET step = ${step}, waiting_for = ${waitsFor}, waiting_until = ${until}, noted_at = ${at} WHERE id = ${journeyId} AND status = 'running'`
}

/**
 * The journey is over: nothing of it waits any more, and messages that were put off are skipped. Ended twice, the first end stays.
 */
export async function endJourneyRow(
  sql: Sql,
  { journeyId, outcome, reason, step, at }: { journeyId: string; outcome: StoredOutcome; reason: string; step: string | null; at: Date },
): Promise<boolean> {
  const { count } = await sql`
    UPDATE journeys SET status = 'ended', ended_at = ${at}, outcome = ${outcome}, reason = ${reason}, step = coalesce(${step}, step), waiting_for = NULL, waiting_until = NULL
    WHERE id = ${journeyId} AND status <> 'ended'`
  await sql`
    UPDATE deliveries d SET status = 'skipped', reason = 'campaign_stopped', defer_until = NULL, settled_at = ${at}
    FROM journey_messages m JOIN journeys j ON j.id = m.journey_id
    WHERE m.journey_id = ${journeyId} AND d.send_id = m.send_id AND d.customer_id = j.customer_id AND d.channel = m.channel AND d.status = 'deferred'`
  return count === 1
}
