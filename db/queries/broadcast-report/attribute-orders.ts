/**
 * Which orders a send is credited with: last touch. An order belongs to the latest marketing message that was accepted for its customer before
 * the order, if the order came within that message's own attribution window; so it is counted for one campaign at most. Computed when read:
 * an order that arrives late, is cancelled or refunded changes the answer.
 *
 * An order that a campaign's voucher was redeemed with is that campaign's, whoever wrote last (credit-orders.ts, which says the same of all campaigns at once).
 *
 * A message that bounced or could not be delivered touched nobody. Of two messages accepted at the same instant the later send's counts.
 */
import type { HourRange } from '../../../domain/report-hours.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { isDecisive } from './credit-orders.ts'
import { within } from './sent-messages.ts'

export interface Money {
  amountMinor: number
  /** ISO 4217. */
  currency: string
}

export interface AttributedOrders {
  windowMs: number
  orders: number
  customers: number
  /** Net of refunds, one sum a currency. */
  revenue: Money[]
}

interface CreditedRow {
  /** Null for the row over all currencies. */
  currency: string | null
  orders: number
  customers: number
  amountMinor: number
}

/**
 * @param windowMs the one that the send froze with its policy
 * @param range only orders placed in it
 */
export async function attributeOrders(sql: Sql, sendId: string, windowMs: number, range?: HourRange): Promise<AttributedOrders> {
  const rows = await sql<CreditedRow[]>`
    SELECT currency, count(*)::int AS orders, count(DISTINCT customer_id)::int AS customers, coalesce(sum(net_minor), 0)::float8 AS "amountMinor"
    FROM (${creditedOrders(sql, sendId, windowMs, range)}) AS credited
    GROUP BY GROUPING SETS ((currency), ()) ORDER BY sum(net_minor) DESC, currency`
  const total = rows.find(({ currency }) => currency === null)
  return {
    windowMs,
    orders: total?.orders ?? 0,
    customers: total?.customers ?? 0,
    revenue: rows.flatMap(({ currency, amountMinor }) => (currency === null ? [] : [{ amountMinor, currency }])),
  }
}

/**
 * One row an order. The send's lifetime bounds the orders that are looked at, so that a store's history is not read for a week's campaign;
 * later touches are found by the customer's own few deliveries.
 */
export function creditedOrders(sql: Sql, sendId: string, windowMs: number, range?: HourRange): Fragment {
  return sql`
    SELECT orders.id, orders.customer_id, orders.currency, orders.net_minor
    FROM sends
    JOIN orders ON orders.placed_at > sends.frozen_at
               AND orders.placed_at <= coalesce(sends.completed_at, now()) + ${windowMs} * interval '1 millisecond'
    JOIN deliveries ON deliveries.send_id = sends.id AND deliveries.customer_id = orders.customer_id
    WHERE sends.id = ${sendId} AND sends.is_marketing AND orders.is_valid ${within(sql, sql`orders.placed_at`, range)}
      AND deliveries.status IN ('accepted', 'delivered')
      AND deliveries.accepted_at < orders.placed_at
      AND deliveries.accepted_at >= orders.placed_at - ${windowMs} * interval '1 millisecond'
      AND NOT EXISTS (SELECT FROM vouchers v WHERE v.order_external_id = orders.external_id AND ${isDecisive(sql)})
      AND NOT EXISTS (
        SELECT FROM deliveries AS later
        JOIN sends AS later_send ON later_send.id = later.send_id
        WHERE later.customer_id = orders.customer_id AND later_send.is_marketing
          AND later.status IN ('accepted', 'delivered')
          AND (later.accepted_at, later.send_id, later.channel) > (deliveries.accepted_at, deliveries.send_id, deliveries.channel)
          AND later.accepted_at < orders.placed_at
          AND later.accepted_at >= orders.placed_at
              - coalesce((later_send.policy ->> 'attributionWindowMs')::float8, ${windowMs}) * interval '1 millisecond')`
}
