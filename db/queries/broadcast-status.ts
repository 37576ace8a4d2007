/** The projection of a broadcast's run that lists show. Nothing steers by it. */
import type { Schedule } from '../../domain/schedules.ts'
import type { Sql } from '../client.ts'
import type { BroadcastStatus } from './broadcasts.ts'

export interface StatusProjection {
  broadcastId: string
  status: Exclude<BroadcastStatus, 'draft'>
  now: Date
}

/** An ended broadcast stays as it ended. */
export async function projectBroadcastStatus(sql: Sql, { broadcastId, status, now }: StatusProjection): Promise<void> {
  const hasEnded = status === 'sent' || status === 'cancelled' || status === 'failed'
  await sql`
    UPDATE broadcasts SET status = ${status}, updated_at = ${now},
      started_at = CASE WHEN ${status} = 'sending' THEN coalesce(started_at, ${now}) ELSE started_at END,
      finished_at = CASE WHEN ${hasEnded} THEN ${now}::timestamptz END
    WHERE id = ${broadcastId} AND status NOT IN ('sent', 'cancelled', 'failed')`
  if (hasEnded) await sql`UPDATE sends SET completed_at = ${now} WHERE id = ${broadcastId}`
}

/** Shows the schedule that a run has accepted. */
export async function projectBroadcastSchedule(
  sql: Sql,
  { broadcastId, schedule }: { broadcastId: string; schedule: Schedule },
): Promise<void> {
  await sql`UPDATE broadcasts SET schedule = ${sql.json(schedule)}, version = version + 1, updated_at = now() WHERE id = ${broadcastId}`
}
