/**
 * What voucher campaigns did in a period, in each of its parts, and in the period before: vouchers by what happened to them, messages with what they cost, and the orders that are
 * counted for the campaigns. Each of the three is one pass over its table, and everything is of one snapshot.
 */
import { openStatuses } from '../../../domain/voucher-transitions.ts'
import type { Sql } from '../../client.ts'
import { creditOrders, readLongestWindow, wasClaimedFor } from '../broadcast-report/credit-orders.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { type CampaignKey, isOfScope, keepInSegment, type ReportScope, selectStays, type TimeRange } from './report-scope.ts'
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

interface ActivityAsked extends ActivityInput {
  longestWindowMs: number
  /** Of the scope's segment, where that is worked out for all statements. */
  stays: Fragment | undefined
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

/** In a transaction that reads one snapshot. Who was in a segment when is worked out once for the three. */
export async function readActivity(sql: Sql, input: ActivityInput): Promise<Activity> {
  const longestWindowMs = await readLongestWindow(sql, input.attributionWindowMs)
  const { segment, campaign: one } = input.scope
  const stays = segment === undefined || one !== undefined ? undefined : { table: sql`stays`, rows: selectStays(sql, segment) }
  const asked = { ...input, longestWindowMs, stays: stays?.table }
  // How many vouchers the period is about cannot be told beforehand, and looking up what brought each of a million is the one plan that must not be.
  if (input.scope.channel !== undefined && one === undefined) await sql`SELECT set_config('enable_nestloop', 'off', true)`
  const sums = await sql<SumRow[]>`
    ${stays === undefined ? sql`` : sql`WITH stays AS MATERIALIZED (${stays.rows})`}
    SELECT * FROM (${sumVouchers(sql, asked)}) AS v
    UNION ALL SELECT * FROM (${sumMessages(sql, asked)}) AS m
    UNION ALL SELECT * FROM (${sumOrders(sql, asked)}) AS o`
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
  /** Rows `campaign_kind, campaign_id, slot, currency`, and what the measures ask for. */
  rows: Fragment
  /** Aggregates. A fact is in one currency, or the measure in none. */
  measures: readonly { measure: Sum['measure']; value: Fragment; hasCurrency?: true }[]
}

/** Sums up facts by campaign and by where in time they fall: one pass. */
function sumUp(sql: Sql, { rows, measures }: Facts): Fragment {
  return sql`
    SELECT g.kind, g.id, g.slot, e.measure, e.currency, e.value::float8 AS value
    FROM (
      SELECT f.campaign_kind AS kind, f.campaign_id AS id, f.slot, f.currency,
        ${listFragments(
          sql,
          measures.map(({ value }, place) => sql`${value} AS ${sql(`value_${place}`)}`),
        )}
      FROM (${rows}) AS f GROUP BY f.slot, f.campaign_id, f.campaign_kind, f.currency
    ) AS g
    CROSS JOIN LATERAL (VALUES ${listFragments(
      sql,
      measures.map(
        ({ measure, hasCurrency }, place) =>
          sql`(${measure}::text, ${hasCurrency === true ? sql`g.currency` : sql`NULL`}::text, ${sql(`g.value_${place}`)}::numeric)`,
      ),
    )}) AS e (measure, currency, value)
    WHERE e.value IS NOT NULL`
}

function listFragments(sql: Sql, fragments: readonly Fragment[]): Fragment {
  return fragments.reduce((all, one) => sql`${all}, ${one}`)
}

/** From the beginning of the period before to the end of the period. */
function findSpan({ parts, before }: ActivityInput): TimeRange {
  return { openingAt: before.openingAt, closingAt: parts.at(-1)?.closingAt ?? before.closingAt }
}

/** The slot of an instant: 0 before the span, one more than there are bounds from its end on. */
function findSlot(sql: Sql, input: ActivityInput, at: Fragment): Fragment {
  return sql`width_bucket(${at}, ${listBounds(input)}::timestamptz[])`
}

function listBounds(input: ActivityInput): string[] {
  const { openingAt, closingAt } = findSpan(input)
  return [openingAt, input.before.closingAt, ...input.parts.map((part) => part.openingAt), closingAt].map((bound) => bound.toISOString())
}

/**
 * A voucher whose validity is over has expired then, whether or not that has been written down. One pass: vouchers to which the same happened in the same slots are counted first, and
 * each of these counts then goes to as many figures as things happened.
 */
function sumVouchers(sql: Sql, input: ActivityAsked): Fragment {
  const { at } = input
  const { openingAt, closingAt } = findSpan(input)
  const isOver = sql`(v.status = ANY (${[...openStatuses]}::voucher_status[]) AND v.expires_at <= ${at})`
  const happened = {
    issued: sql`v.issued_at`,
    delivered: sql`v.delivered_at`,
    accepted: sql`v.accepted_at`,
    redeemed: sql`v.redeemed_at`,
    ended: sql`CASE WHEN ${isOver} THEN v.expires_at ELSE v.ended_at END`,
  }
  const instants = listFragments(sql, Object.values(happened))
  const figures: readonly [measure: Sum['measure'], happened: keyof typeof happened, value: Fragment, currency?: Fragment][] = [
    ['issued', 'issued', sql`g.vouchers`],
    ['redeemedOfIssued', 'issued', sql`CASE WHEN g.status = 'redeemed' THEN g.vouchers END`],
    ['delivered', 'delivered', sql`g.vouchers`],
    ['accepted', 'accepted', sql`g.vouchers`],
    ['redeemed', 'redeemed', sql`g.vouchers`],
    ['discount', 'redeemed', sql`g.discount`, sql`g.currency`],
    ['expired', 'ended', sql`CASE WHEN g.is_over OR g.status = 'expired' THEN g.vouchers END`],
    ['revoked', 'ended', sql`CASE WHEN NOT g.is_over AND g.status = 'revoked' THEN g.vouchers END`],
    ['rolledBack', 'ended', sql`CASE WHEN NOT g.is_over AND g.status = 'rolled_back' THEN g.vouchers END`],
  ]
  return sql`
    SELECT g.campaign_kind AS kind, g.campaign_id AS id, e.slot, e.measure, e.currency, sum(e.value)::float8 AS value
    FROM (
      SELECT v.campaign_kind, v.campaign_id, v.status, v.currency, ${isOver} AS is_over,
        ${listFragments(
          sql,
          Object.entries(happened).map(([name, instant]) => sql`${findSlot(sql, input, instant)} AS ${sql(name)}`),
        )},
        count(*) AS vouchers, sum(v.discount_minor) AS discount
      FROM (${selectVouchers(sql, input, sql`greatest(${instants}) >= ${openingAt} AND least(${instants}) < ${closingAt}`)}) AS v
      GROUP BY ${listFragments(
        sql,
        [1, 2, 3, 4, 5, ...Object.keys(happened).map((_, place) => 6 + place)].map((place) => sql.unsafe(String(place))),
      )}
    ) AS g
    CROSS JOIN LATERAL (VALUES ${listFragments(
      sql,
      figures.map(
        ([measure, slot, value, currency = sql`NULL`]) =>
          sql`(${measure}::text, ${sql(`g.${slot}`)}, ${value}::numeric, ${currency}::text)`,
      ),
    )}) AS e (measure, slot, value, currency)
    WHERE e.value IS NOT NULL AND e.slot BETWEEN ${slotBefore} AND ${listBounds(input).length - 1}
    GROUP BY 1, 2, 3, 4, 5`
}

/** Those of the scope that were issued. @param isAskedFor of voucher `v`: before it is looked up what brought it */
function selectVouchers(sql: Sql, { scope, stays }: ActivityAsked, isAskedFor: Fragment): Fragment {
  const issued = sql`
    SELECT v.id, v.campaign_kind, v.campaign_id, v.customer_id, v.journey_id, v.status, v.currency, v.discount_minor, v.expires_at,
      v.created_at, v.issued_at, v.delivered_at, v.accepted_at, v.redeemed_at, v.ended_at
    FROM vouchers v WHERE ${isOfScope(sql, sql`v`, scope)} AND v.issued_at IS NOT NULL AND ${isAskedFor}`
  const vouchers = keepInSegment(sql, issued, 'issued_at', scope, stays)
  if (scope.channel === undefined) return vouchers
  return sql`
    WITH own AS MATERIALIZED (${vouchers})
    SELECT v.* FROM own v
    JOIN (${selectVoucherChannels(sql, selectCarriers(sql, sql`SELECT * FROM own`))}) AS c ON c.voucher_id = v.id AND c.channel = ${scope.channel}`
}

/** By send first, of which there are few. */
function sumMessages(sql: Sql, input: ActivityAsked): Fragment {
  const { scope, store } = input
  const span = findSpan(input)
  const accepted = sql`
    SELECT d.send_id, d.customer_id, d.accepted_at, d.cost_currency, d.cost_micros, d.sms_parts
    FROM deliveries d
    WHERE ${wasClaimedFor(sql, span)} AND d.accepted_at >= ${span.openingAt} AND d.accepted_at < ${span.closingAt}
      AND d.status IN ('accepted', 'delivered', 'undeliverable', 'bounced')
      AND d.send_id IN (SELECT s.id FROM sends s WHERE ${isOfScope(sql, sql`s`, scope)})
      ${scope.channel === undefined ? sql`` : sql`AND d.channel = ${scope.channel}`}`
  return sumUp(sql, {
    rows: sql`
      SELECT s.campaign_kind, s.campaign_id, g.slot, coalesce(g.cost_currency, ${store.currency}) AS currency, g.messages, g.said,
        g.unsaid_parts * ${store.smsPartCostMicros}::bigint AS estimated
      FROM (
        SELECT d.send_id, d.cost_currency, ${findSlot(sql, input, sql`d.accepted_at`)} AS slot, count(*) AS messages, sum(d.cost_micros) AS said,
          sum(d.sms_parts) FILTER (WHERE d.cost_micros IS NULL) AS unsaid_parts
        FROM (${keepInSegment(sql, accepted, 'accepted_at', scope, input.stays)}) AS d GROUP BY 1, 2, 3
      ) AS g JOIN sends s ON s.id = g.send_id`,
    measures: [
      { measure: 'messages', value: sql`sum(f.messages)` },
      {
        measure: 'messageCost',
        value: sql`CASE WHEN count(f.said) + count(f.estimated) > 0 THEN coalesce(sum(f.said), 0) + coalesce(sum(f.estimated), 0) END`,
        hasCurrency: true,
      },
      { measure: 'estimatedMessageCost', value: sql`sum(f.estimated)`, hasCurrency: true },
    ],
  })
}

function sumOrders(sql: Sql, input: ActivityAsked): Fragment {
  const { scope, attributionWindowMs: windowMs, longestWindowMs } = input
  const credited = sql`
    SELECT o.campaign_kind, o.campaign_id, o.customer_id, ${findSlot(sql, input, sql`o.placed_at`)} AS slot, o.currency, o.voucher_id, o.net_minor, o.touched_at, o.channel
    FROM (${creditOrders(sql, { ...findSpan(input), windowMs, longestWindowMs })}) AS o WHERE ${isOfScope(sql, sql`o`, scope)}`
  return sumUp(sql, {
    rows: keepInSegment(
      sql,
      scope.channel === undefined ? credited : keepOfChannel(sql, credited, scope.channel),
      'touched_at',
      scope,
      input.stays,
    ),
    measures: [
      { measure: 'orders', value: sql`count(*)` },
      { measure: 'ordersWithVoucher', value: sql`count(f.voucher_id)` },
      { measure: 'revenue', value: sql`sum(f.net_minor)`, hasCurrency: true },
    ],
  })
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
