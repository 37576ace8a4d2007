/**
 * Which campaign each order of a time is counted for (decisions 0050 and 0260). An order that a campaign's voucher was redeemed with is that campaign's: of several, the one whose voucher was
 * redeemed first. Every other belongs to the latest marketing message before it, as attribute-orders.ts says of one send. So an order is counted for one campaign at most, and
 * those of all campaigns are never more than the store's.
 */
import { channelNames } from '../../../domain/channels.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'

export interface CreditedTime {
  /** Orders placed from then on, */
  openingAt: Date
  /** and before then. */
  closingAt: Date
  /** For sends that have frozen none. */
  windowMs: number
  /** The longest that any send has frozen. */
  longestWindowMs: number
}

/** Rows of the ledger that were accepted in a time are found by their claim, which is indexed: that was no earlier than this, late receipts included, */
const claimedBeforeMs = 7 * 86_400_000
/** and no later than this, whatever the provider's clock says. */
const clockSkewMs = 3_600_000

/** That delivery `d` was claimed when what is accepted in the time may have been. */
export function wasClaimedFor(sql: Sql, { openingAt, closingAt }: Pick<CreditedTime, 'openingAt' | 'closingAt'>): Fragment {
  return sql`d.claimed_at >= ${new Date(openingAt.getTime() - claimedBeforeMs)} AND d.claimed_at < ${new Date(closingAt.getTime() + clockSkewMs)}`
}

export async function readLongestWindow(sql: Sql, windowMs: number): Promise<number> {
  const [row] = await sql<[{ longestMs: number | null }]>`
    SELECT max((policy ->> 'attributionWindowMs')::float8) AS "longestMs" FROM sends WHERE is_marketing`
  return Math.max(windowMs, row.longestMs ?? 0)
}

/**
 * One row an order: `id, customer_id, placed_at, currency, net_minor, campaign_kind, campaign_id, touched_at`, `voucher_id` where a voucher decided, else `send_id` and
 * `channel` of the message. `touched_at`: when the voucher was issued, or the message accepted.
 */
export function creditOrders(sql: Sql, { openingAt, closingAt, windowMs, longestWindowMs }: CreditedTime): Fragment {
  const touchedFrom = new Date(openingAt.getTime() - longestWindowMs)
  const placed = sql`
    SELECT id, external_id, customer_id, placed_at, currency, net_minor FROM orders
    WHERE is_valid AND placed_at >= ${openingAt} AND placed_at < ${closingAt}`
  const places = channelNames.map((name, place) => sql`WHEN ${name} THEN ${place + 1}::int`).reduce((all, one) => sql`${all} ${one}`)
  const longest = sql`${longestWindowMs} * interval '1 millisecond'`
  return sql`
    SELECT * FROM (
      SELECT DISTINCT ON (o.id) o.id, o.customer_id, o.placed_at, o.currency, o.net_minor, v.campaign_kind, v.campaign_id,
        v.issued_at AS touched_at, v.id AS voucher_id, NULL::uuid AS send_id, NULL::channel AS channel
      FROM (${placed}) AS o JOIN vouchers v ON v.order_external_id = o.external_id AND ${isDecisive(sql)}
      ORDER BY o.id, v.redeemed_at, v.id) AS by_voucher
    UNION ALL
    SELECT * FROM (
      WITH senders AS MATERIALIZED (
        -- Once for each send, not for each message. Of two that were accepted at the same instant the one with the higher place counts.
        SELECT id, campaign_kind, campaign_id, row_number() OVER (ORDER BY id)::float8 AS place,
          coalesce((policy ->> 'attributionWindowMs')::float8, ${windowMs}) * interval '1 millisecond' AS attribution_window
        FROM sends WHERE is_marketing
      )
      SELECT o.id, o.customer_id, o.placed_at, o.currency, o.net_minor, s.campaign_kind, s.campaign_id, o.accepted_at, NULL::uuid, s.id AS send_id,
        (${[...channelNames]}::channel[])[o.latest[3]] AS channel
      FROM (
        -- The latest of each order is found by hashing: sorting every message before every order takes several times as long.
        SELECT o.id, o.customer_id, o.placed_at, o.currency, o.net_minor, max(d.accepted_at) AS accepted_at,
          max(ARRAY[date_part('epoch', d.accepted_at), s.place, CASE d.channel ${places} END]) AS latest
        FROM (
          SELECT p.* FROM (${placed}) AS p
          WHERE NOT EXISTS (SELECT FROM vouchers v WHERE v.order_external_id = p.external_id AND ${isDecisive(sql)})
        ) AS o
        JOIN deliveries d ON d.customer_id = o.customer_id AND d.accepted_at < o.placed_at AND d.accepted_at >= o.placed_at - ${longest}
        JOIN senders s ON s.id = d.send_id AND d.accepted_at >= o.placed_at - s.attribution_window
        WHERE d.status IN ('accepted', 'delivered') AND ${wasClaimedFor(sql, { openingAt: touchedFrom, closingAt })}
        GROUP BY o.id, o.customer_id, o.placed_at, o.currency, o.net_minor
      ) AS o JOIN senders s ON s.place = o.latest[2]) AS by_message`
}

/** That voucher `v` decides whose its order is: it was redeemed, and a campaign has given it. */
export function isDecisive(sql: Sql): Fragment {
  return sql`v.status = 'redeemed' AND v.campaign_kind <> 'direct'`
}
