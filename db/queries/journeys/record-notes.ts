/**
 * What a journey's run tells of itself, kept. The run numbers its notes, so that telling them twice changes nothing. Where a worker or the server went in the middle of a task, the
 * run does it once more, at a later instant and perhaps otherwise, since it has heard of more by then: what it tells then is what happened, and takes the place of what it told before.
 */
import type { ChannelName } from '../../../domain/channels.ts'
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { giveBackCooldown } from '../sends/record-outcomes.ts'
import { isTold, type NumberedNote } from '../../../domain/journeys/journey-notes.ts'
import type { StoredOutcome } from './journeys.ts'

/** Instants in milliseconds since 1970. The latest of them is where the journey stands, but for those that say nothing about that. */
export async function recordNotes(sql: Sql, journeyId: string, notes: readonly NumberedNote[]): Promise<void> {
  const newest = notes.at(-1)
  if (newest === undefined) return
  const rows = notes.map(({ seq, at, note }) => {
    const { kind, step, ...rest } = note
    const { channel = null, reason = null, ...details } = rest as { channel?: string; reason?: string } & Record<string, unknown>
    return { seq, at: new Date(at), kind, step, channel, reason, details: Object.keys(details).length === 0 ? null : details }
  })
  const last = notes.findLast(({ note }) => !isTold(note.kind))
  const note = last?.note
  const waitsFor = note?.kind === 'waiting' ? note.for : note?.kind === 'deferred' ? note.reason : null
  const until = note?.kind === 'waiting' || note?.kind === 'deferred' ? new Date(note.until) : null
  await sql`
    WITH told AS (
      INSERT INTO journey_events (journey_id, seq, at, kind, step, channel, reason, details)
      SELECT ${journeyId}, seq, at, kind, step, channel, reason, details
      FROM jsonb_to_recordset(${sql.json(rows as never)}) AS n (seq int, at timestamptz, kind text, step text, channel channel, reason text, details jsonb)
      ON CONFLICT (journey_id, seq) DO UPDATE SET at = excluded.at, kind = excluded.kind, step = excluded.step, channel = excluded.channel, reason = excluded.reason,
        details = excluded.details
      WHERE journey_events.at < excluded.at
    ), untold AS (
      DELETE FROM journey_events WHERE journey_id = ${journeyId} AND seq > ${newest.seq} AND at < ${new Date(newest.at)}
    )
    UPDATE journeys SET step = ${note?.step ?? null}, waiting_for = ${waitsFor}, waiting_until = ${until}, noted_at = ${new Date(last?.at ?? 0)}
    WHERE id = ${journeyId} AND status = 'running' AND ${note !== undefined}`
}

/** Where it stands, for lists: its own note of it follows. */
export async function noteWait(
  sql: Sql,
  { journeyId, step, waitsFor, until, at }: { journeyId: string; step: string; waitsFor: string; until: Date; at: Date },
): Promise<void> {
  await sql`
    UPDATE journeys SET step = ${step}, waiting_for = ${waitsFor}, waiting_until = ${until}, noted_at = ${at} WHERE id = ${journeyId} AND status = 'running'`
}

export interface JourneyEnd {
  /** UUID. */
  journeyId: string
  outcome: StoredOutcome
  reason: string
  step: string | null
  at: Date
  /** Sentences from this number on were told by a task that was done again. */
  untoldFrom?: number
}

/**
 * The journey is over: nothing of it waits any more. Messages that were put off are skipped, and so are those that were claimed, by a task that was done again or by a run that is gone, and
 * that no provider was asked to take; they were no contact. Of one that may have been asked nobody can say. Ended twice, the first end stays.
 */
export async function endJourneyRow(pool: Sql, end: JourneyEnd): Promise<boolean> {
  return runInTransaction(pool, (sql) => closeJourney(sql, end))
}

async function closeJourney(sql: Sql, { journeyId, outcome, reason, step, at, untoldFrom }: JourneyEnd): Promise<boolean> {
  const { count } = await sql`
    UPDATE journeys SET status = 'ended', ended_at = ${at}, outcome = ${outcome}, reason = ${reason}, step = coalesce(${step}, step), waiting_for = NULL, waiting_until = NULL
    WHERE id = ${journeyId} AND status <> 'ended'`
  if (untoldFrom !== undefined) await sql`DELETE FROM journey_events WHERE journey_id = ${journeyId} AND seq >= ${untoldFrom}`
  // An email's call leaves no mark before it is answered (finish-send).
  const mayBeOut = sql`d.status = 'sending' AND (d.channel = 'email' OR d.attempted_at IS NOT NULL)`
  const closed = await sql<{ sendId: string; channel: ChannelName; customerId: string; status: string }[]>`
    UPDATE deliveries d SET status = (CASE WHEN ${mayBeOut} THEN 'unknown' ELSE 'skipped' END)::delivery_status,
      reason = CASE WHEN ${mayBeOut} THEN NULL ELSE 'campaign_stopped' END, error_code = CASE WHEN ${mayBeOut} THEN 'stopped' ELSE d.error_code END,
      defer_until = NULL, settled_at = ${at}
    FROM journey_messages m JOIN journeys j ON j.id = m.journey_id
    WHERE m.journey_id = ${journeyId} AND d.send_id = m.send_id AND d.customer_id = j.customer_id AND d.channel = m.channel
      AND d.status IN ('deferred', 'sending')
    RETURNING d.send_id AS "sendId", d.channel, d.customer_id AS "customerId", d.status`
  for (const { sendId, channel, customerId, status } of closed)
    if (status === 'skipped') await giveBackCooldown(sql, { sendId, channel, customerIds: [customerId] })
  return count === 1
}
