/**
 * Claims a page: decides for each member whether the message may go, reserves their cooldown and writes their row of the ledger, in one
 * statement. A page is claimed once; a second claim returns what the first decided.
 *
 * Lock order: the page, then the members' contact_states in customer_id order, then the send's budget. Sends never share a page, and every
 * other writer of contact_states takes them in that order too, so that overlapping campaigns wait for each other and never in a circle. The rows are read
 * as they are once locked, so an opt-out that has committed is seen, and one that comes later waits for this claim.
 */
import type { ChannelName } from '../../../domain/channels.ts'
import type { DeliveryStatus } from '../../../domain/deliveries.ts'
import type { Sql } from '../../client.ts'
import { selectMergeFields } from './merge-fields.ts'
import { selectZones } from './recipient-zones.ts'
import type { Send } from './send.ts'

/** A row that is to be sent, or was. */
export interface ClaimedDelivery {
  customerId: string
  status: DeliveryStatus
  position: number
  address: string | null
  mergeFields: Record<string, unknown>
  targets: { subscriptionId: string; endpoint: string; p256dh: string; auth: string }[] | null
  attemptedAt: Date | null
}

export interface ClaimedPage {
  /** Every message of the page in its place, those included that are settled by now. */
  deliveries: ClaimedDelivery[]
  claimedAt: Date
  /** Somebody has claimed the page before: calls may have been made. */
  isRepeat: boolean
  /** And yet nobody has called: it was claimed apart from its call. */
  isUncalled?: boolean
}

export interface ClaimInput {
  send: Send
  page: number
  now: Date
  /** The quiet hours that now falls into, for the zones where it does. */
  quietZones: { zones: string; until: Date }[]
}

/** @throws Error when the page does not exist. */
export async function claimPage(sql: Sql, input: ClaimInput): Promise<ClaimedPage> {
  const claimed = await claimUnclaimedPage(sql, input)
  if (claimed.length > 0) {
    const deliveries = claimed.filter((row) => row.position !== null)
    return { deliveries, claimedAt: input.now, isRepeat: false }
  }
  return readClaimedPage(sql, input)
}

async function claimUnclaimedPage(sql: Sql, { send, page, now, quietZones }: ClaimInput): Promise<ClaimedDelivery[]> {
  const { channel, policy } = send
  const channelContactAt = sql(`last_${channel}_at`)
  return sql<ClaimedDelivery[]>`
    WITH claimed_page AS (
      UPDATE send_pages SET claimed_at = ${now} WHERE send_id = ${send.id} AND page = ${page} AND claimed_at IS NULL
      RETURNING customer_ids, skip_reason
    ), members AS MATERIALIZED (
      SELECT m.customer_id, p.skip_reason FROM claimed_page p, unnest(p.customer_ids) AS m (customer_id)
    ), contacts AS MATERIALIZED (
      SELECT s.customer_id, ${sql(`${channel}_consent`)} AS consent, s.last_contact_at, s.${channelContactAt} AS last_channel_contact_at
      FROM contact_states s WHERE s.customer_id IN (SELECT customer_id FROM members)
      ORDER BY s.customer_id FOR NO KEY UPDATE OF s
    ), facts AS MATERIALIZED (
      SELECT m.customer_id, m.skip_reason, a.address, t.targets, coalesce(s.consent, 'never') AS consent, s.last_contact_at, s.last_channel_contact_at,
        x.reason AS suppression, q.until AS quiet_until, ${selectBucket(sql, send.campaignId)} AS bucket, ${selectMergeFields(sql, send.message.fields, 'c')} AS merge_fields
      FROM members m
      LEFT JOIN contacts s ON s.customer_id = m.customer_id
      LEFT JOIN customers c ON c.id = m.customer_id
      ${joinAddress(sql, channel)}
      LEFT JOIN suppressions x ON x.channel = ${channel} AND x.address = a.address
      LEFT JOIN unnest(${quietZones.map((zone) => zone.zones)}::text[], ${quietZones.map((zone) => zone.until.toISOString())}::timestamptz[]) AS q (zones, until)
        ON q.zones = ${quietZones.length === 0 ? sql`NULL` : selectZones(sql, 'c', policy.storeTimeZone)}
    ), verdicts AS (
      SELECT f.*, ${selectReason(sql, send, now)} AS reason, ${selectDeferral(sql, send, now)} AS defer_until FROM facts f
    ), ranked AS (
      SELECT v.*, reason IS NULL AND defer_until IS NULL AS is_sending,
        row_number() OVER (PARTITION BY reason IS NULL AND defer_until IS NULL ORDER BY customer_id) AS place
      FROM verdicts v
    )${send.budgetMessages === null ? sql`, budget AS (SELECT 2147483647 AS granted)` : grantBudget(sql, send.id)}
    , decided AS (
      SELECT r.*, r.is_sending AND r.place <= b.granted AS is_sent,
        CASE WHEN r.is_sending AND r.place > b.granted THEN 'budget_exhausted' ELSE r.reason END AS final_reason
      FROM ranked r, budget b
    )${send.isMarketing ? reserveCooldown(sql, send, now) : sql``}
    , recorded AS (
      INSERT INTO deliveries AS d (send_id, customer_id, channel, page, status, reason, defer_until, policy_inputs, address, targets, merge_fields, position, claimed_at, settled_at)
      SELECT ${send.id}, customer_id, ${channel}, ${page},
        (CASE WHEN is_sent THEN 'sending' WHEN final_reason IS NOT NULL THEN 'skipped' ELSE 'deferred' END)::delivery_status,
        final_reason, CASE WHEN final_reason IS NULL THEN defer_until END,
        jsonb_strip_nulls(jsonb_build_object('consent', consent, 'suppression', suppression, 'bucket', bucket, 'quietUntil', quiet_until,
          'lastContactAt', last_contact_at, 'lastChannelContactAt', last_channel_contact_at)),
        address, CASE WHEN is_sent THEN targets END, CASE WHEN is_sent THEN merge_fields END, CASE WHEN is_sent THEN place - 1 END,
        ${now}, CASE WHEN is_sent THEN NULL ELSE ${now}::timestamptz END
      FROM decided
      ON CONFLICT (send_id, customer_id, channel) DO UPDATE SET
        page = excluded.page, status = excluded.status, reason = excluded.reason, defer_until = excluded.defer_until, policy_inputs = excluded.policy_inputs,
        address = excluded.address, targets = excluded.targets, merge_fields = excluded.merge_fields, position = excluded.position,
        claimed_at = excluded.claimed_at, settled_at = excluded.settled_at
      WHERE d.status = 'deferred'
      RETURNING d.customer_id, d.status, d.position, d.address, d.merge_fields, d.targets
    )
    SELECT customer_id AS "customerId", status, position, address, merge_fields AS "mergeFields", targets, NULL::timestamptz AS "attemptedAt"
    FROM recorded ORDER BY position NULLS LAST, customer_id`
}

async function readClaimedPage(sql: Sql, { send, page }: ClaimInput): Promise<ClaimedPage> {
  const [found] = await sql<
    { claimedAt: Date | null }[]
  >`SELECT claimed_at AS "claimedAt" FROM send_pages WHERE send_id = ${send.id} AND page = ${page}`
  if (!found?.claimedAt) throw new Error(`Send ${send.id} has no claimed page ${page}`)
  const deliveries = await sql<ClaimedDelivery[]>`
    SELECT d.customer_id AS "customerId", d.status, d.position, d.address, d.merge_fields AS "mergeFields", d.targets, d.attempted_at AS "attemptedAt"
    FROM send_pages p CROSS JOIN LATERAL unnest(p.customer_ids) AS m (customer_id)
    JOIN deliveries d ON d.send_id = p.send_id AND d.customer_id = m.customer_id AND d.channel = ${send.channel}
    WHERE p.send_id = ${send.id} AND p.page = ${page} AND d.page = p.page AND d.position IS NOT NULL
    ORDER BY d.position`
  return { deliveries, claimedAt: found.claimedAt, isRepeat: true }
}

/** `domain/holdout.hashToBucket` in SQL. */
export function selectBucket(sql: Sql, campaignId: string) {
  return sql`(('x' || encode(substr(sha256(convert_to(${campaignId} || ':' || m.customer_id::text, 'UTF8')), 1, 4), 'hex'))::bit(32)::bigint % 10000)::int`
}

/** An email address or a phone number; for push, that there is a subscription, and all of them. */
export function joinAddress(sql: Sql, channel: ChannelName) {
  if (channel !== 'push') {
    return sql`CROSS JOIN LATERAL (SELECT ${channel === 'email' ? sql`c.email` : sql`c.phone`} AS address) AS a CROSS JOIN LATERAL (SELECT NULL::jsonb AS targets) AS t`
  }
  return sql`
    LEFT JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('subscriptionId', p.id, 'endpoint', p.endpoint, 'p256dh', p.p256dh, 'auth', p.auth) ORDER BY p.id) AS targets
      FROM push_subscriptions p WHERE p.customer_id = m.customer_id
        AND NOT EXISTS (SELECT 1 FROM suppressions x WHERE x.channel = 'push' AND x.address = p.endpoint)
    ) AS t ON true
    CROSS JOIN LATERAL (SELECT t.targets -> 0 ->> 'endpoint' AS address) AS a`
}

/** `domain/contact-policy.decideContact`, its skips. */
export function selectReason(
  sql: Sql,
  { isMarketing, holdoutPercent, policy, expiresAt }: Pick<Send, 'isMarketing' | 'holdoutPercent' | 'policy' | 'expiresAt'>,
  now: Date,
) {
  const early = sql`
    WHEN f.skip_reason IS NOT NULL THEN f.skip_reason
    WHEN f.address IS NULL THEN 'no_address'
    WHEN f.suppression IS NOT NULL THEN 'suppressed'`
  const expired = sql`WHEN ${expiresAt}::timestamptz <= ${now}::timestamptz THEN 'expired'`
  if (!isMarketing) return sql`CASE ${early} ${expired} END`
  return sql`CASE ${early}
    WHEN f.consent <> 'subscribed' THEN 'not_subscribed'
    ${expired}
    WHEN f.bucket < ${Math.round(holdoutPercent * 100)}::int THEN 'holdout'
    WHEN f.quiet_until IS NOT NULL THEN CASE WHEN f.quiet_until >= ${expiresAt}::timestamptz THEN 'quiet_hours' END
    WHEN ${policy.onCooldown === 'skip'} AND ${selectCooldownEnd(sql, policy)} > ${now}::timestamptz THEN 'cooldown'
  END`
}

function selectDeferral(sql: Sql, { isMarketing, policy }: Send, now: Date) {
  if (!isMarketing) return sql`NULL::timestamptz`
  return sql`CASE
    WHEN f.quiet_until IS NOT NULL THEN f.quiet_until
    WHEN ${policy.onCooldown === 'defer'} AND ${selectCooldownEnd(sql, policy)} > ${now}::timestamptz THEN ${selectCooldownEnd(sql, policy)}
  END`
}

/** A cooldown of zero is none: another claim's instant may lie a little after ours. */
function selectCooldownEnd(sql: Sql, { cooldownMs, channelCooldownMs }: Send['policy']) {
  const interval = (ms: number) => sql`make_interval(secs => nullif(${ms / 1000}::float8, 0))`
  return sql`greatest(f.last_contact_at + ${interval(cooldownMs)}, f.last_channel_contact_at + ${interval(channelCooldownMs)})`
}

/** Takes what is left of the budget, up to what the page wants. One claim of a send at a time gets through here. */
function grantBudget(sql: Sql, sendId: string) {
  return sql`, wanted AS MATERIALIZED (SELECT count(*) FILTER (WHERE is_sending)::int AS messages FROM ranked), budget AS (
      UPDATE sends s SET budget_used = before.budget_used + least(w.messages, before.budget_messages - before.budget_used)
      FROM wanted w, (SELECT budget_used, budget_messages FROM sends WHERE id = ${sendId} AND (SELECT messages FROM wanted) >= 0 FOR NO KEY UPDATE) AS before
      WHERE s.id = ${sendId}
      RETURNING least(w.messages, before.budget_messages - before.budget_used) AS granted
    )`
}

function reserveCooldown(sql: Sql, { id, channel }: Send, now: Date) {
  const channelContactAt = sql(`last_${channel}_at`)
  return sql`, reserved AS (
      UPDATE contact_states s SET previous_contact_at = s.last_contact_at, previous_channel_contact_at = s.${channelContactAt},
        last_contact_at = ${now}, ${channelContactAt} = ${now}, reserved_by = ${id}, reserved_channel = ${channel}
      FROM decided d WHERE d.is_sent AND s.customer_id = d.customer_id
    )`
}
