/** The projection of a promotion's run that lists show. Nothing steers by it. */
import type { PromotionStatus } from '../../../domain/promotions.ts'
import type { Schedule } from '../../../domain/schedules.ts'
import type { Sql } from '../../client.ts'

export interface PromotionProjection {
  promotionId: string
  status: Exclude<PromotionStatus, 'draft'>
  now: Date
  finishReason?: string
}

/** An ended promotion stays as it ended. */
export async function projectPromotionStatus(sql: Sql, { promotionId, status, now, finishReason }: PromotionProjection): Promise<void> {
  const hasEnded = status === 'ended' || status === 'stopped' || status === 'failed'
  await sql`
    UPDATE promotions SET status = ${status}, updated_at = ${now},
      started_at = CASE WHEN ${status} = 'sending' THEN coalesce(started_at, ${now}) ELSE started_at END,
      finished_at = CASE WHEN ${hasEnded} THEN ${now}::timestamptz END, finish_reason = ${finishReason ?? null}
    WHERE id = ${promotionId} AND status NOT IN ('ended', 'stopped', 'failed')`
  if (hasEnded || status === 'active')
    await sql`
      UPDATE sends SET completed_at = ${now}
      WHERE id IN (SELECT send_id FROM promotion_sends WHERE promotion_id = ${promotionId} AND (${hasEnded} OR purpose = 'offer')) AND completed_at IS NULL`
}

/** Shows the schedule that a run has accepted. */
export async function projectPromotionSchedule(
  sql: Sql,
  { promotionId, schedule }: { promotionId: string; schedule: Schedule },
): Promise<void> {
  await sql`UPDATE promotions SET schedule = ${sql.json(schedule)}, version = version + 1, updated_at = now() WHERE id = ${promotionId}`
}

/** Promotions that a run is to be working on, the longest unchanged first; those whose start still lies in the outbox are not among them. */
export async function listRunningPromotions(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    SELECT p.id FROM promotions p
    WHERE p.status IN ('scheduled', 'sending', 'paused', 'active')
      AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.kind = 'start_promotion' AND o.payload ->> 'promotionId' = p.id::text)
    ORDER BY p.updated_at`
  return rows.map((row) => row.id)
}
