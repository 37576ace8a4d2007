/**
 * The arms of the holdouts of voucher campaigns: who was drawn for them in a period, treated or held back, and what each ordered in one attribution window from their first draw
 * on, past the period's end too.
 */
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { type Arms, isHeldOut, sumUpArms, wasDrawn } from '../broadcast-report/read-arms.ts'
import { isOfAutopilots, isOfScope, keepInSegment, type ReportScope, type TimeRange } from './report-scope.ts'

export interface CampaignArmsInput {
  /** A person's segment is the one at their draw. */
  scope: Omit<ReportScope, 'channel'>
  range: TimeRange
  /** Of autopilots, and of promotions whose sends have frozen none. */
  windowMs: number
  longestWindowMs: number
  /** Of the revenue. */
  currency: string
}

/** By the campaign's UUID. Campaigns that nobody was drawn for are left out; one without a holdout has nobody in that arm. */
export async function readCampaignArms(
  sql: Sql,
  { scope, range, windowMs, longestWindowMs, currency }: CampaignArmsInput,
): Promise<Map<string, Arms>> {
  const { openingAt, closingAt } = range
  const lastAt = new Date(closingAt.getTime() + longestWindowMs)
  return sumUpArms(sql, {
    members: selectDrawn(sql, { scope, range, windowMs }),
    placed: sql`
      SELECT id, customer_id, placed_at, currency, net_minor FROM orders
      WHERE is_valid AND placed_at > ${openingAt} AND placed_at <= ${lastAt}`,
    currency,
  })
}

/** Everyone who was drawn, once for each campaign: rows `campaign_kind, campaign_id, customer_id, drawn_at, is_held_out, window_ms`. */
export function selectDrawn(
  sql: Sql,
  { scope, range: { openingAt, closingAt }, windowMs }: Pick<CampaignArmsInput, 'scope' | 'range' | 'windowMs'>,
): Fragment {
  return keepInSegment(
    sql,
    sql`
    SELECT s.campaign_id, d.customer_id, min(d.claimed_at) AS drawn_at, bool_or(${isHeldOut(sql)}) AS is_held_out,
      coalesce(max((s.policy ->> 'attributionWindowMs')::float8), ${windowMs}) AS window_ms, 'promotion' AS campaign_kind
    FROM promotion_sends p JOIN sends s ON s.id = p.send_id JOIN deliveries d ON d.send_id = p.send_id
    WHERE p.purpose = 'offer' AND s.holdout_percent > 0 AND s.frozen_at < ${closingAt} AND ${isOfScope(sql, sql`s`, scope)} AND ${wasDrawn(sql)}
    GROUP BY s.campaign_id, d.customer_id HAVING min(d.claimed_at) >= ${openingAt} AND min(d.claimed_at) < ${closingAt}
    UNION ALL
    SELECT * FROM (
      SELECT DISTINCT ON (j.autopilot_id, j.customer_id) j.autopilot_id, j.customer_id, j.matched_at, j.arm = 'holdout', ${windowMs}::float8, 'autopilot'
      FROM journeys j WHERE j.matched_at >= ${openingAt} AND j.matched_at < ${closingAt} AND ${isOfAutopilots(sql, sql`j.autopilot_id`, scope)}
      ORDER BY j.autopilot_id, j.customer_id, j.matched_at, j.run) AS matched
    `,
    'drawn_at',
    scope,
  )
}
