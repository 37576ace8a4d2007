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

/** That the customer was in the scope's segment then. Whoever was erased was in none. */
export function wasInSegment(sql: Sql, { customer, at }: { customer: Fragment; at: Fragment }, { segment }: ReportScope): Fragment {
  if (segment === undefined) return sql`true`
  return sql`coalesce((
    SELECT ${segment}::text = ANY (c.entered) FROM segment_changes c
    WHERE c.customer_id = ${customer} AND c.changed_at <= ${at} AND (${segment}::text = ANY (c.entered) OR ${segment}::text = ANY (c.exited))
    ORDER BY c.changed_at DESC LIMIT 1), false)`
}

export async function existsCampaign(sql: Sql, { kind, id }: CampaignKey): Promise<boolean> {
  const [row] = await sql<[{ exists: boolean }]>`
    SELECT EXISTS (SELECT FROM ${kind === 'promotion' ? sql`promotions` : sql`autopilots`} WHERE id = ${id}) AS exists`
  return row.exists
}
