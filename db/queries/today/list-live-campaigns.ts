/**
 * Every campaign that runs, waits, is paused or has failed lately, of all three kinds, each with the few numbers that cost nothing: they are read off pages, budgets and what is open,
 * not counted in the ledger. Made to be asked every few seconds.
 */
import type { ChannelName } from '../../../domain/channels.ts'
import type { Schedule } from '../../../domain/schedules.ts'
import type { Sql } from '../../client.ts'

export const liveKinds = ['broadcast', 'promotion', 'autopilot'] as const
export type LiveKind = (typeof liveKinds)[number]
export const liveStatuses = ['scheduled', 'sending', 'active', 'enabled', 'paused', 'disabled', 'failed'] as const
export type LiveStatus = (typeof liveStatuses)[number]

export interface LiveCampaign {
  kind: LiveKind
  /** UUID. */
  id: string
  name: string
  status: LiveStatus
  channels: ChannelName[]
  /** Launched, started, enabled, disabled or failed: when it became what it is, as far as that is kept. */
  since: Date | null
  schedule: Schedule | null
  /** Of a failure: a code, where one is kept. */
  failure: string | null
  /** Of broadcasts and promotions: who is meant to get it, and on how many of the pages of how many it was decided. */
  recipients: number | null
  pages: number | null
  pagesClaimed: number | null
  /** Of promotions and autopilots. */
  openVouchers: number | null
  redeemed7d: number | null
  /** Of autopilots: journeys that have not ended, and customers who were matched in the last 24 hours. */
  journeys: number | null
  matched24h: number | null
}

/** A failure is worth looking at for so long. */
const failedForDays = 7
/** More are not looked at; whoever has so many at once looks at the lists. */
const mostRows = 100

/** @param redeemedFrom when the seven days began of which redemptions are counted: the store's own, as in the reports */
export async function listLiveCampaigns(sql: Sql, now: Date, redeemedFrom: Date): Promise<LiveCampaign[]> {
  const lately = sql`${now}::timestamptz - make_interval(days => ${failedForDays})`
  return sql<LiveCampaign[]>`
    WITH live AS (
      SELECT 'broadcast' AS kind, id, name, status, ARRAY[channel] AS channels, coalesce(finished_at, started_at, updated_at) AS since, schedule, NULL AS failure FROM broadcasts
      WHERE status IN ('scheduled', 'sending', 'paused') OR status = 'failed' AND finished_at > ${lately}
      UNION ALL
      SELECT 'promotion', id, name, status, channels, coalesce(finished_at, started_at, launched_at), schedule, finish_reason FROM promotions
      WHERE status IN ('scheduled', 'sending', 'paused', 'active') OR status = 'failed' AND finished_at > ${lately}
      UNION ALL
      SELECT 'autopilot', a.id, a.name, a.status, ARRAY(
          SELECT DISTINCT c #>> '{}' FROM journey_versions v, jsonb_path_query(v.definition, '$.steps[*] ? (@.kind == "send").channels[*]') AS c
          WHERE v.autopilot_id = a.id AND v.number = a.published_number)::channel[],
        CASE a.status WHEN 'disabled' THEN a.disabled_at ELSE a.enabled_at END, NULL, a.sweep_error
      FROM autopilots a WHERE a.status IN ('enabled', 'disabled')
    ), chosen AS (
      SELECT * FROM live
      ORDER BY array_position('{failed,sending,paused,scheduled,active,enabled,disabled}'::text[], status), since DESC NULLS LAST, id LIMIT ${mostRows}
    ), sent AS (
      SELECT c.id, max(s.recipients) AS recipients, sum(g.pages)::int AS pages, sum(g.claimed)::int AS claimed
      FROM chosen c JOIN sends s ON s.campaign_id = c.id AND s.campaign_kind = c.kind
      LEFT JOIN promotion_sends p ON p.send_id = s.id
      CROSS JOIN LATERAL (SELECT count(*) AS pages, count(g.claimed_at) AS claimed FROM send_pages g WHERE g.send_id = s.id AND g.skip_reason IS NULL) AS g
      WHERE c.kind = 'broadcast' OR c.kind = 'promotion' AND p.purpose = 'offer' AND p.place = 0 GROUP BY c.id
    ), redeemed AS (
      SELECT v.campaign_id AS id, count(*)::int AS vouchers FROM vouchers v
      WHERE v.redeemed_at >= ${redeemedFrom} AND v.redeemed_at < ${now} AND v.status = 'redeemed' AND v.campaign_kind <> 'direct' GROUP BY 1
    )
    SELECT c.kind, c.id, c.name, c.status, to_jsonb(c.channels) AS channels, c.since, c.schedule, c.failure, s.recipients, s.pages, s.claimed AS "pagesClaimed",
      CASE c.kind WHEN 'promotion' THEN (SELECT count(*)::int FROM vouchers v WHERE v.campaign_kind = 'promotion' AND v.campaign_id = c.id AND v.expires_at IS NOT NULL) END AS "openVouchers",
      CASE WHEN c.kind <> 'broadcast' THEN coalesce(r.vouchers, 0) END AS "redeemed7d",
      CASE c.kind WHEN 'autopilot' THEN (SELECT count(*)::int FROM journeys j WHERE j.autopilot_id = c.id AND j.status <> 'ended') END AS journeys,
      CASE c.kind WHEN 'autopilot' THEN (
        -- Ids grow with time: nobody who was matched earlier is looked at.
        SELECT count(*)::int FROM journeys j WHERE j.autopilot_id = c.id AND j.id > ${earliestId(sql, now, 2)} AND j.matched_at > ${now}::timestamptz - interval '1 day') END AS "matched24h"
    FROM chosen c LEFT JOIN sent s ON s.id = c.id LEFT JOIN redeemed r ON r.id = c.id
    ORDER BY array_position('{failed,sending,paused,scheduled,active,enabled,disabled}'::text[], c.status), c.since DESC NULLS LAST, c.id`
}

/** The least id that a row of that time can have (UUID version 7). */
function earliestId(sql: Sql, now: Date, daysBack: number) {
  const hex = (now.getTime() - daysBack * 86_400_000).toString(16).padStart(12, '0')
  return sql`${`${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`}::uuid`
}
