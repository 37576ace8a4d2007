/** What a report on voucher campaigns looks at, and the conditions that all of its statements say in the same words. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { SegmentKey } from '../../../domain/segment-keys.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'

export const voucherCampaignKinds = ['promotion', 'autopilot'] as const
export type VoucherCampaignKind = (typeof voucherCampaignKinds)[number]

export interface CampaignKey {
  kind: VoucherCampaignKind
  /** UUID. */
  id: string
}

export interface ReportScope {
  campaign?: CampaignKey | undefined
  kind?: VoucherCampaignKind | undefined
  /** Of a voucher: the one that brought it. */
  channel?: ChannelName | undefined
  /** That the customer was in when the voucher was issued or the message accepted. */
  segment?: SegmentKey | undefined
}

/** From the first on, before the second. */
export interface TimeRange {
  openingAt: Date
  closingAt: Date
}

/** That `alias` (sends, vouchers) belongs to a campaign of the scope. */
export function isOfScope(sql: Sql, alias: Fragment, { campaign, kind }: ReportScope): Fragment {
  return sql`${alias}.campaign_kind = ANY (${kind === undefined ? [...voucherCampaignKinds] : [kind]}::text[])
    ${campaign === undefined ? sql`` : sql`AND ${alias}.campaign_kind = ${campaign.kind} AND ${alias}.campaign_id = ${campaign.id}`}`
}

/** The same of a journey's autopilot. */
export function isOfAutopilots(sql: Sql, autopilotId: Fragment, { campaign, kind }: ReportScope): Fragment {
  if (kind === 'promotion' || campaign?.kind === 'promotion') return sql`false`
  return campaign === undefined ? sql`true` : sql`${autopilotId} = ${campaign.id}`
}

/**
 * Of rows with a `customer_id`, those whose customer was in the scope's segment at the instant in the column `at`. Whoever was erased was in none.
 * @param stays the table of `selectStays` where several statements share it; of one campaign its own customers alone are asked for
 */
export function keepInSegment(sql: Sql, rows: Fragment, at: string, { segment, campaign }: ReportScope, stays?: Fragment): Fragment {
  if (segment === undefined) return rows
  const wasIn = sql`s.customer_id = a.customer_id AND s.is_in[width_bucket(a.${sql(at)}, s.changed)]`
  if (stays !== undefined) return sql`SELECT a.* FROM (${rows}) AS a JOIN ${stays} AS s ON ${wasIn}`
  const asked = campaign === undefined ? sql`` : sql`AND c.customer_id IN (SELECT customer_id FROM asked)`
  return sql`
    WITH asked AS ${campaign === undefined ? sql`NOT MATERIALIZED` : sql`MATERIALIZED`} (${rows}), stays AS MATERIALIZED (${selectStays(sql, segment, asked)})
    SELECT a.* FROM asked a JOIN stays s ON ${wasIn}`
}

/**
 * Rows `customer_id, changed, is_in`: a customer's entries to the segment and exits from it in their order, so that an instant is a place among them, and whether they were in it after
 * each. A look-up for each row of a report would cost a million of them.
 */
export function selectStays(sql: Sql, segment: SegmentKey, condition: Fragment = sql``): Fragment {
  return sql`
    SELECT c.customer_id, array_agg(c.changed_at ORDER BY c.changed_at) AS changed, array_agg(c.enters ORDER BY c.changed_at) AS is_in
    FROM (
      SELECT c.customer_id, c.changed_at, ${segment}::text = ANY (c.entered) AS enters, ${segment}::text = ANY (c.exited) AS exits
      FROM segment_changes c WHERE true ${condition} OFFSET 0
    ) AS c WHERE c.enters OR c.exits GROUP BY c.customer_id`
}

export async function existsCampaign(sql: Sql, { kind, id }: CampaignKey): Promise<boolean> {
  const [row] = await sql<[{ exists: boolean }]>`
    SELECT EXISTS (SELECT FROM ${kind === 'promotion' ? sql`promotions` : sql`autopilots`} WHERE id = ${id}) AS exists`
  return row.exists
}
