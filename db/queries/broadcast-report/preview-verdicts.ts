/**
 * What the contact policy would say to an audience if it were claimed at an instant: nothing is locked, reserved or written. Shares the
 * claim's own SQL, so that a preflight and a send agree.
 */
import type { Audience } from '../../../domain/audiences.ts'
import type { ChannelName } from '../../../domain/channels.ts'
import type { SendPolicy } from '../../../domain/sends.ts'
import type { Sql } from '../../client.ts'
import type { AudienceContext } from '../audiences/audience-context.ts'
import { joinAddress, selectBucket, selectReason } from '../sends/claim-page.ts'
import { selectMergeFields } from '../sends/merge-fields.ts'
import { selectZones } from '../sends/recipient-zones.ts'
import { planAudience } from '../sends/plan-audience.ts'

export interface PreviewInput {
  campaignId: string
  channel: ChannelName
  audience: Audience
  /** The present and what the audience names: who its members are. */
  context: AudienceContext
  policy: SendPolicy
  holdoutPercent: number
  budgetMessages: number | null
  expiresAt: Date | null
  /** When it would be claimed. */
  at: Date
  /** The quiet hours that the time of sending falls into, for the zones where it does. */
  quietZones: { zones: string; until: Date }[]
}

export interface PreviewedVerdicts {
  members: number
  reachable: number
  /** Of the reachable, those who would wait for the end of their quiet hours. */
  deferred: number
  unreachable: Record<string, number>
}

/** The zones of an audience's members, as `domain/recipient-zones` writes them. */
export async function listAudienceZones(sql: Sql, audience: Audience, context: AudienceContext): Promise<string[]> {
  const { with: shared, joins, isIncluded } = planAudience(sql, audience, context)
  const rows = await sql<{ zones: string }[]>`
    ${shared} SELECT DISTINCT ${selectZones(sql, 'c', context.timeZone)} AS zones FROM customers AS c ${joins.render()} WHERE ${isIncluded}`
  return rows.map((row) => row.zones)
}

export async function previewVerdicts(sql: Sql, input: PreviewInput): Promise<PreviewedVerdicts> {
  const rows = await sql<{ reason: string | null; isDeferred: boolean; members: number }[]>`
    SELECT reason, quiet_until IS NOT NULL AS "isDeferred", count(*)::int AS members
    FROM (${selectVerdicts(sql, input)}) AS v GROUP BY 1, 2`
  const sum = (kept: (row: (typeof rows)[number]) => boolean) => rows.filter(kept).reduce((total, row) => total + row.members, 0)
  const reasons = [...new Set(rows.flatMap(({ reason }) => reason ?? []))].sort()
  const allowed = sum(({ reason }) => reason === null)
  const reachable = Math.min(allowed, input.budgetMessages ?? allowed)
  return {
    members: sum(() => true),
    reachable,
    deferred: Math.min(
      reachable,
      sum(({ reason, isDeferred }) => reason === null && isDeferred),
    ),
    unreachable: {
      ...Object.fromEntries(reasons.map((reason) => [reason, sum((row) => row.reason === reason)])),
      ...(reachable < allowed ? { budget_exhausted: allowed - reachable } : {}),
    },
  }
}

/** The merge fields of some who would be sent to, for estimates. */
export async function sampleMergeFields(
  sql: Sql,
  input: PreviewInput,
  { fields, limit }: { fields: string[]; limit: number },
): Promise<Record<string, unknown>[]> {
  const rows = await sql<{ mergeFields: Record<string, unknown> }[]>`
    SELECT ${selectMergeFields(sql, fields, 'c')} AS "mergeFields"
    FROM (SELECT customer_id FROM (${selectVerdicts(sql, input)}) AS v WHERE reason IS NULL LIMIT ${limit}) AS sampled
    JOIN customers c ON c.id = sampled.customer_id`
  return rows.map((row) => row.mergeFields)
}

/** `customer_id, reason, quiet_until` of every member: a query of its own. */
export function selectVerdicts(
  sql: Sql,
  { campaignId, channel, audience, context, policy, holdoutPercent, expiresAt, at, quietZones }: PreviewInput,
) {
  const { with: shared, joins, isIncluded, isExcluded } = planAudience(sql, audience, context)
  joins.contactState()
  return sql`
    ${shared} SELECT f.customer_id, f.quiet_until, ${selectReason(sql, { isMarketing: true, holdoutPercent, policy, expiresAt }, at)} AS reason
    FROM (
      SELECT m.customer_id, a.address, coalesce(s.${sql(`${channel}_consent`)}, 'never') AS consent, s.last_contact_at,
        s.${sql(`last_${channel}_at`)} AS last_channel_contact_at, x.reason AS suppression, q.until AS quiet_until,
        ${selectBucket(sql, campaignId)} AS bucket, ${selectFreezeReason(sql, channel)} AS skip_reason
      FROM customers AS c ${joins.render()}
      CROSS JOIN LATERAL (SELECT c.id AS customer_id, ${isExcluded} AS is_excluded) AS m
      ${joinAddress(sql, channel)}
      LEFT JOIN suppressions x ON x.channel = ${channel} AND x.address = a.address
      LEFT JOIN unnest(${quietZones.map((zone) => zone.zones)}::text[], ${quietZones.map((zone) => zone.until.toISOString())}::timestamptz[]) AS q (zones, until)
        ON q.zones = ${selectZones(sql, 'c', policy.storeTimeZone)}
      WHERE ${isIncluded} AND s.customer_id IS NOT NULL
    ) AS f`
}

/** What the freeze decides. Devices belong to one customer each, so only addresses can be shared. */
function selectFreezeReason(sql: Sql, channel: ChannelName) {
  if (channel === 'push') return sql`CASE WHEN m.is_excluded THEN 'excluded' END`
  const isSubscribed = sql`s.${sql(`${channel}_consent`)} = 'subscribed'`
  return sql`CASE WHEN m.is_excluded THEN 'excluded'
    WHEN ${isSubscribed} AND a.address IS NOT NULL
      AND row_number() OVER (PARTITION BY a.address, ${isSubscribed}, m.is_excluded ORDER BY m.customer_id) > 1 THEN 'duplicate_address' END`
}
