/**
 * How long it took from what started a message to its acceptance by a provider: from a journey's match, or a promotion's launch. What was meant to be waited for is told apart from what
 * was ours: schedules, activation windows, the journey's own waits, cooldown and quiet hours, up to the instant from which the message was due.
 *
 * Of a promotion's message that is its page's `not_before`. A journey's waits are in its story: each lasts to its end, or to what the story tells next where that came
 * earlier. The message was due when the last of them before it was over.
 */
import type { ChannelName } from '../../../domain/channels.ts'
import type { Sql } from '../../client.ts'
import { wasClaimedFor } from '../broadcast-report/credit-orders.ts'
import { isOfAutopilots, isOfScope, type ReportScope, type TimeRange, type VoucherCampaignKind } from './report-scope.ts'

/** Whole milliseconds, by linear interpolation between the neighbours. */
export interface TimeQuantiles {
  p50: number
  p95: number
  p99: number
}

export interface TimesToAccepted {
  kind: VoucherCampaignKind
  channel: ChannelName
  messages: number
  /** `waiting` and `working` of one message add up to its total; their quantiles do not. */
  total: TimeQuantiles
  waiting: TimeQuantiles
  working: TimeQuantiles
}

interface Row {
  kind: VoucherCampaignKind
  channel: ChannelName
  messages: number
  times: (number[] | null)[]
}

const spans = [
  ['triggered_at', 'accepted_at'],
  ['triggered_at', 'due_at'],
  ['due_at', 'accepted_at'],
] as const

/** Of messages accepted in the range, by kind and channel. */
export async function readTimesToAccepted(
  sql: Sql,
  { scope, range }: { scope: Omit<ReportScope, 'segment'>; range: TimeRange },
): Promise<TimesToAccepted[]> {
  const accepted = sql`d.accepted_at >= ${range.openingAt} AND d.accepted_at < ${range.closingAt} AND ${wasClaimedFor(sql, range)}
    ${scope.channel === undefined ? sql`` : sql`AND d.channel = ${scope.channel}`}`
  const quantiles = spans
    .map(
      ([from, until]) =>
        sql`percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY greatest(0, date_part('epoch', ${sql(until)} - ${sql(from)}) * 1000))`,
    )
    .reduce((all, one) => sql`${all}, ${one}`)
  const rows = await sql<Row[]>`
    SELECT kind, channel, count(*)::int AS messages, jsonb_build_array(${quantiles}) AS times
    FROM (
      SELECT 'promotion' AS kind, d.channel, c.launched_at AS triggered_at, d.accepted_at,
        least(d.accepted_at, greatest(c.launched_at, p.not_before)) AS due_at
      FROM sends s JOIN promotion_sends o ON o.send_id = s.id AND o.purpose = 'offer' JOIN promotions c ON c.id = s.campaign_id
      JOIN deliveries d ON d.send_id = s.id JOIN send_pages p ON p.send_id = d.send_id AND p.page = d.page
      WHERE ${isOfScope(sql, sql`s`, scope)} AND ${accepted}
      UNION ALL
      SELECT 'autopilot', d.channel, j.matched_at, d.accepted_at, least(d.accepted_at, greatest(j.matched_at, j.not_before, w.over_at))
      FROM journeys j JOIN journey_messages m ON m.journey_id = j.id
      JOIN deliveries d ON d.send_id = m.send_id AND d.customer_id = j.customer_id AND d.channel = m.channel
      LEFT JOIN LATERAL (
        SELECT max(least(told.until_at, told.next_at)) AS over_at
        FROM (
          SELECT e.kind, to_timestamp((e.details ->> 'until')::float8 / 1000) AS until_at, lead(e.at) OVER (ORDER BY e.seq) AS next_at
          FROM journey_events e WHERE e.journey_id = j.id AND e.at < d.accepted_at
        ) AS told
        WHERE told.kind IN ('waiting', 'deferred')
      ) AS w ON true
      WHERE ${isOfAutopilots(sql, sql`j.autopilot_id`, scope)} AND ${accepted}
    ) AS messages
    GROUP BY kind, channel ORDER BY kind, channel`
  return rows.map(({ times, ...row }) => {
    const [total, waiting, working] = times.map(toQuantiles)
    const none: TimeQuantiles = { p50: 0, p95: 0, p99: 0 }
    return { ...row, total: total ?? none, waiting: waiting ?? none, working: working ?? none }
  })
}

function toQuantiles(times: number[] | null): TimeQuantiles {
  const [p50 = 0, p95 = 0, p99 = 0] = (times ?? []).map(Math.round)
  return { p50, p95, p99 }
}
