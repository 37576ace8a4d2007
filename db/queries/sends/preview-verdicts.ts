/** What the contact policy would say of an audience now, before anything is frozen, reserved or written: the claim's own questions, counted. */
import type { Audience } from '../../../domain/audiences.ts'
import type { ChannelName } from '../../../domain/channels.ts'
import type { SkipReason } from '../../../domain/deliveries.ts'
import type { SendPolicy } from '../../../domain/sends.ts'
import type { Sql } from '../../client.ts'
import { joinAddress, selectBucket, selectReason } from './claim-page.ts'
import { selectAudience } from './select-audience.ts'

export interface PreviewInput {
  /** A broadcast's UUID: the same customers are held out as when it is sent. */
  campaignId: string
  channel: ChannelName
  audience: Audience
  policy: SendPolicy
  holdoutPercent: number
  budgetMessages: number | null
  expiresAt: Date | null
  now: Date
}

export interface VerdictPreview {
  members: number
  /** Would get the message; in quiet hours, after them. */
  reachable: number
  unreachable: Partial<Record<SkipReason, number>>
}

export async function previewVerdicts(sql: Sql, input: PreviewInput): Promise<VerdictPreview> {
  const { campaignId, channel, audience, policy, holdoutPercent, budgetMessages, expiresAt, now } = input
  const rows = await sql<{ reason: SkipReason | null; members: number }[]>`
    WITH facts AS (
      SELECT m.customer_id, a.address, s.${sql(`${channel}_consent`)} AS consent, s.last_contact_at, s.${sql(`last_${channel}_at`)} AS last_channel_contact_at,
        x.reason AS suppression, NULL::timestamptz AS quiet_until, ${selectBucket(sql, campaignId)} AS bucket,
        CASE WHEN m.is_excluded THEN 'excluded'
             WHEN ${channel} <> 'push' AND a.address IS NOT NULL AND s.${sql(`${channel}_consent`)} = 'subscribed'
               AND row_number() OVER (PARTITION BY a.address, s.${sql(`${channel}_consent`)}, m.is_excluded ORDER BY m.customer_id) > 1 THEN 'duplicate_address'
        END AS skip_reason
      FROM (${selectAudience(sql, audience)}) AS m
      JOIN contact_states s ON s.customer_id = m.customer_id JOIN customers c ON c.id = m.customer_id
      ${joinAddress(sql, channel)}
      LEFT JOIN suppressions x ON x.channel = ${channel} AND x.address = a.address
    )
    SELECT ${selectReason(sql, { isMarketing: true, holdoutPercent, policy, expiresAt }, now)} AS reason, count(*)::int AS members FROM facts f GROUP BY 1`
  const members = rows.reduce((sum, row) => sum + row.members, 0)
  const unreachable = Object.fromEntries(rows.flatMap((row) => (row.reason === null ? [] : [[row.reason, row.members]]))) as VerdictPreview['unreachable']
  const open = rows.find((row) => row.reason === null)?.members ?? 0
  const reachable = budgetMessages === null ? open : Math.min(open, budgetMessages)
  if (open > reachable) unreachable.budget_exhausted = open - reachable
  return { members, reachable, unreachable }
}
