/**
 * The two arms of a holdout (domain/lift): everyone who passed what the contact policy checks before the draw, and what they ordered in the
 * attribution window from their own draw on, whichever campaign an order is credited to. Those whom the campaign never reached because it expired or was
 * stopped were not drawn, and are in neither.
 */
import type { Arm } from '../../../domain/lift.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'

const notDrawn = ['excluded', 'duplicate_address', 'no_address', 'suppressed', 'not_subscribed', 'expired', 'campaign_stopped']

export interface Arms {
  treated: Arm
  heldOut: Arm
  /** The longest of the members'. */
  windowMs: number
}

/** Revenue counts orders in `currency` only; buyers and orders count all. */
export async function readArms(sql: Sql, sendId: string, { windowMs, currency }: { windowMs: number; currency: string }): Promise<Arms> {
  const arms = await sumUpArms(sql, {
    members: sql`
      SELECT send_id AS campaign_id, customer_id, claimed_at AS drawn_at, ${isHeldOut(sql)} AS is_held_out, ${windowMs}::float8 AS window_ms
      FROM deliveries d WHERE send_id = ${sendId} AND ${wasDrawn(sql)}`,
    placed: sql`
      SELECT orders.id, orders.customer_id, orders.placed_at, orders.currency, orders.net_minor
      FROM orders, sends
      WHERE sends.id = ${sendId} AND orders.is_valid AND orders.placed_at >= sends.frozen_at
        AND orders.placed_at <= coalesce(sends.completed_at, now()) + ${windowMs} * interval '1 millisecond'`,
    currency,
  })
  return arms.get(sendId) ?? { treated: nobody, heldOut: nobody, windowMs }
}

/** Of delivery `d`. Whoever got no voucher for their message was drawn before: nobody in the other arm was asked for theirs. */
export function wasDrawn(sql: Sql): Fragment {
  return sql`(d.status <> 'skipped' OR d.reason <> ALL (${notDrawn}) OR d.policy_inputs ? 'voucher')`
}

/** Of delivery `d`. */
export function isHeldOut(sql: Sql): Fragment {
  return sql`(d.status = 'skipped' AND d.reason = 'holdout')`
}

interface ArmRow extends Arm {
  campaignId: string
  isHeldOut: boolean
  windowMs: number
}

/**
 * @param members rows `campaign_id, customer_id, drawn_at, is_held_out, window_ms`, each person of a campaign once
 * @param placed rows of orders that may count
 */
export async function sumUpArms(
  sql: Sql,
  { members, placed, currency }: { members: Fragment; placed: Fragment; currency: string },
): Promise<Map<string, Arms>> {
  const rows = await sql<ArmRow[]>`
    WITH outcomes AS (
      SELECT members.campaign_id, members.is_held_out, max(members.window_ms) AS window_ms, count(placed.id) AS orders,
             coalesce(sum(placed.net_minor) FILTER (WHERE placed.currency = ${currency}), 0) AS revenue
      FROM (${members}) AS members
      LEFT JOIN (${placed}) AS placed ON placed.customer_id = members.customer_id
        AND placed.placed_at > members.drawn_at AND placed.placed_at <= members.drawn_at + members.window_ms * interval '1 millisecond'
      GROUP BY members.campaign_id, members.customer_id, members.is_held_out
    )
    SELECT campaign_id AS "campaignId", is_held_out AS "isHeldOut", count(*)::int AS people, count(*) FILTER (WHERE orders > 0)::int AS buyers,
           sum(orders)::int AS orders, max(window_ms) AS "windowMs", sum(revenue)::float8 AS "revenueMinor", var_samp(revenue)::float8 AS "revenueVariance"
    FROM outcomes GROUP BY campaign_id, is_held_out`
  const arms = new Map<string, Arms>()
  for (const { campaignId, isHeldOut, windowMs, ...arm } of rows) {
    const both = arms.get(campaignId) ?? { treated: nobody, heldOut: nobody, windowMs }
    arms.set(campaignId, { ...both, ...(isHeldOut ? { heldOut: arm } : { treated: arm }), windowMs: Math.max(windowMs, both.windowMs) })
  }
  return arms
}

const nobody: Arm = { people: 0, buyers: 0, orders: 0, revenueMinor: 0, revenueVariance: null }
