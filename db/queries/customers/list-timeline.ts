/**
 * What happened between the store and one customer, newest first: each kind of fact from its own table, by its index on the customer, one page of each at most. An autopilot's
 * skips and deferrals are told by the verdicts that its journeys keep, of which the ledger has the last alone.
 */
import type { TimelineFact, TimelineKind } from '../../../domain/customer-timeline.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'

export interface TimelineRow extends TimelineFact {
  /** Unique among the customer's. */
  key: string
  at: Date
  /** `at` with its microseconds. */
  position: string
  campaignKind: string | null
  /** UUID. */
  campaignId: string | null
}

export interface TimelinePage {
  /** UUID. */
  customerId: string
  kinds: readonly TimelineKind[]
  before?: { position: string; key: string } | undefined
  limit: number
}

/** Also of a customer who was erased: what is left of them. */
export async function listTimeline(sql: Sql, { customerId, kinds, before, limit }: TimelinePage): Promise<TimelineRow[]> {
  const isBefore = before === undefined ? sql`true` : sql`(at, key) < (${before.position}::timestamptz, ${before.key})`
  const parts = kinds.map(
    (kind) => sql`(
      SELECT ${kind}::text AS kind, f.* FROM (${facts[kind](sql, customerId)}) AS f (key, at, what, channel, reason, campaign_kind, campaign_id, details)
      WHERE at IS NOT NULL AND ${isBefore} ORDER BY at DESC, key DESC LIMIT ${limit})`,
  )
  const [first, ...others] = parts
  if (first === undefined) return []
  return sql<TimelineRow[]>`
    SELECT kind, key, at, at::text AS position, what, channel, reason, campaign_kind AS "campaignKind", campaign_id AS "campaignId", details
    FROM (${others.reduce((all, part) => sql`${all} UNION ALL ${part}`, first)}) AS facts ORDER BY at DESC, key DESC LIMIT ${limit}`
}

/** `key, at, what, channel, reason, campaign_kind, campaign_id, details` */
const facts: Record<TimelineKind, (sql: Sql, customerId: string) => Fragment> = {
  message: (sql, customerId) => sql`
    SELECT 'message ' || d.send_id || ' ' || d.channel, d.claimed_at, d.status::text, d.channel::text, d.reason, s.campaign_kind, s.campaign_id,
      jsonb_strip_nulls(jsonb_build_object('until', ${instant(sql, sql`d.defer_until`)}, 'inputs', d.policy_inputs, 'errorCode', d.error_code, 'isMarketing', s.is_marketing))
    FROM deliveries d JOIN sends s ON s.id = d.send_id
    WHERE d.customer_id = ${customerId} AND NOT (s.campaign_kind = 'autopilot' AND d.status IN ('skipped', 'deferred'))`,

  reaction: (sql, customerId) => sql`
    SELECT 'reaction ' || e.id, e.occurred_at, e.type, e.channel::text, NULL::text, s.campaign_kind, s.campaign_id,
      jsonb_strip_nulls(jsonb_build_object('isBot', nullif(e.is_bot, false), 'link', e.link))
    FROM delivery_events e JOIN sends s ON s.id = e.send_id WHERE e.customer_id = ${customerId}`,

  verdict: (sql, customerId) => sql`
    SELECT 'verdict ' || concat_ws(' ', v.journey_id, v.step, v.visit, v.attempt, v.channel), v.decided_at, v.verdict, v.channel::text, v.reason, 'autopilot', j.autopilot_id,
      jsonb_strip_nulls(jsonb_build_object('until', ${instant(sql, sql`v.defer_until`)}, 'inputs', v.inputs, 'journeyId', j.id, 'step', v.step))
    FROM journeys j JOIN journey_verdicts v ON v.journey_id = j.id AND v.verdict <> 'send' WHERE j.customer_id = ${customerId}`,

  voucher: (sql, customerId) => sql`
    SELECT 'voucher ' || e.voucher_id || ' ' || e.id, e.occurred_at, e.kind, NULL::text, NULL::text, v.campaign_kind, v.campaign_id,
      jsonb_strip_nulls(jsonb_build_object('voucherId', v.id, 'offerId', v.offer_id, 'reasons', e.reasons, 'source', e.source, 'order', e.order_external_id))
    FROM vouchers v JOIN voucher_events e ON e.voucher_id = v.id
    WHERE v.customer_id = ${customerId} AND e.kind <> 'reserved' AND e.attempt IS DISTINCT FROM 'validate'`,

  journey: (sql, customerId) => sql`
    SELECT 'journey ' || j.id || ' ' || m.place, m.at, m.what, NULL::text, m.reason, 'autopilot', j.autopilot_id, jsonb_build_object('journeyId', j.id)
    FROM journeys j CROSS JOIN LATERAL (VALUES (1, j.matched_at, 'matched', NULL::text), (2, j.started_at, 'started', NULL), (3, j.ended_at, j.outcome, j.reason)) AS m (place, at, what, reason)
    WHERE j.customer_id = ${customerId}`,

  order: (sql, customerId) => sql`
    SELECT 'order ' || o.id || ' ' || m.place, m.at, m.what, NULL::text, NULL::text, NULL::text, NULL::uuid,
      jsonb_build_object('order', o.external_id, 'amountMinor', CASE m.place WHEN 1 THEN o.total_minor ELSE o.refunded_minor END, 'currency', o.currency)
    FROM orders o CROSS JOIN LATERAL (VALUES (1, o.placed_at, 'placed'), (2, o.cancelled_at, 'cancelled'), (3, o.refunded_at, 'refunded')) AS m (place, at, what)
    WHERE o.customer_id = ${customerId}`,

  consent: (sql, customerId) => sql`
    SELECT 'consent ' || e.id, e.occurred_at, e.status::text, e.channel::text, NULL::text, NULL::text, NULL::uuid,
      jsonb_strip_nulls(jsonb_build_object('source', e.source, 'wordingVersion', e.wording_version, 'address', e.address, 'isApplied', e.is_applied))
    FROM consent_events e WHERE e.customer_id = ${customerId}`,

  segment: (sql, customerId) => sql`
    SELECT 'segment ' || c.changed_at, c.changed_at, 'moved', NULL::text, NULL::text, NULL::text, NULL::uuid, jsonb_build_object('entered', c.entered, 'exited', c.exited)
    FROM segment_changes c WHERE c.customer_id = ${customerId}`,
}

function instant(sql: Sql, at: Fragment): Fragment {
  return sql`to_char(${at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
