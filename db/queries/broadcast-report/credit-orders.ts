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
  const places = channelNames.map((name, place) => sql`WHEN ${name} THEN ${place}::int`).reduce((all, one) => sql`${all} ${one}`)
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
        SELECT id, campaign_kind, campaign_id, row_number() OVER (ORDER BY id) AS place,
          coalesce((policy ->> 'attributionWindowMs')::float8, ${windowMs}) * interval '1 millisecond' AS attribution_window
        FROM sends WHERE is_marketing
      ), messages AS (
        -- A customer's messages in their order: the latest before an order is a place in it, and no order is compared with every message.
        SELECT m.customer_id, array_agg(m.accepted_at ORDER BY m.accepted_at, m.message) AS accepted, array_agg(m.message ORDER BY m.accepted_at, m.message) AS messages,
          array_agg(m.counts_until ORDER BY m.accepted_at, m.message) AS counted
        FROM (
          SELECT d.customer_id, d.accepted_at, d.accepted_at + s.attribution_window AS counts_until,
            s.place * ${channelNames.length}::int + CASE d.channel ${places} END AS message
          FROM deliveries d JOIN senders s ON s.id = d.send_id
          WHERE d.status IN ('accepted', 'delivered') AND d.accepted_at IS NOT NULL AND ${wasClaimedFor(sql, { openingAt: touchedFrom, closingAt })}
        ) AS m GROUP BY m.customer_id
      )
      SELECT o.id, o.customer_id, o.placed_at, o.currency, o.net_minor, s.campaign_kind, s.campaign_id, o.accepted[o.touch], NULL::uuid, s.id AS send_id,
        (${[...channelNames]}::channel[])[o.messages[o.touch] % ${channelNames.length}::int + 1] AS channel
      FROM (
        SELECT o.*, CASE
          WHEN o.accepted[o.latest] < o.placed_at - ${longest} THEN NULL
          WHEN o.counted[o.latest] >= o.placed_at THEN o.latest
          -- Sends may have windows of their own: one before it may count for longer.
          ELSE (SELECT max(place) FROM generate_series(1, o.latest - 1) AS place WHERE o.counted[place] >= o.placed_at) END AS touch
        FROM (
          SELECT p.*, m.accepted, m.messages, m.counted, width_bucket(p.placed_at - interval '1 microsecond', m.accepted) AS latest
          FROM (${placed}) AS p JOIN messages m ON m.customer_id = p.customer_id
          WHERE NOT EXISTS (SELECT FROM vouchers v WHERE v.order_external_id = p.external_id AND ${isDecisive(sql)})
          OFFSET 0 -- Each is worked out once,
        ) AS o WHERE o.latest > 0 OFFSET 0 -- and before it is asked whose it is.
      ) AS o JOIN senders s ON s.place = o.messages[o.touch] / ${channelNames.length}::int) AS by_message`
}

/** That voucher `v` decides whose its order is: it was redeemed, and a campaign has given it. */
export function isDecisive(sql: Sql): Fragment {
  return sql`v.status = 'redeemed' AND v.campaign_kind <> 'direct'`
}
