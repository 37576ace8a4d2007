/**
 * What broadcasts did in a period, in each of its parts, and in the period before. Messages by when a provider took them, with what is known of them by now; orders by when they were
 * placed, each counted for one campaign at most (credit-orders.ts). In a transaction that reads one snapshot.
 */
import type { ChannelName } from '../../../domain/channels.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { addTo, type BroadcastFigures, zeroFigures } from './broadcast-figures.ts'
import { creditOrders, readLongestWindow, wasClaimedFor } from './credit-orders.ts'

interface TimeRange {
  openingAt: Date
  closingAt: Date
}

export interface BroadcastActivityInput {
  channel?: ChannelName | undefined
  /** The parts of the period, one after the other without a gap. */
  parts: readonly TimeRange[]
  before: TimeRange
  store: { currency: string; smsPartCostMicros: number }
  /** For sends that have frozen none. */
  attributionWindowMs: number
}

export interface ActiveBroadcast {
  /** UUID. */
  id: string
  name: string
  channel: ChannelName
  startedAt: Date | null
  now: BroadcastFigures
  before: BroadcastFigures
}

export interface BroadcastActivity {
  /** Of which something happened in either time, the latest first. */
  broadcasts: ActiveBroadcast[]
  parts: BroadcastFigures[]
}

/** 1 is the period before, 2 what is between them, and 3 the first part. */
const slotBefore = 1
const slotOfFirstPart = 3

interface SumRow extends Partial<Omit<BroadcastFigures, 'revenue' | 'messageCost' | 'estimatedMessageCost'>> {
  id: string
  slot: number
  currency: string
  revenue?: number
  messageCost?: number
  estimatedMessageCost?: number | null
}

export async function readBroadcastActivity(sql: Sql, input: BroadcastActivityInput): Promise<BroadcastActivity> {
  const rows = [...(await sumMessages(sql, input)), ...(await sumOrders(sql, input))]
  const found = new Map<string, Pick<ActiveBroadcast, 'now' | 'before'>>()
  const parts = input.parts.map(zeroFigures)
  for (const { id, slot, ...sum } of rows) {
    const part = parts[slot - slotOfFirstPart]
    if (part === undefined && slot !== slotBefore) continue
    const broadcast = found.get(id) ?? { now: zeroFigures(), before: zeroFigures() }
    found.set(id, broadcast)
    const figures = toFigures(sum)
    addTo(part === undefined ? broadcast.before : broadcast.now, figures)
    if (part !== undefined) addTo(part, figures)
  }
  const named = await sql<Pick<ActiveBroadcast, 'id' | 'name' | 'channel' | 'startedAt'>[]>`
    SELECT id, name, channel, started_at AS "startedAt" FROM broadcasts WHERE id = ANY (${[...found.keys()]}::uuid[]) ORDER BY started_at DESC NULLS LAST, id DESC`
  return { broadcasts: named.map((one) => ({ ...one, ...(found.get(one.id) ?? { now: zeroFigures(), before: zeroFigures() }) })), parts }
}

function toFigures({
  currency,
  revenue,
  messageCost,
  estimatedMessageCost,
  ...counts
}: Omit<SumRow, 'id' | 'slot'>): Partial<BroadcastFigures> {
  const amount = (value: number | null | undefined) => (value ? { [currency]: value } : {})
  return { ...counts, revenue: amount(revenue), messageCost: amount(messageCost), estimatedMessageCost: amount(estimatedMessageCost) }
}

/** From the beginning of the period before to the end of the period. */
function findSpan({ parts, before }: BroadcastActivityInput): TimeRange {
  return { openingAt: before.openingAt, closingAt: parts.at(-1)?.closingAt ?? before.closingAt }
}

function findSlot(sql: Sql, { parts, before }: BroadcastActivityInput, at: Fragment): Fragment {
  const bounds = [before.openingAt, before.closingAt, ...parts.map(({ openingAt }) => openingAt)].map((bound) => bound.toISOString())
  return sql`width_bucket(${at}, ${bounds}::timestamptz[])`
}

async function sumMessages(sql: Sql, input: BroadcastActivityInput): Promise<SumRow[]> {
  const { channel, store } = input
  const span = findSpan(input)
  return sql<SumRow[]>`
    WITH taken AS MATERIALIZED (
      SELECT s.campaign_id, d.send_id, d.customer_id, d.channel, d.status, d.cost_micros, coalesce(d.cost_currency, ${store.currency}) AS currency,
        CASE WHEN d.cost_micros IS NULL THEN d.sms_parts * ${store.smsPartCostMicros}::bigint END AS estimated,
        coalesce(d.accepted_at, d.settled_at, d.claimed_at) AS at
      FROM deliveries d JOIN sends s ON s.id = d.send_id
      WHERE ${wasClaimedFor(sql, span)} AND s.campaign_kind = 'broadcast' AND d.status IN ('accepted', 'delivered', 'undeliverable', 'bounced')
        ${channel === undefined ? sql`` : sql`AND d.channel = ${channel}`}
    ), reacted AS (
      SELECT e.send_id, e.customer_id, e.channel, bool_or(e.type = 'opened') AS opened, bool_or(e.type = 'clicked') AS clicked,
        bool_or(e.type = 'unsubscribed') AS unsubscribed, bool_or(e.type = 'complained') AS complained
      FROM delivery_events e
      WHERE e.send_id IN (SELECT DISTINCT send_id FROM taken) AND e.type IN ('opened', 'clicked', 'unsubscribed', 'complained') AND NOT e.is_bot
      GROUP BY 1, 2, 3
    )
    SELECT t.campaign_id AS id, ${findSlot(sql, input, sql`t.at`)} AS slot, t.currency, count(*)::int AS messages,
      count(*) FILTER (WHERE t.status = 'delivered')::int AS delivered, count(*) FILTER (WHERE r.opened)::int AS opened,
      count(*) FILTER (WHERE r.clicked)::int AS clicked, count(*) FILTER (WHERE r.unsubscribed)::int AS unsubscribed,
      count(*) FILTER (WHERE r.complained)::int AS complained,
      coalesce(sum(coalesce(t.cost_micros, t.estimated)), 0)::float8 AS "messageCost", coalesce(sum(t.estimated), 0)::float8 AS "estimatedMessageCost"
    FROM taken t LEFT JOIN reacted r USING (send_id, customer_id, channel)
    WHERE t.at >= ${span.openingAt} AND t.at < ${span.closingAt}
    GROUP BY 1, 2, 3`
}

async function sumOrders(sql: Sql, input: BroadcastActivityInput): Promise<SumRow[]> {
  const { channel, attributionWindowMs: windowMs } = input
  const longestWindowMs = await readLongestWindow(sql, windowMs)
  return sql<SumRow[]>`
    SELECT o.campaign_id AS id, ${findSlot(sql, input, sql`o.placed_at`)} AS slot, o.currency, count(*)::int AS orders,
      sum(o.net_minor)::float8 AS revenue
    FROM (${creditOrders(sql, { ...findSpan(input), windowMs, longestWindowMs })}) AS o
    WHERE o.campaign_kind = 'broadcast' ${channel === undefined ? sql`` : sql`AND o.channel = ${channel}`}
    GROUP BY 1, 2, 3`
}
