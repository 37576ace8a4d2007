/**
 * The two arms of a send's holdout (domain/lift): everyone who passed what the contact policy checks before the draw, and what they ordered
 * in the attribution window from their own claim on, whichever campaign an order is credited to. Those whom the campaign never reached
 * because it expired or was stopped were not drawn, and are in neither.
 */
import type { Arm } from '../../../domain/lift.ts'
import type { Sql } from '../../client.ts'

const notDrawn = ['excluded', 'duplicate_address', 'no_address', 'suppressed', 'not_subscribed', 'expired', 'campaign_stopped']

export interface Arms {
  treated: Arm
  heldOut: Arm
}

/** Revenue counts orders in `currency` only; buyers and orders count all. */
export async function readArms(sql: Sql, sendId: string, { windowMs, currency }: { windowMs: number; currency: string }): Promise<Arms> {
  const rows = await sql<(Arm & { isHeldOut: boolean })[]>`
    WITH members AS (
      SELECT customer_id, claimed_at, status = 'skipped' AND reason = 'holdout' AS is_held_out
      FROM deliveries
      WHERE send_id = ${sendId} AND (status <> 'skipped' OR reason <> ALL (${notDrawn}))
    ), outcomes AS (
      SELECT members.is_held_out, count(placed.id) AS orders,
             coalesce(sum(placed.net_minor) FILTER (WHERE placed.currency = ${currency}), 0) AS revenue
      FROM members
      LEFT JOIN (
        SELECT orders.id, orders.customer_id, orders.placed_at, orders.currency, orders.net_minor
        FROM orders, sends
        WHERE sends.id = ${sendId} AND orders.is_valid AND orders.placed_at >= sends.frozen_at
          AND orders.placed_at <= coalesce(sends.completed_at, now()) + ${windowMs} * interval '1 millisecond'
      ) AS placed ON placed.customer_id = members.customer_id
        AND placed.placed_at > members.claimed_at AND placed.placed_at <= members.claimed_at + ${windowMs} * interval '1 millisecond'
      GROUP BY members.customer_id, members.is_held_out
    )
    SELECT is_held_out AS "isHeldOut", count(*)::int AS people, count(*) FILTER (WHERE orders > 0)::int AS buyers,
           sum(orders)::int AS orders, sum(revenue)::float8 AS "revenueMinor", var_samp(revenue)::float8 AS "revenueVariance"
    FROM outcomes GROUP BY is_held_out`
  return { treated: findArm(rows, false), heldOut: findArm(rows, true) }
}

function findArm(rows: (Arm & { isHeldOut: boolean })[], isHeldOut: boolean): Arm {
  const row = rows.find((candidate) => candidate.isHeldOut === isHeldOut)
  if (row === undefined) return { people: 0, buyers: 0, orders: 0, revenueMinor: 0, revenueVariance: null }
  const { people, buyers, orders, revenueMinor, revenueVariance } = row
  return { people, buyers, orders, revenueMinor, revenueVariance }
}
