/** A frozen send as the send path reads it. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { FrozenMessage } from '../../../domain/messages.ts'
import type { CampaignKind, SendPolicy } from '../../../domain/sends.ts'
import type { Sql } from '../../client.ts'

export interface Send {
  id: string
  campaignKind: CampaignKind
  campaignId: string
  channel: ChannelName
  isMarketing: boolean
  message: FrozenMessage
  policy: SendPolicy
  /** 0 to 50. */
  holdoutPercent: number
  budgetMessages: number | null
  expiresAt: Date | null
  recipients: number
}

/** Undefined while it is not frozen. */
export async function readSend(sql: Sql, sendId: string): Promise<Send | undefined> {
  const [send] = await sql<Send[]>`
    SELECT id, campaign_kind AS "campaignKind", campaign_id AS "campaignId", channel, is_marketing AS "isMarketing", message, policy,
      holdout_percent::float8 AS "holdoutPercent", budget_messages AS "budgetMessages", expires_at AS "expiresAt", recipients
    FROM sends WHERE id = ${sendId}`
  return send
}

/** Keeps a send as it is at the freeze. False when it was kept before: the first one counts. */
export async function insertSend(sql: Sql, send: Omit<Send, 'recipients'>): Promise<boolean> {
  const inserted = await sql`
    INSERT INTO sends (id, campaign_kind, campaign_id, channel, is_marketing, message, policy, holdout_percent, budget_messages, expires_at)
    VALUES (${send.id}, ${send.campaignKind}, ${send.campaignId}, ${send.channel}, ${send.isMarketing}, ${sql.json(send.message as never)},
      ${sql.json(send.policy as never)}, ${send.holdoutPercent}, ${send.budgetMessages}, ${send.expiresAt})
    ON CONFLICT (id) DO NOTHING`
  return inserted.count === 1
}
