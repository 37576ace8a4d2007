/** What one customer had to do with campaigns: each journey, and each broadcast or promotion that has a row for them, newest first. */
import type { DiagnosedKind } from '../../../domain/diagnostics/entries.ts'
import type { Sql } from '../../client.ts'

export interface RunKey {
  at: Date
  /** The same as text: microseconds are kept. */
  position: string
  kind: DiagnosedKind
  /** UUIDs. */
  campaignId: string
  campaignName: string | null
  journeyId: string | null
  /** The journey, or the campaign. */
  id: string
  /** When the audience became recipients. */
  frozenAt: Date | null
  hasEnded: boolean
  /** Of a promotion: how many channels it tries. */
  channels: number
  /** Of a journey: orders of this time belong to its story. */
  lasted: { from: Date; until: Date } | null
}

export interface RunFilter {
  /** UUIDs. */
  customerId: string
  campaign?: { kind: DiagnosedKind; id: string } | undefined
  before?: { position: string; id: string } | undefined
  limit: number
}

/** Reads what the customer has in the ledger, by their indexes. */
export async function listRuns(sql: Sql, { customerId, campaign, before, limit }: RunFilter): Promise<RunKey[]> {
  const ofCampaign = (column: 'j.autopilot_id' | 's.campaign_id') =>
    campaign === undefined ? sql`` : sql`AND ${sql(column)} = ${campaign.id}`
  const rows = await sql<(Omit<RunKey, 'lasted'> & { lastedFrom: Date | null; lastedUntil: Date | null })[]>`
    WITH runs AS (
      SELECT j.matched_at AS at, 'autopilot' AS kind, j.autopilot_id AS campaign_id, j.id AS journey_id, j.id, NULL::timestamptz AS frozen_at, j.status = 'ended' AS has_ended,
        j.matched_at AS lasted_from, j.ended_at AS lasted_until
      FROM journeys j WHERE j.customer_id = ${customerId} ${ofCampaign('j.autopilot_id')}
      UNION ALL
      SELECT min(d.claimed_at), s.campaign_kind, s.campaign_id, NULL, s.campaign_id, min(s.frozen_at), bool_and(s.completed_at IS NOT NULL), NULL, NULL
      FROM deliveries d JOIN sends s ON s.id = d.send_id
      WHERE d.customer_id = ${customerId} AND s.campaign_kind IN ('broadcast', 'promotion') ${ofCampaign('s.campaign_id')}
      GROUP BY s.campaign_kind, s.campaign_id
    )
    SELECT r.at, r.at::text AS position, r.kind, r.campaign_id AS "campaignId", coalesce(a.name, b.name, p.name) AS "campaignName", r.journey_id AS "journeyId", r.id,
      r.frozen_at AS "frozenAt", r.has_ended OR coalesce(p.status, '') IN ('active', 'ended', 'stopped', 'failed') AS "hasEnded", coalesce(cardinality(p.channels), 1) AS channels,
      r.lasted_from AS "lastedFrom", r.lasted_until AS "lastedUntil"
    FROM runs r LEFT JOIN autopilots a ON a.id = r.campaign_id LEFT JOIN broadcasts b ON b.id = r.campaign_id LEFT JOIN promotions p ON p.id = r.campaign_id
    ${before === undefined ? sql`` : sql`WHERE (r.at, r.id) < (${before.position}::timestamptz, ${before.id}::uuid)`}
    ORDER BY r.at DESC, r.id DESC LIMIT ${limit}`
  return rows.map(({ lastedFrom, lastedUntil, ...row }) => ({
    ...row,
    lasted: lastedFrom === null ? null : { from: lastedFrom, until: lastedUntil ?? new Date(8_640_000_000_000_000) },
  }))
}
