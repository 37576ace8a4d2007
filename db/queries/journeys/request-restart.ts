/** Journeys that an operator, or the watch over runs, takes up again or lets go. PostgreSQL alone: the outbox brings it to Temporal, also when that is away just now. */
import { toldKinds } from '../../../domain/journeys/journey-notes.ts'
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { takeOutOfTally } from '../autopilots/tally-journeys.ts'
import { insertOutboxRow } from '../outbox.ts'

export type RestartRequest = 'requested' | 'not_found' | 'not_restartable'

/**
 * Has the journey's run started again where its story says that it stood, under the same id: no voucher is given twice, and no message that has left is sent again. A run that is open is
 * left alone. What had ended it is kept. Of those that have ended, only the ones whose run failed or was ended by force come back, with the messages that were put off then.
 */
export async function requestJourneyRestart(
  pool: Sql,
  { journeyId, at, isLost = false }: { journeyId: string; at: Date; isLost?: boolean },
): Promise<RestartRequest> {
  return runInTransaction(pool, async (sql) => {
    const [journey] = await sql<{ isOver: boolean; canComeBack: boolean }[]>`
      SELECT status = 'ended' AS "isOver", outcome = 'failed' OR (outcome = 'cancelled' AND reason IN ('terminated_in_temporal', 'cancelled_in_temporal')) AS "canComeBack"
      FROM journeys WHERE id = ${journeyId} FOR NO KEY UPDATE`
    if (journey === undefined) return 'not_found'
    if (journey.isOver) {
      if (!journey.canComeBack) return 'not_restartable'
      await sql`
        INSERT INTO journey_restarts (journey_id, at, interrupted_at, reason)
        SELECT id, ${at}::timestamptz, ended_at, coalesce(reason, 'run_failed') FROM journeys WHERE id = ${journeyId} ON CONFLICT DO NOTHING`
      await takeOutOfTally(sql, journeyId)
      // What its story says that it waits for, it does not tell again.
      await sql`
        UPDATE journeys j SET status = 'running', outcome = NULL, reason = NULL, ended_at = NULL, noted_at = ${at}, waiting_for = s.waiting_for, waiting_until = s.waiting_until
        FROM (SELECT ${journeyId}::uuid AS id) AS i LEFT JOIN LATERAL (
          SELECT e.kind, e.details ->> 'for' AS waiting_for, to_timestamp((e.details ->> 'until')::float8 / 1000) AS waiting_until FROM journey_events e
          WHERE e.journey_id = i.id AND e.kind <> ALL (${toldKinds}) ORDER BY e.seq DESC LIMIT 1
        ) AS s ON s.kind = 'waiting'
        WHERE j.id = i.id`
      await sql`
        UPDATE deliveries d SET status = 'deferred', reason = NULL, defer_until = ${at}, settled_at = NULL
        FROM journey_messages m JOIN journeys j ON j.id = m.journey_id
        WHERE m.journey_id = ${journeyId} AND d.send_id = m.send_id AND d.customer_id = j.customer_id AND d.channel = m.channel
          AND d.status = 'skipped' AND d.reason = 'campaign_stopped'`
    }
    if (isLost)
      await sql`
        INSERT INTO journey_restarts (journey_id, at, reason) SELECT ${journeyId}::uuid, ${at}::timestamptz, 'run_lost'
        WHERE NOT EXISTS (SELECT FROM outbox o WHERE o.kind = 'restart_journey' AND o.payload ->> 'journeyId' = ${journeyId}) ON CONFLICT DO NOTHING`
    await insertOutboxRow(sql, 'restart_journey', { journeyId })
    return 'requested'
  })
}

/** A match that shall not start. False when it has started, or ended. */
export async function dropMatchedJourney(sql: Sql, { journeyId, at }: { journeyId: string; at: Date }): Promise<boolean> {
  const { count } = await sql`
    UPDATE journeys SET status = 'ended', ended_at = ${at}, outcome = 'dropped', reason = 'skipped_by_operator' WHERE id = ${journeyId} AND status = 'matched'`
  return count === 1
}
