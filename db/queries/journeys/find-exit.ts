/**
 * Whether something that ends a journey has happened, asked of the facts themselves. Runs are told of it, but what is committed while a trigger is matching may
 * miss the journey that it makes moot: so whoever is about to send looks here.
 */
import type { Sql } from '../../client.ts'
import type { OpenJourney } from './journeys.ts'

/** The word for why it is over (`domain/journeys/journey-plan` exits). */
export async function findExit(sql: Sql, { id, autopilotId, customerId, definition }: OpenJourney): Promise<string | undefined> {
  const { exitRules } = definition
  const events = exitRules.flatMap((rule) => (rule.kind === 'event' ? [rule.name] : []))
  const has = (kind: string) => exitRules.some((rule) => rule.kind === kind)
  if (!has('ordered') && !has('voucher_redeemed') && events.length === 0) return undefined
  const [{ reason }] = await sql<[{ reason: string | null }]>`
    SELECT CASE
      WHEN ${has('ordered')} AND EXISTS (SELECT FROM orders o WHERE o.customer_id = j.customer_id AND o.is_valid AND o.placed_at > j.anchor_at) THEN 'ordered'
      WHEN ${has('voucher_redeemed')} AND EXISTS (
        SELECT FROM vouchers v WHERE v.customer_id = ${customerId} AND v.campaign_kind = 'autopilot' AND v.campaign_id = ${autopilotId}
          AND starts_with(v.occurrence, ${`${id}:`}) AND v.status = 'redeemed') THEN 'voucher_redeemed'
      WHEN EXISTS (SELECT FROM events e WHERE e.customer_id = j.customer_id AND e.name = ANY (${events}::text[]) AND e.occurred_at > j.anchor_at) THEN 'event'
    END AS reason FROM journeys j WHERE j.id = ${id}`
  return reason ?? undefined
}
