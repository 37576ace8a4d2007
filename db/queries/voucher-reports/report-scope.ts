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
 * Of rows with a `customer_id`, those whose customer was in the scope's segment at the instant in the column `at`. Whoever was erased was in none. One pass over the changes of these
 * customers makes stays of them, from an entry to the next change: a look-up for each row would cost a million of them.
 */
export function keepInSegment(sql: Sql, rows: Fragment, at: string, { segment }: ReportScope): Fragment {
  if (segment === undefined) return rows
  const enters = sql`${segment}::text = ANY (c.entered)`
  return sql`
    WITH asked AS MATERIALIZED (${rows}), stays AS (
      SELECT c.customer_id, c.changed_at AS from_at, ${enters} AS is_stay,
        lead(c.changed_at, 1, 'infinity') OVER (PARTITION BY c.customer_id ORDER BY c.changed_at) AS until_at
      FROM segment_changes c WHERE c.customer_id IN (SELECT customer_id FROM asked) AND (${enters} OR ${segment}::text = ANY (c.exited))
    )
    SELECT a.* FROM asked a JOIN stays s ON s.customer_id = a.customer_id AND s.is_stay AND s.from_at <= a.${sql(at)} AND s.until_at > a.${sql(at)}`
}

export async function existsCampaign(sql: Sql, { kind, id }: CampaignKey): Promise<boolean> {
  const [row] = await sql<[{ exists: boolean }]>`
    SELECT EXISTS (SELECT FROM ${kind === 'promotion' ? sql`promotions` : sql`autopilots`} WHERE id = ${id}) AS exists`
  return row.exists
}
