/**
 * The people behind a figure of the report on all broadcasts (read-broadcast-activity.ts): a row for each message or order that it counts, as many as it says.
 *
 * Messages come broadcast by broadcast, the latest first, in the order of the ledger's key: a page of them is read off that index, or off the index of the events where the figure is of
 * reactions, however many there are. Orders come newest first.
 */
import type { ChannelName } from '../../../domain/channels.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import type { CountedPerson } from '../voucher-reports/list-people.ts'
import { creditOrders, readLongestWindow } from './credit-orders.ts'

const reactions = ['opened', 'clicked', 'unsubscribed', 'complained'] as const
export const broadcastFigureNames = ['messages', 'delivered', ...reactions, 'orders'] as const
export type BroadcastFigureName = (typeof broadcastFigureNames)[number]

export interface ActivityPeopleInput {
  figure: BroadcastFigureName
  range: { openingAt: Date; closingAt: Date }
  channel?: ChannelName | undefined
  /** UUID: of one broadcast alone. */
  broadcastId?: string | undefined
  /** For sends that have frozen none. */
  attributionWindowMs: number
  /** The last of the page before. */
  after?: readonly [string, string] | undefined
  limit: number
}

export interface BroadcastPerson extends CountedPerson {
  /** Its place in the list. */
  cursor: [string, string]
}

/** A send whose last message left so long ago may still have had one accepted. */
const acceptedWithinMs = 7 * 86_400_000

/** In a transaction that reads one snapshot. */
export async function listActivityPeople(sql: Sql, input: ActivityPeopleInput): Promise<BroadcastPerson[]> {
  return input.figure === 'orders' ? listOrders(sql, input) : listMessages(sql, input)
}

async function listMessages(
  sql: Sql,
  { figure, range, channel, broadcastId, after, limit }: ActivityPeopleInput,
): Promise<BroadcastPerson[]> {
  const sends = await sql<{ id: string }[]>`
    SELECT id FROM sends WHERE campaign_kind = 'broadcast' AND frozen_at < ${range.closingAt}
      AND (completed_at IS NULL OR completed_at >= ${new Date(range.openingAt.getTime() - acceptedWithinMs)})
      ${channel === undefined ? sql`` : sql`AND channel = ${channel}`} ${broadcastId === undefined ? sql`` : sql`AND campaign_id = ${broadcastId}`}`
  const sendIds = sql`${sends.map(({ id }) => id)}::uuid[]`
  const reaction = reactions.find((name) => name === figure)
  const key = (alias: Fragment) =>
    sql`${alias}.send_id = ANY (${sendIds}) ${after === undefined ? sql`` : sql`AND (${alias}.send_id, ${alias}.customer_id) < (${after[0]}::uuid, ${after[1]}::uuid)`}`
  const from =
    reaction === undefined
      ? sql`deliveries d`
      : sql`(SELECT DISTINCT e.send_id, e.customer_id FROM delivery_events e WHERE ${key(sql`e`)} AND e.type = ${reaction} AND NOT e.is_bot
          ORDER BY e.send_id DESC, e.customer_id DESC) AS e JOIN deliveries d ON d.send_id = e.send_id AND d.customer_id = e.customer_id`
  const at = sql`coalesce(d.accepted_at, d.settled_at, d.claimed_at)`
  const place = reaction === undefined ? sql`d` : sql`e`
  return sql<BroadcastPerson[]>`
    SELECT d.send_id::text || d.customer_id::text AS key, date_trunc('milliseconds', ${at}) AS at, d.customer_id AS "customerId", NULL AS "voucherId", NULL AS "orderId",
      'broadcast' AS "campaignKind", s.campaign_id AS "campaignId", d.channel, NULL AS code, jsonb_build_array(d.send_id, d.customer_id) AS cursor
    FROM ${from} JOIN sends s ON s.id = d.send_id
    WHERE ${key(sql`d`)} AND d.status IN ('accepted', 'delivered', 'undeliverable', 'bounced') ${figure === 'delivered' ? sql`AND d.status = 'delivered'` : sql``}
      AND ${at} >= ${range.openingAt} AND ${at} < ${range.closingAt}
    ORDER BY ${place}.send_id DESC, ${place}.customer_id DESC LIMIT ${limit}`
}

async function listOrders(
  sql: Sql,
  { range, channel, broadcastId, attributionWindowMs: windowMs, after, limit }: ActivityPeopleInput,
): Promise<BroadcastPerson[]> {
  const longestWindowMs = await readLongestWindow(sql, windowMs)
  return sql<BroadcastPerson[]>`
    SELECT f.id::text AS key, f.at, f.customer_id AS "customerId", NULL AS "voucherId", f.id AS "orderId", 'broadcast' AS "campaignKind",
      f.campaign_id AS "campaignId", f.channel, NULL AS code, jsonb_build_array(to_char(f.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), f.id) AS cursor
    FROM (
      SELECT o.*, date_trunc('milliseconds', o.placed_at) AS at FROM (${creditOrders(sql, { ...range, windowMs, longestWindowMs })}) AS o
      WHERE o.campaign_kind = 'broadcast' ${channel === undefined ? sql`` : sql`AND o.channel = ${channel}`}
        ${broadcastId === undefined ? sql`` : sql`AND o.campaign_id = ${broadcastId}`}
    ) AS f
    ${after === undefined ? sql`` : sql`WHERE (f.at, f.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`}
    ORDER BY f.at DESC, f.id DESC LIMIT ${limit}`
}
