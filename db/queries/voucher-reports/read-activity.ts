/**
 * What voucher campaigns did in a period, in each of its parts, and in the period before: vouchers by what happened to them, messages with what they cost, and the orders that are
 * counted for the campaigns. Each of the three is one pass over its table, and everything is of one snapshot.
 */
import { openStatuses } from '../../../domain/voucher-transitions.ts'
import type { Sql } from '../../client.ts'
import { creditOrders, readLongestWindow, wasClaimedFor } from '../broadcast-report/credit-orders.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { type CampaignKey, isOfScope, keepInSegment, type ReportScope, type TimeRange } from './report-scope.ts'
import { type ActivityFigures, addSum, type Sum, zeroFigures } from './sum-figures.ts'
import { selectCarriers, selectVoucherChannels } from './voucher-channels.ts'

export interface ActivityInput {
  scope: ReportScope
  /** The parts of the period, one after the other without a gap. */
  parts: readonly TimeRange[]
  before: TimeRange
  at: Date
  store: { currency: string; smsPartCostMicros: number }
  /** For sends that have frozen none. */
  attributionWindowMs: number
}

export interface Activity {
  campaigns: (CampaignKey & { now: ActivityFigures; before: ActivityFigures })[]
  parts: ActivityFigures[]
}

interface SumRow extends Sum {
  kind: CampaignKey['kind']
  id: string
  /** Where its instant falls among the bounds, from 1. */
  slot: number
}

/** 1 is the period before, 2 what is between them, and 3 the first part. */
const slotBefore = 1
const slotOfFirstPart = 3

/** In a transaction that reads one snapshot. */
export async function readActivity(sql: Sql, input: ActivityInput): Promise<Activity> {
  const longestWindowMs = await readLongestWindow(sql, input.attributionWindowMs)
  const sums = [
    ...(await sumVouchers(sql, input)),
    ...(await sumMessages(sql, input)),
    ...(await sumOrders(sql, { ...input, longestWindowMs })),
  ]
  const campaigns = new Map<string, Activity['campaigns'][number]>()
  const parts = input.parts.map(zeroFigures)
  for (const { kind, id, slot, ...sum } of sums) {
    const part = parts[slot - slotOfFirstPart]
    if (part === undefined && slot !== slotBefore) continue
    const campaign = campaigns.get(`${kind} ${id}`) ?? { kind, id, now: zeroFigures(), before: zeroFigures() }
    campaigns.set(`${kind} ${id}`, campaign)
    addSum(part === undefined ? campaign.before : campaign.now, sum)
    if (part !== undefined) addSum(part, sum)
  }
  return { campaigns: [...campaigns.values()], parts }
}

interface Facts {
  /** Rows `campaign_kind, campaign_id, at, currency`, and what the measures ask for. */
  rows: Fragment
  /** Aggregates. A fact is in one currency, or the measure in none. */
  measures: readonly { measure: Sum['measure']; value: Fragment; hasCurrency?: true }[]
}

/** Sums up facts by campaign and by where in time they fall: one pass, several workers at once where the table is large. */
function sumUp(sql: Sql, input: ActivityInput, { rows, measures }: Facts): Fragment {
  const { openingAt, closingAt } = findSpan(input)
  const bounds = [openingAt, input.before.closingAt, ...input.parts.map((part) => part.openingAt)].map((bound) => bound.toISOString())
  const list = (fragments: readonly Fragment[]) => fragments.reduce((all, one) => sql`${all}, ${one}`)
  return sql`
    SELECT g.kind, g.id, g.slot, e.measure, e.currency, e.value::float8 AS value
    FROM (
      SELECT f.campaign_kind AS kind, f.campaign_id AS id, width_bucket(f.at, ${bounds}::timestamptz[]) AS slot, f.currency,
        ${list(measures.map(({ value }, place) => sql`${value} AS ${sql(`value_${place}`)}`))}
      FROM (${rows}) AS f WHERE f.at >= ${openingAt} AND f.at < ${closingAt} GROUP BY 1, 2, 3, 4
    ) AS g
    CROSS JOIN LATERAL (VALUES ${list(
      measures.map(
        ({ measure, hasCurrency }, place) =>
          sql`(${measure}::text, ${hasCurrency === true ? sql`g.currency` : sql`NULL`}::text, ${sql(`g.value_${place}`)}::numeric)`,
      ),
    )}) AS e (measure, currency, value)
    WHERE e.value IS NOT NULL`
}

/** From the beginning of the period before to the end of the period. */
function findSpan({ parts, before }: ActivityInput): TimeRange {
  return { openingAt: before.openingAt, closingAt: parts.at(-1)?.closingAt ?? before.closingAt }
}

/** A voucher whose validity is over has expired then, whether or not that has been written down. */
function sumVouchers(sql: Sql, input: ActivityInput): Promise<SumRow[]> {
  const { scope, at } = input
  const isOver = sql`(v.status = ANY (${[...openStatuses]}::voucher_status[]) AND v.expires_at <= ${at})`
  const rowsAt = (instant: Fragment, currency = sql`NULL::text`) => sql`
    SELECT v.campaign_kind, v.campaign_id, ${instant} AS at, ${currency} AS currency, v.status, v.discount_minor, ${isOver} AS is_over
    FROM scoped v`
  const counted = sql`count(*)`
  const branches: Facts[] = [
    {
      rows: rowsAt(sql`v.issued_at`),
      measures: [
        { measure: 'issued', value: counted },
        { measure: 'redeemedOfIssued', value: sql`count(*) FILTER (WHERE f.status = 'redeemed')` },
      ],
    },
    { rows: rowsAt(sql`v.delivered_at`), measures: [{ measure: 'delivered', value: counted }] },
    { rows: rowsAt(sql`v.accepted_at`), measures: [{ measure: 'accepted', value: counted }] },
    {
      rows: rowsAt(sql`v.redeemed_at`, sql`v.currency`),
      measures: [
        { measure: 'redeemed', value: counted },
        { measure: 'discount', value: sql`sum(f.discount_minor)`, hasCurrency: true },
      ],
    },
    {
      rows: rowsAt(sql`CASE WHEN ${isOver} THEN v.expires_at ELSE v.ended_at END`),
      measures: [
        { measure: 'expired', value: sql`count(*) FILTER (WHERE f.is_over OR f.status = 'expired')` },
        { measure: 'revoked', value: sql`count(*) FILTER (WHERE f.status = 'revoked')` },
        { measure: 'rolledBack', value: sql`count(*) FILTER (WHERE f.status = 'rolled_back')` },
      ],
    },
  ]
  // What a filter costs is paid once; without one, each pass reads the table itself.
  const isFiltered = scope.channel !== undefined || scope.segment !== undefined
  return sql<SumRow[]>`
    WITH scoped AS ${isFiltered ? sql`MATERIALIZED` : sql`NOT MATERIALIZED`} (${selectVouchers(sql, scope)})
    ${branches.map((facts) => sumUp(sql, input, facts)).reduce((all, one) => sql`${all} UNION ALL ${one}`)}`
}

/** Those of the scope that were issued. */
function selectVouchers(sql: Sql, scope: ReportScope): Fragment {
  const issued = sql`
    SELECT v.id, v.campaign_kind, v.campaign_id, v.customer_id, v.journey_id, v.status, v.currency, v.discount_minor, v.expires_at,
      v.created_at, v.issued_at, v.delivered_at, v.accepted_at, v.redeemed_at, v.ended_at
    FROM vouchers v WHERE ${isOfScope(sql, sql`v`, scope)} AND v.issued_at IS NOT NULL`
  const vouchers = keepInSegment(sql, issued, 'issued_at', scope)
  if (scope.channel === undefined) return vouchers
  return sql`
    WITH own AS MATERIALIZED (${vouchers})
    SELECT v.* FROM own v
    JOIN (${selectVoucherChannels(sql, selectCarriers(sql, sql`SELECT * FROM own`))}) AS c ON c.voucher_id = v.id AND c.channel = ${scope.channel}`
}

async function sumMessages(sql: Sql, input: ActivityInput): Promise<SumRow[]> {
  const { scope, store } = input
  const span = findSpan(input)
  return sql<SumRow[]>`${sumUp(sql, input, {
    rows: keepInSegment(
      sql,
      sql`
        SELECT s.campaign_kind, s.campaign_id, d.customer_id, d.accepted_at AS at, coalesce(d.cost_currency, ${store.currency}) AS currency,
          d.cost_micros AS said, CASE WHEN d.cost_micros IS NULL THEN d.sms_parts * ${store.smsPartCostMicros}::bigint END AS estimated
        FROM deliveries d JOIN sends s ON s.id = d.send_id
        WHERE ${wasClaimedFor(sql, span)} AND d.status IN ('accepted', 'delivered', 'undeliverable', 'bounced') AND ${isOfScope(sql, sql`s`, scope)}
          ${scope.channel === undefined ? sql`` : sql`AND d.channel = ${scope.channel}`}`,
      'at',
      scope,
    ),
    measures: [
      { measure: 'messages', value: sql`count(*)` },
      { measure: 'messageCost', value: sql`sum(coalesce(f.said, f.estimated))`, hasCurrency: true },
      { measure: 'estimatedMessageCost', value: sql`sum(f.estimated)`, hasCurrency: true },
    ],
  })}`
}

async function sumOrders(sql: Sql, input: ActivityInput & { longestWindowMs: number }): Promise<SumRow[]> {
  const { scope, attributionWindowMs: windowMs, longestWindowMs } = input
  const credited = sql`
    SELECT o.campaign_kind, o.campaign_id, o.customer_id, o.placed_at AS at, o.currency, o.voucher_id, o.net_minor, o.touched_at, o.channel
    FROM (${creditOrders(sql, { ...findSpan(input), windowMs, longestWindowMs })}) AS o WHERE ${isOfScope(sql, sql`o`, scope)}`
  return sql<SumRow[]>`${sumUp(sql, input, {
    rows: keepInSegment(sql, scope.channel === undefined ? credited : keepOfChannel(sql, credited, scope.channel), 'touched_at', scope),
    measures: [
      { measure: 'orders', value: sql`count(*)` },
      { measure: 'ordersWithVoucher', value: sql`count(f.voucher_id)` },
      { measure: 'revenue', value: sql`sum(f.net_minor)`, hasCurrency: true },
    ],
  })}`
}

/** Of orders, those that came by the channel: of the message that the order is counted for, or of the voucher. */
function keepOfChannel(sql: Sql, orders: Fragment, channel: string): Fragment {
  const vouchers = sql`
    SELECT v.id, v.campaign_kind, v.campaign_id, v.customer_id, v.journey_id, v.created_at FROM vouchers v WHERE v.id IN (SELECT voucher_id FROM credited)`
  return sql`
    WITH credited AS MATERIALIZED (${orders}), used AS MATERIALIZED (${vouchers})
    SELECT o.* FROM credited o LEFT JOIN (${selectVoucherChannels(sql, selectCarriers(sql, sql`SELECT * FROM used`))}) AS c ON c.voucher_id = o.voucher_id
    WHERE CASE WHEN o.voucher_id IS NULL THEN o.channel ELSE c.channel END = ${channel}`
}
