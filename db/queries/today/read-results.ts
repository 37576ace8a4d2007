/** What campaigns of all kinds have brought lately, beside as long a time before: orders and revenue as the reports count them, and messages that a provider took. */
import type { Sql } from '../../client.ts'
import { creditOrders, readLongestWindow } from '../broadcast-report/credit-orders.ts'

export interface Results {
  messages: number
  orders: number
  /** Net of refunds, by currency (ISO 4217). */
  revenue: { amountMinor: number; currency: string }[]
}

export interface ResultsAsked {
  /** From `before` to `from` is compared with from `from` to `until`. */
  before: Date
  from: Date
  until: Date
  /** Attribution's, for sends that have frozen none. */
  windowMs: number
}

export async function readResults(sql: Sql, { before, from, until, windowMs }: ResultsAsked): Promise<{ now: Results; before: Results }> {
  const longestWindowMs = await readLongestWindow(sql, windowMs)
  const orders = await sql<{ isNow: boolean; currency: string; orders: number; netMinor: number }[]>`
    SELECT o.placed_at >= ${from} AS "isNow", o.currency, count(*)::int AS orders, sum(o.net_minor)::float8 AS "netMinor"
    FROM (${creditOrders(sql, { openingAt: before, closingAt: until, windowMs, longestWindowMs })}) AS o GROUP BY 1, 2 ORDER BY 2`
  const messages = await sql<{ isNow: boolean; messages: number }[]>`
    SELECT d.claimed_at >= ${from} AS "isNow", count(*)::int AS messages FROM deliveries d
    WHERE d.claimed_at >= ${before} AND d.claimed_at < ${until} AND d.accepted_at IS NOT NULL GROUP BY 1`
  const sumUp = (isNow: boolean): Results => {
    const own = orders.filter((row) => row.isNow === isNow)
    return {
      messages: messages.find((row) => row.isNow === isNow)?.messages ?? 0,
      orders: own.reduce((sum, row) => sum + row.orders, 0),
      revenue: own.map(({ currency, netMinor }) => ({ amountMinor: netMinor, currency })),
    }
  }
  return { now: sumUp(true), before: sumUp(false) }
}
