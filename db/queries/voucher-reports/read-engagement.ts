/**
 * What became of the vouchers that were issued in a period, up to now: how many got how far, and how long each stage took. By campaign, by the channel that brought them, and by the
 * segments that their customers were in when they were issued. Campaigns and channels each add up to the total, so do the stages with those who were in none; tags overlap.
 */
import { type ChannelName, channelNames } from '../../../domain/channels.ts'
import { type SegmentKey, segmentKeys, stageKeys } from '../../../domain/segment-keys.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { type CampaignKey, isOfScope, keepInSegment, type ReportScope, type TimeRange } from './report-scope.ts'
import { selectCarriers, selectVoucherChannels } from './voucher-channels.ts'

/** Whole milliseconds, by linear interpolation between the neighbours; null where it happened to none. */
export interface Duration {
  median: number | null
  p90: number | null
}

export interface Engagement {
  issued: number
  delivered: number
  /** A person followed a link of a message that brought the voucher, or may have. */
  clicked: number
  accepted: number
  redeemed: number
  issuedToDelivered: Duration
  deliveredToAccepted: Duration
  acceptedToRedeemed: Duration
  issuedToRedeemed: Duration
}

export interface EngagementReport {
  total: Engagement
  byCampaign: (CampaignKey & Engagement)[]
  /** Null: no message that arrived brought it. */
  byChannel: ({ channel: ChannelName | null } & Engagement)[]
  /** Null: in no stage, for want of an order then, or erased since. */
  bySegment: ({ segment: SegmentKey | null } & Engagement)[]
}

interface Row {
  dimension: 'total' | 'campaign' | 'channel' | 'segment'
  item: string | null
  kind: CampaignKey['kind'] | null
  counts: number[]
  times: (number[] | null)[]
}

const spans = [
  ['issued_at', 'delivered_at'],
  ['delivered_at', 'accepted_at'],
  ['accepted_at', 'redeemed_at'],
  ['issued_at', 'redeemed_at'],
] as const

/** In a transaction that reads one snapshot. Without `parts`, the total alone. */
export async function readEngagement(
  sql: Sql,
  { scope, range, hasParts = true }: { scope: ReportScope; range: TimeRange; hasParts?: boolean },
): Promise<EngagementReport> {
  const needsChannels = hasParts || scope.channel !== undefined
  const figures = selectFigures(sql)
  const branches = [sql`SELECT 'total' AS dimension, NULL AS item, NULL AS kind, ${figures} FROM cohort`]
  if (hasParts)
    branches.push(
      sql`SELECT 'campaign', campaign_id::text, campaign_kind, ${figures} FROM cohort GROUP BY campaign_id, campaign_kind`,
      ...[...channelNames, null].map(
        (name) => sql`SELECT 'channel', ${name}::text, NULL, ${figures} FROM cohort WHERE channel IS NOT DISTINCT FROM ${name}::channel`,
      ),
      ...segmentKeys.map(
        (key, bit) => sql`SELECT 'segment', ${key}::text, NULL, ${figures} FROM cohort WHERE segments & ${1 << bit}::int <> 0`,
      ),
      sql`SELECT 'segment', NULL, NULL, ${figures} FROM cohort WHERE segments & ${(1 << stageKeys.length) - 1}::int = 0`,
    )
  const rows = await sql<Row[]>`
    WITH issued AS MATERIALIZED (${keepInSegment(
      sql,
      sql`SELECT v.id, v.campaign_kind, v.campaign_id, v.customer_id, v.journey_id, v.created_at, v.issued_at, v.delivered_at, v.accepted_at, v.redeemed_at
      FROM vouchers v
      WHERE v.issued_at >= ${range.openingAt} AND v.issued_at < ${range.closingAt} AND ${isOfScope(sql, sql`v`, scope)}`,
      'issued_at',
      scope,
    )}
    ), carriers AS MATERIALIZED (${selectCarriers(sql, sql`SELECT * FROM issued`)}
    ), channels AS (${needsChannels ? selectVoucherChannels(sql, sql`SELECT * FROM carriers`) : sql`SELECT NULL::uuid AS voucher_id, NULL::channel AS channel WHERE false`}
    ), clicks AS (
      SELECT DISTINCT c.voucher_id FROM carriers c
      JOIN delivery_events e ON e.send_id = c.send_id AND e.type = 'clicked' AND e.customer_id = c.customer_id AND e.channel = c.channel
      WHERE NOT e.is_bot
    ), everyone AS MATERIALIZED (
      SELECT v.campaign_kind, v.campaign_id, h.channel, ${hasParts ? sql`coalesce(m.masks[width_bucket(v.issued_at, m.changed)], 0)` : sql`0`} AS segments, v.delivered_at, v.accepted_at, v.redeemed_at,
        k.voucher_id IS NOT NULL AS is_clicked, ${joinFragments(
          sql,
          spans.map(
            ([from, until], place) =>
              sql`greatest(0, date_part('epoch', v.${sql(until)} - v.${sql(from)}) * 1000) + CASE WHEN v.${sql(until)} IS NOT NULL THEN 0 END AS ${sql(`took_${place}`)}`,
          ),
        )}
      FROM issued v LEFT JOIN channels h ON h.voucher_id = v.id LEFT JOIN clicks k ON k.voucher_id = v.id
      ${hasParts ? sql`LEFT JOIN (${selectSegments(sql)}) AS m ON m.customer_id = v.customer_id` : sql``}
    ), cohort AS ${scope.channel === undefined ? sql`NOT MATERIALIZED (SELECT * FROM everyone)` : sql`MATERIALIZED (SELECT * FROM everyone WHERE channel = ${scope.channel})`}
    ${branches.reduce((all, branch) => sql`${all} UNION ALL ${branch}`)}`
  return toReport(rows)
}

function selectFigures(sql: Sql): Fragment {
  const times = spans.map((_, place) => sql`percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY ${sql(`took_${place}`)})`)
  return sql`ARRAY[count(*), count(delivered_at), count(*) FILTER (WHERE is_clicked), count(accepted_at), count(redeemed_at)]::int[] AS counts,
    jsonb_build_array(${joinFragments(sql, times)}) AS times`
}

/**
 * Rows `customer_id, changed, masks`: a customer's changes in their order, and what they were in after each, as bits in the order of `segmentKeys`: every entry until then counted once
 * for, every exit against. Whoever is in a segment does not enter it, so each bit comes to one or nothing.
 */
function selectSegments(sql: Sql): Fragment {
  const mask = (column: 'entered' | 'exited') =>
    segmentKeys.map((key, bit) => sql`(${key} = ANY (c.${sql(column)}))::int * ${1 << bit}::int`).reduce((all, one) => sql`${all} + ${one}`)
  return sql`
    WITH changes AS MATERIALIZED (
      SELECT c.customer_id, c.changed_at, c.entered, c.exited FROM segment_changes c WHERE c.customer_id IN (SELECT customer_id FROM issued)
    ), deltas AS (
      -- Once for each kind of change, of which there are few.
      SELECT c.entered, c.exited, ${mask('entered')} - (${mask('exited')}) AS delta FROM (SELECT DISTINCT entered, exited FROM changes) AS c
    )
    SELECT c.customer_id, array_agg(c.changed_at ORDER BY c.changed_at) AS changed, array_agg(c.mask ORDER BY c.changed_at) AS masks
    FROM (
      SELECT d.customer_id, d.changed_at, sum(d.delta) OVER (PARTITION BY d.customer_id ORDER BY d.changed_at)::int AS mask
      FROM (SELECT c.customer_id, c.changed_at, d.delta FROM changes c JOIN deltas d USING (entered, exited) OFFSET 0) AS d
    ) AS c GROUP BY c.customer_id`
}

function joinFragments(sql: Sql, fragments: readonly Fragment[]): Fragment {
  return fragments.reduce((all, one) => sql`${all}, ${one}`)
}

function toReport(rows: readonly Row[]): EngagementReport {
  const of = (dimension: Row['dimension']) => rows.filter((row) => row.dimension === dimension)
  return {
    total: toEngagement(of('total')[0]),
    byCampaign: of('campaign').flatMap((row) =>
      row.kind === null || row.item === null ? [] : [{ kind: row.kind, id: row.item, ...toEngagement(row) }],
    ),
    byChannel: of('channel').map((row) => ({ channel: row.item as ChannelName | null, ...toEngagement(row) })),
    bySegment: of('segment').map((row) => ({ segment: row.item as SegmentKey | null, ...toEngagement(row) })),
  }
}

function toEngagement(row: Row | undefined): Engagement {
  const [issued = 0, delivered = 0, clicked = 0, accepted = 0, redeemed = 0] = row?.counts ?? []
  const [issuedToDelivered, deliveredToAccepted, acceptedToRedeemed, issuedToRedeemed] = (row?.times ?? []).map(toDuration)
  const none: Duration = { median: null, p90: null }
  return {
    issued,
    delivered,
    clicked,
    accepted,
    redeemed,
    issuedToDelivered: issuedToDelivered ?? none,
    deliveredToAccepted: deliveredToAccepted ?? none,
    acceptedToRedeemed: acceptedToRedeemed ?? none,
    issuedToRedeemed: issuedToRedeemed ?? none,
  }
}

function toDuration(times: number[] | null): Duration {
  const [median, p90] = (times ?? []).map(Math.round)
  return { median: median ?? null, p90: p90 ?? null }
}
