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
  await recordStories(sql, [{ journeyId, notes }])
}

export interface Story {
  /** UUID. */
  journeyId: string
  notes: readonly NumberedNote[]
}

/** Of many journeys at once, each of them named once. One that has long been over, and was counted so, has nothing more to tell. */
export async function recordStories(sql: Sql, stories: readonly Story[]): Promise<void> {
  const told = stories.flatMap(describeStory)
  if (told.length === 0) return
  await sql`
    WITH stories AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${sql.json(told.map(({ standing }) => standing))}) AS s (
        journey_id uuid, newest integer, newest_at timestamptz, has_moved boolean, step text, waiting_for text, waiting_until timestamptz, noted_at timestamptz)
    ), told AS (
      INSERT INTO journey_events (journey_id, seq, at, kind, step, channel, reason, details)
      SELECT journey_id, seq, at, kind, step, channel, reason, details
      FROM jsonb_to_recordset(${sql.json(told.flatMap(({ rows }) => rows) as never)})
        AS n (journey_id uuid, seq int, at timestamptz, kind text, step text, channel channel, reason text, details jsonb)
      WHERE NOT EXISTS (SELECT FROM journeys j WHERE j.id = n.journey_id AND j.is_tallied)
      ON CONFLICT (journey_id, seq) DO UPDATE SET at = excluded.at, kind = excluded.kind, step = excluded.step, channel = excluded.channel, reason = excluded.reason,
        details = excluded.details
      WHERE journey_events.at < excluded.at
    ), untold AS (
      DELETE FROM journey_events e USING stories s, journeys j
      WHERE e.journey_id = s.journey_id AND e.seq > s.newest AND e.at < s.newest_at AND j.id = s.journey_id AND NOT j.is_tallied
    )
    UPDATE journeys j SET step = s.step, waiting_for = s.waiting_for, waiting_until = s.waiting_until, noted_at = s.noted_at
    FROM stories s WHERE j.id = s.journey_id AND j.status = 'running' AND s.has_moved`
}

function describeStory({ journeyId, notes }: Story) {
  const newest = notes.at(-1)
  if (newest === undefined) return []
  const rows = notes.map(({ seq, at, note }) => {
    const { kind, step, ...rest } = note
    const { channel = null, reason = null, ...details } = rest as { channel?: string; reason?: string } & Record<string, unknown>
    const shown = Object.keys(details).length === 0 ? null : details
    return { journey_id: journeyId, seq, at: new Date(at), kind, step, channel, reason, details: shown }
  })
  const last = notes.findLast(({ note }) => !isTold(note.kind))
  const note = last?.note
  const standing = {
    journey_id: journeyId,
    newest: newest.seq,
    newest_at: new Date(newest.at),
    has_moved: note !== undefined,
    step: note?.step ?? null,
    waiting_for: note?.kind === 'waiting' ? note.for : note?.kind === 'deferred' ? note.reason : null,
    waiting_until: note?.kind === 'waiting' || note?.kind === 'deferred' ? new Date(note.until) : null,
    noted_at: new Date(last?.at ?? 0),
  }
  return [{ rows, standing }]
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
 * that no provider was asked to take; they were no contact. Of one that may have been asked nobody can say. Ended twice, the first end stays, and this is false.
 */
export async function endJourneyRow(pool: Sql, end: JourneyEnd): Promise<boolean> {
  return (await endJourneyRows(pool, [{ ...end, notes: [] }])).has(end.journeyId)
}

/** Many at once, each of them named once, with the last that each has told. @returns those that had not ended before */
export async function endJourneyRows(pool: Sql, ends: readonly (JourneyEnd & Pick<Story, 'notes'>)[]): Promise<Set<string>> {
  return runInTransaction(pool, async (sql) => {
    await recordStories(sql, ends)
    return closeJourneys(sql, ends)
  })
}

async function closeJourneys(sql: Sql, ends: readonly JourneyEnd[]): Promise<Set<string>> {
  const closed = await sql<{ id: string }[]>`
    UPDATE journeys j SET status = 'ended', ended_at = e.at, outcome = e.outcome, reason = e.reason, step = coalesce(e.step, j.step), waiting_for = NULL, waiting_until = NULL
    FROM unnest(${ends.map(({ journeyId }) => journeyId)}::uuid[], ${ends.map(({ at }) => at.toISOString())}::timestamptz[], ${ends.map(({ outcome }) => outcome)}::text[],
      ${ends.map(({ reason }) => reason)}::text[], ${ends.map(({ step }) => step)}::text[]) AS e (id, at, outcome, reason, step)
    WHERE j.id = e.id AND j.status <> 'ended' RETURNING j.id`
  const retold = ends.filter(({ untoldFrom }) => untoldFrom !== undefined)
  await sql`
    DELETE FROM journey_events v USING unnest(${retold.map(({ journeyId }) => journeyId)}::uuid[], ${retold.map(({ untoldFrom = 0 }) => untoldFrom)}::integer[]) AS e (id, seq), journeys j
    WHERE v.journey_id = e.id AND v.seq >= e.seq AND j.id = e.id AND NOT j.is_tallied`
  // An email's call leaves no mark before it is answered (finish-send).
  const mayBeOut = sql`d.status = 'sending' AND (d.channel = 'email' OR d.attempted_at IS NOT NULL)`
  const left = await sql<{ sendId: string; channel: ChannelName; customerId: string; status: string }[]>`
    UPDATE deliveries d SET status = (CASE WHEN ${mayBeOut} THEN 'unknown' ELSE 'skipped' END)::delivery_status,
      reason = CASE WHEN ${mayBeOut} THEN NULL ELSE 'campaign_stopped' END, error_code = CASE WHEN ${mayBeOut} THEN 'stopped' ELSE d.error_code END,
      defer_until = NULL, settled_at = e.at
    FROM unnest(${ends.map(({ journeyId }) => journeyId)}::uuid[], ${ends.map(({ at }) => at.toISOString())}::timestamptz[]) AS e (id, at)
    JOIN journey_messages m ON m.journey_id = e.id JOIN journeys j ON j.id = e.id
    WHERE d.send_id = m.send_id AND d.customer_id = j.customer_id AND d.channel = m.channel AND d.status IN ('deferred', 'sending')
    RETURNING d.send_id AS "sendId", d.channel, d.customer_id AS "customerId", d.status`
  for (const { sendId, channel, customerId, status } of left)
    if (status === 'skipped') await giveBackCooldown(sql, { sendId, channel, customerIds: [customerId] })
  return new Set(closed.map(({ id }) => id))
}
