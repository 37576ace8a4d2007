/**
 * The people behind a figure of the reports on voucher campaigns: one row for each voucher, order or message that it counts, newest first. The conditions are those of read-activity.ts and
 * read-engagement.ts; a property test holds the rows and the figures together.
 */
import type { ChannelName } from '../../../domain/channels.ts'
import { type SegmentKey, stageKeys } from '../../../domain/segment-keys.ts'
import { openStatuses } from '../../../domain/voucher-transitions.ts'
import type { Sql } from '../../client.ts'
import { creditOrders, readLongestWindow, wasClaimedFor } from '../broadcast-report/credit-orders.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { type DrawnFigureName, type DrawnInput, selectDrawnPeople } from './list-drawn-people.ts'
import { isOfScope, keepInSegment, type ReportScope, type TimeRange } from './report-scope.ts'
import { selectCarriers, selectVoucherChannels } from './voucher-channels.ts'

/** What happened in the period, whenever the voucher was issued. */
export const activityFigureNames = [
  'issued',
  'delivered',
  'accepted',
  'redeemed',
  'expired',
  'revoked',
  'rolled_back',
  'messages',
  'orders',
  'orders_with_voucher',
  'timed',
] as const
/** Of the vouchers issued in the period, those that have come so far by now. */
export const cohortFigureNames = ['issued', 'delivered', 'clicked', 'accepted', 'redeemed'] as const

type ActivityFigureName = (typeof activityFigureNames)[number]
type CohortFigureName = (typeof cohortFigureNames)[number]

/** `none`: vouchers that no message brought, and customers in no stage. */
export interface CohortScope extends Omit<ReportScope, 'channel' | 'segment'> {
  channel?: ChannelName | 'none' | undefined
  segment?: SegmentKey | 'none' | undefined
}

export type PeopleQuestion =
  | { of: 'period'; figure: ActivityFigureName; scope: ReportScope }
  | { of: 'issued'; figure: CohortFigureName; scope: CohortScope }
  | { of: 'drawn'; figure: DrawnFigureName; scope: DrawnInput['scope'] }

export interface CountedPerson {
  /** With `at` the place in the list. */
  key: string
  at: Date
  /** UUIDs. */
  customerId: string
  voucherId: string | null
  orderId: string | null
  /** Null of a message whose send is gone. */
  campaignKind: string | null
  campaignId: string | null
  channel: ChannelName | null
  /** Why the call with their message failed. */
  code: string | null
}

export interface PeopleInput {
  question: PeopleQuestion
  range: TimeRange
  /** Now. */
  at: Date
  /** For sends that have frozen none. */
  attributionWindowMs: number
  after?: { at: Date; key: string } | undefined
  limit: number
}

/** In a transaction that reads one snapshot. */
export async function listPeople(
  sql: Sql,
  { question, range, at, attributionWindowMs: windowMs, after, limit }: PeopleInput,
): Promise<CountedPerson[]> {
  const longestWindowMs = await readLongestWindow(sql, windowMs)
  const facts = selectPeople(sql, { question, range, at, windowMs, longestWindowMs })
  return sql<CountedPerson[]>`
    SELECT f.key, f.at, f.customer_id AS "customerId", f.voucher_id AS "voucherId", f.order_id AS "orderId",
      f.campaign_kind AS "campaignKind", f.campaign_id AS "campaignId", f.channel, NULL AS code
    FROM (SELECT g.*, date_trunc('milliseconds', g.happened_at) AS at FROM (${facts}) AS g
      WHERE g.happened_at >= ${range.openingAt} AND g.happened_at < ${range.closingAt}) AS f
    ${after === undefined ? sql`` : sql`WHERE (f.at, f.key) < (${after.at}, ${after.key})`}
    ORDER BY f.at DESC, f.key DESC LIMIT ${limit}`
}

interface ActivityInput<Of extends PeopleQuestion['of'] = 'period'> {
  question: Extract<PeopleQuestion, { of: Of }>
  range: TimeRange
  at: Date
  windowMs: number
  longestWindowMs: number
}

function selectPeople(sql: Sql, { question, range, windowMs, ...rest }: ActivityInput<PeopleQuestion['of']>): Fragment {
  switch (question.of) {
    case 'period':
      return selectFacts(sql, { question, range, windowMs, ...rest })
    case 'issued':
      return selectCohort(sql, question, range)
    case 'drawn':
      return selectDrawnPeople(sql, question.figure, { scope: question.scope, range, windowMs })
  }
}

function selectFacts(sql: Sql, { question: { figure, scope }, range, at, ...windows }: ActivityInput): Fragment {
  switch (figure) {
    case 'messages':
      return selectMessages(sql, scope, range)
    case 'timed':
      return selectTimed(sql, scope, range)
    case 'orders':
    case 'orders_with_voucher':
      return selectOrders(sql, scope, creditOrders(sql, { ...range, ...windows }), figure === 'orders_with_voucher')
    default:
      return selectVouchers(sql, { figure, scope, at })
  }
}

/** A voucher whose validity is over has expired then, whether or not that has been written down. */
function selectVouchers(
  sql: Sql,
  {
    figure,
    scope,
    at,
  }: { figure: Exclude<ActivityFigureName, 'messages' | 'timed' | 'orders' | 'orders_with_voucher'>; scope: ReportScope; at: Date },
): Fragment {
  const isOver = sql`(v.status = ANY (${[...openStatuses]}::voucher_status[]) AND v.expires_at <= ${at})`
  const ended = sql`CASE WHEN ${isOver} THEN v.expires_at ELSE v.ended_at END`
  const [happenedAt, condition] = {
    issued: [sql`v.issued_at`, sql`true`],
    delivered: [sql`v.delivered_at`, sql`true`],
    accepted: [sql`v.accepted_at`, sql`true`],
    redeemed: [sql`v.redeemed_at`, sql`true`],
    expired: [ended, sql`(${isOver} OR v.status = 'expired')`],
    revoked: [ended, sql`v.status = 'revoked'`],
    rolled_back: [ended, sql`v.status = 'rolled_back'`],
  }[figure] as [Fragment, Fragment]
  const ofScope = sql`SELECT v.* FROM vouchers v WHERE v.issued_at IS NOT NULL AND ${isOfScope(sql, sql`v`, scope)} AND ${condition}`
  const vouchers = keepInSegment(sql, ofScope, 'issued_at', scope)
  return viewVouchers(sql, { vouchers, happenedAt, channel: scope.channel })
}

function selectCohort(sql: Sql, { figure, scope }: Extract<PeopleQuestion, { of: 'issued' }>, range: TimeRange): Fragment {
  const has = {
    issued: sql`true`,
    delivered: sql`v.delivered_at IS NOT NULL`,
    clicked: wasClicked(sql),
    accepted: sql`v.accepted_at IS NOT NULL`,
    redeemed: sql`v.redeemed_at IS NOT NULL`,
  }[figure]
  const { campaign, kind, segment } = scope
  const issued = sql`
    SELECT v.* FROM vouchers v
    WHERE v.issued_at >= ${range.openingAt} AND v.issued_at < ${range.closingAt} AND ${isOfScope(sql, sql`v`, { campaign, kind })}
      AND ${has} ${segment === 'none' ? sql`AND ${wasInNoStage(sql)}` : sql``}`
  const vouchers = segment === 'none' ? issued : keepInSegment(sql, issued, 'issued_at', { segment })
  return viewVouchers(sql, { vouchers, happenedAt: sql`v.issued_at`, channel: scope.channel })
}

/** That the customer of voucher `v` was in none of the stages when it was issued: the last that was said of each is that it was left. */
function wasInNoStage(sql: Sql): Fragment {
  return sql`NOT EXISTS (
    SELECT FROM unnest(${[...stageKeys]}::text[]) AS stage (key)
    CROSS JOIN LATERAL (
      SELECT stage.key = ANY (c.entered) AS is_in FROM segment_changes c
      WHERE c.customer_id = v.customer_id AND c.changed_at <= v.issued_at AND (stage.key = ANY (c.entered) OR stage.key = ANY (c.exited))
      ORDER BY c.changed_at DESC LIMIT 1
    ) AS last WHERE last.is_in)`
}

/** A person followed a link of a message that brought voucher `v`, or may have. */
function wasClicked(sql: Sql): Fragment {
  return sql`EXISTS (
    SELECT FROM (${selectCarriers(sql, sql`SELECT v.*`)}) AS c
    JOIN delivery_events e ON e.send_id = c.send_id AND e.type = 'clicked' AND e.customer_id = c.customer_id AND e.channel = c.channel
    WHERE NOT e.is_bot)`
}

interface VoucherFacts {
  /** Rows of vouchers. */
  vouchers: Fragment
  happenedAt: Fragment
  channel: ChannelName | 'none' | undefined
}

function viewVouchers(sql: Sql, { vouchers, happenedAt, channel }: VoucherFacts): Fragment {
  return sql`
    SELECT v.id::text AS key, ${happenedAt} AS happened_at, v.customer_id, v.id AS voucher_id, NULL::uuid AS order_id, v.campaign_kind, v.campaign_id,
      ${channel === undefined ? sql`NULL::channel AS channel` : sql`h.channel`}
    FROM (${vouchers}) AS v
    ${
      channel === undefined
        ? sql``
        : sql`LEFT JOIN (${selectVoucherChannels(sql, selectCarriers(sql, vouchers))}) AS h ON h.voucher_id = v.id
          WHERE ${channel === 'none' ? sql`h.channel IS NULL` : sql`h.channel = ${channel}`}`
    }`
}

function selectMessages(sql: Sql, scope: ReportScope, range: TimeRange): Fragment {
  const messages = sql`
    SELECT d.send_id::text || d.customer_id::text || d.channel::text AS key, d.accepted_at AS happened_at, d.customer_id, NULL::uuid AS voucher_id,
      NULL::uuid AS order_id, s.campaign_kind, s.campaign_id, d.channel
    FROM deliveries d JOIN sends s ON s.id = d.send_id
    WHERE ${wasClaimedFor(sql, range)} AND d.status IN ('accepted', 'delivered', 'undeliverable', 'bounced') AND ${isOfScope(sql, sql`s`, scope)}
      ${scope.channel === undefined ? sql`` : sql`AND d.channel = ${scope.channel}`}`
  return keepInSegment(sql, messages, 'happened_at', scope)
}

/** Those of which api-perf says how long it took to their acceptance: of a promotion its offer, whatever became of them since. */
function selectTimed(sql: Sql, scope: ReportScope, range: TimeRange): Fragment {
  return sql`
    SELECT d.send_id::text || d.customer_id::text || d.channel::text AS key, d.accepted_at AS happened_at, d.customer_id, NULL::uuid AS voucher_id,
      NULL::uuid AS order_id, s.campaign_kind, s.campaign_id, d.channel
    FROM deliveries d JOIN sends s ON s.id = d.send_id
    WHERE ${wasClaimedFor(sql, range)} AND ${isOfScope(sql, sql`s`, scope)} ${scope.channel === undefined ? sql`` : sql`AND d.channel = ${scope.channel}`}
      AND (s.campaign_kind = 'autopilot' OR EXISTS (SELECT FROM promotion_sends p WHERE p.send_id = s.id AND p.purpose = 'offer'))`
}

function selectOrders(sql: Sql, scope: ReportScope, credited: Fragment, hasVoucher: boolean): Fragment {
  const ofVoucher = sql`SELECT v.* FROM vouchers v WHERE v.id = o.voucher_id`
  const cameBy = sql`CASE WHEN o.voucher_id IS NULL THEN o.channel
    ELSE (SELECT c.channel FROM (${selectVoucherChannels(sql, selectCarriers(sql, ofVoucher))}) AS c) END`
  const orders = sql`
    SELECT o.id::text AS key, o.placed_at AS happened_at, o.customer_id, o.voucher_id, o.id AS order_id, o.campaign_kind, o.campaign_id, o.channel, o.touched_at
    FROM (${credited}) AS o
    WHERE ${isOfScope(sql, sql`o`, scope)} ${hasVoucher ? sql`AND o.voucher_id IS NOT NULL` : sql``}
      ${scope.channel === undefined ? sql`` : sql`AND ${cameBy} = ${scope.channel}`}`
  return keepInSegment(sql, orders, 'touched_at', scope)
}
