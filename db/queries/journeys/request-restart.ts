/** Journeys that an operator, or the watch over runs, takes up again or lets go. PostgreSQL alone: the outbox brings it to Temporal, also when that is away just now. */
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { insertOutboxRow } from '../outbox.ts'

export type RestartRequest = 'requested' | 'not_found' | 'not_restartable'

/**
 * Has the journey's run started again where its story says that it stood, under the same id: no voucher is given twice, and no message that has left is sent again. A run that is open is
 * left alone. Of those that have ended, only the ones whose run failed or was ended by force come back, with the messages that were put off then.
 */
export async function requestJourneyRestart(pool: Sql, { journeyId, at }: { journeyId: string; at: Date }): Promise<RestartRequest> {
  return runInTransaction(pool, async (sql) => {
    const [journey] = await sql<{ isOver: boolean; canComeBack: boolean }[]>`
      SELECT status = 'ended' AS "isOver", outcome = 'failed' OR (outcome = 'cancelled' AND reason IN ('terminated_in_temporal', 'cancelled_in_temporal')) AS "canComeBack"
      FROM journeys WHERE id = ${journeyId} FOR NO KEY UPDATE`
    if (journey === undefined) return 'not_found'
    if (journey.isOver) {
      if (!journey.canComeBack) return 'not_restartable'
      await sql`UPDATE journeys SET status = 'running', outcome = NULL, reason = NULL, ended_at = NULL, noted_at = ${at} WHERE id = ${journeyId}`
      await sql`
        UPDATE deliveries d SET status = 'deferred', reason = NULL, defer_until = ${at}, settled_at = NULL
        FROM journey_messages m JOIN journeys j ON j.id = m.journey_id
        WHERE m.journey_id = ${journeyId} AND d.send_id = m.send_id AND d.customer_id = j.customer_id AND d.channel = m.channel
          AND d.status = 'skipped' AND d.reason = 'campaign_stopped'`
    }
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
