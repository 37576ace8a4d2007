/** Voucher campaigns that have run, with when. */
import type { Sql } from '../../client.ts'
import { type CampaignKey, isOfAutopilots, type ReportScope } from './report-scope.ts'

export interface ReportedCampaign extends CampaignKey {
  name: string
  status: string
  /** Of an autopilot, the latest time: earlier ones are not kept. */
  startedAt: Date
  /** Null while it runs. */
  endedAt: Date | null
}

/** Newest first. */
export async function listCampaigns(sql: Sql, scope: ReportScope): Promise<ReportedCampaign[]> {
  const ofPromotion =
    scope.kind === 'autopilot' || scope.campaign?.kind === 'autopilot'
      ? sql`false`
      : scope.campaign === undefined
        ? sql`true`
        : sql`id = ${scope.campaign.id}`
  return sql<ReportedCampaign[]>`
    SELECT 'promotion' AS kind, id, name, status, launched_at AS "startedAt", finished_at AS "endedAt"
    FROM promotions WHERE launched_at IS NOT NULL AND ${ofPromotion}
    UNION ALL
    SELECT 'autopilot', id, name, status, enabled_at, CASE status
      WHEN 'enabled' THEN NULL
      WHEN 'disabled' THEN disabled_at
      ELSE CASE WHEN disabled_at > enabled_at THEN disabled_at ELSE retired_at END END
    FROM autopilots WHERE enabled_at IS NOT NULL AND ${isOfAutopilots(sql, sql`id`, scope)}
    ORDER BY "startedAt" DESC, id DESC`
}

export function ranWithin(
  { startedAt, endedAt }: ReportedCampaign,
  { openingAt, closingAt }: { openingAt: Date; closingAt: Date },
): boolean {
  return startedAt < closingAt && (endedAt === null || endedAt > openingAt)
}
