/** What is true of every running voucher campaign, read for all of them in one statement. */
import type { PendingCounts } from '../../../domain/campaign-facts.ts'
import type { ChannelName } from '../../../domain/channels.ts'
import type { ActivationWindow, Reentry, Trigger } from '../../../domain/journeys/journey-definition.ts'
import type { Rule } from '../../../domain/audience-rules/rule.ts'
import type { Schedule } from '../../../domain/schedules.ts'
import type { Sql } from '../../client.ts'

export const campaignStatuses = ['draft', 'enabled', 'disabled', 'scheduled', 'sending', 'paused', 'active'] as const
export type CampaignStatus = (typeof campaignStatuses)[number]
export const campaignKinds = ['promotion', 'autopilot'] as const
export type CampaignKind = (typeof campaignKinds)[number]

export interface CampaignRow extends PendingCounts {
  kind: CampaignKind
  /** UUID. */
  id: string
  name: string
  status: CampaignStatus
  /** Enabled or launched. */
  since: Date | null
  startedAt: Date | null
  sweptAt: Date | null
  sweepError: string | null
  /** Of the published version; null for promotions. */
  journey: { trigger: Trigger; activation: ActivationWindow; entryRule: Rule; reentry: Reentry } | null
  schedule: Schedule | null
  /** For each message, the channels in their order. */
  channels: ChannelName[][]
  /** Public ids. */
  offerIds: string[]
  /** UUID, of a promotion. */
  offerId: string | null
  offerVersion: number | null
  lastMatchAt: Date | null
  lastDeliveryAt: Date | null
  failedJourneys24h: number
  failedJourneys7d: number
  messages24h: Record<string, number>
  messages7d: Record<string, number>
}

export interface CampaignFilter {
  id?: string | undefined
  kind?: CampaignKind | undefined
  status?: CampaignStatus | undefined
}

/** Waits that ended, and messages whose time came, this long ago are late. */
const lateSeconds = 60
const deferredLateSeconds = 300

/** Newest first. An autopilot that is a draft again, or was never enabled, is here only while journeys of it are under way. */
export async function readCampaigns(sql: Sql, { now, id, kind, status }: CampaignFilter & { now: Date }): Promise<CampaignRow[]> {
  return sql<CampaignRow[]>`
    WITH campaigns AS (
      SELECT 'autopilot' AS kind, a.id, a.name, a.status, a.enabled_at AS since, NULL::timestamptz AS started_at, a.swept_at, a.sweep_error,
        CASE WHEN v.id IS NOT NULL THEN jsonb_build_object('trigger', v.definition -> 'trigger', 'activation', v.definition -> 'activation',
          'entryRule', v.definition -> 'entryRule', 'reentry', v.definition -> 'reentry') END AS journey,
        NULL::jsonb AS schedule, jsonb_path_query_array(coalesce(v.definition, '{}'), '$.steps[*] ? (@.kind == "send").channels') AS channels,
        jsonb_path_query_array(coalesce(v.definition, '{}'), '$.steps[*] ? (@.kind == "voucher").offerId') AS offer_ids, NULL::uuid AS offer_id, NULL::int AS offer_version
      FROM autopilots a LEFT JOIN journey_versions v ON v.autopilot_id = a.id AND v.number = a.published_number
      WHERE a.status IN ('enabled', 'disabled') OR a.status = 'draft' AND EXISTS (SELECT FROM journeys j WHERE j.autopilot_id = a.id AND j.status <> 'ended')
      UNION ALL
      SELECT 'promotion', p.id, p.name, p.status, p.launched_at, p.started_at, NULL, NULL, NULL, p.schedule, jsonb_build_array(to_jsonb(p.channels)), '[]', p.offer_id, p.offer_version
      FROM promotions p WHERE p.status IN ('scheduled', 'sending', 'paused', 'active')
    ), chosen AS (
      SELECT * FROM campaigns WHERE true ${id === undefined ? sql`` : sql`AND id = ${id}`} ${kind === undefined ? sql`` : sql`AND kind = ${kind}`}
        ${status === undefined ? sql`` : sql`AND status = ${status}`}
    ), pending AS (
      SELECT j.autopilot_id AS id, count(*) FILTER (WHERE j.started_at IS NULL)::int AS not_started,
        count(*) FILTER (WHERE j.started_at IS NULL AND j.not_before <= ${now})::int AS due, min(j.not_before) FILTER (WHERE j.started_at IS NULL AND j.not_before <= ${now}) AS oldest_due_at,
        count(*) FILTER (WHERE j.started_at IS NOT NULL)::int AS running, count(*) FILTER (WHERE j.started_at IS NOT NULL AND j.waiting_until < ${ago(sql, now, lateSeconds)})::int AS late,
        min(j.waiting_until) FILTER (WHERE j.started_at IS NOT NULL AND j.waiting_until < ${ago(sql, now, lateSeconds)}) AS oldest_late_at
      FROM journeys j WHERE j.status <> 'ended' ${id === undefined ? sql`` : sql`AND j.autopilot_id = ${id}`} GROUP BY 1
    ), pages AS (
      SELECT s.promotion_id AS id, sum(cardinality(g.customer_ids))::int AS customers,
        coalesce(sum(cardinality(g.customer_ids)) FILTER (WHERE g.not_before <= ${now}), 0)::int AS due_customers, min(g.not_before) FILTER (WHERE g.not_before <= ${now}) AS oldest_at
      FROM chosen c JOIN promotion_sends s ON s.promotion_id = c.id JOIN send_pages g ON g.send_id = s.send_id AND g.claimed_at IS NULL AND g.skip_reason IS NULL
      WHERE c.kind = 'promotion' GROUP BY 1
    ), failed AS (
      SELECT autopilot_id AS id, count(*)::int AS in_7d, count(*) FILTER (WHERE ended_at > ${ago(sql, now, 86_400)})::int AS in_24h
      FROM journeys WHERE outcome = 'failed' AND ended_at > ${ago(sql, now, 7 * 86_400)} ${id === undefined ? sql`` : sql`AND autopilot_id = ${id}`} GROUP BY 1
    ), recent AS MATERIALIZED (
      -- One pass over what was claimed lately, whoever sent it: by send, of which an autopilot has many.
      SELECT d.send_id, d.status, count(*)::int AS in_7d, count(*) FILTER (WHERE d.claimed_at > ${ago(sql, now, 86_400)})::int AS in_24h, max(d.accepted_at) AS accepted_at,
        count(*) FILTER (WHERE d.status = 'deferred' AND d.defer_until < ${ago(sql, now, deferredLateSeconds)})::int AS deferred_late
      FROM deliveries d WHERE d.claimed_at > ${ago(sql, now, 7 * 86_400)} GROUP BY 1, 2
    ), lately AS (
      SELECT s.campaign_id AS id, r.status, sum(r.in_7d)::int AS in_7d, sum(r.in_24h)::int AS in_24h, max(r.accepted_at) AS accepted_at, sum(r.deferred_late)::int AS deferred_late
      FROM recent r JOIN sends s ON s.id = r.send_id AND s.campaign_kind IN ('promotion', 'autopilot') GROUP BY 1, 2
    ), messages AS (
      SELECT id, jsonb_object_agg(status, in_7d) AS in_7d, jsonb_object_agg(status, in_24h) AS in_24h, max(accepted_at) AS accepted_at, sum(deferred_late)::int AS deferred_late
      FROM lately GROUP BY 1
    )
    SELECT c.kind, c.id, c.name, c.status, c.since, c.started_at AS "startedAt", c.swept_at AS "sweptAt", c.sweep_error AS "sweepError", c.journey, c.schedule, c.channels,
      c.offer_ids AS "offerIds", c.offer_id AS "offerId", c.offer_version AS "offerVersion",
      CASE c.kind WHEN 'autopilot' THEN (SELECT j.matched_at FROM journeys j WHERE j.autopilot_id = c.id ORDER BY j.id DESC LIMIT 1) ELSE c.started_at END AS "lastMatchAt",
      coalesce(m.accepted_at, (SELECT max(d.accepted_at) FROM sends s JOIN deliveries d ON d.send_id = s.id WHERE s.campaign_id = c.id AND m.accepted_at IS NULL)) AS "lastDeliveryAt",
      coalesce(p.not_started, 0) AS "notStarted", coalesce(p.due, 0) AS due, p.oldest_due_at AS "oldestDueAt", coalesce(p.running, 0) AS running, coalesce(p.late, 0) AS late,
      p.oldest_late_at AS "oldestLateAt", coalesce(g.customers, 0) AS "pagesCustomers", coalesce(g.due_customers, 0) AS "duePagesCustomers", g.oldest_at AS "oldestPageAt",
      CASE c.kind WHEN 'promotion' THEN coalesce(m.deferred_late, 0) ELSE 0 END AS "deferredLate",
      coalesce(f.in_24h, 0) AS "failedJourneys24h", coalesce(f.in_7d, 0) AS "failedJourneys7d", coalesce(m.in_24h, '{}') AS "messages24h", coalesce(m.in_7d, '{}') AS "messages7d"
    FROM chosen c LEFT JOIN pending p ON p.id = c.id LEFT JOIN pages g ON g.id = c.id LEFT JOIN failed f ON f.id = c.id LEFT JOIN messages m ON m.id = c.id
    ORDER BY c.id DESC`
}

function ago(sql: Sql, now: Date, seconds: number) {
  return sql`${now}::timestamptz - make_interval(secs => ${seconds})`
}
