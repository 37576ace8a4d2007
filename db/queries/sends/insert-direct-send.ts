/** A transactional message to one address (a test): a send, a page and a row of the ledger like any other, waiting for a worker. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { FrozenMessage } from '../../../domain/messages.ts'
import type { Sql } from '../../client.ts'
import { insertSend } from './send.ts'

export interface DirectSend {
  /** UUID; the same one twice is the same message. */
  sendId: string
  campaignId: string
  channel: ChannelName
  /** Whose message it is; a test to an address that is nobody's takes the send's own id. */
  customerId: string
  address: string
  message: FrozenMessage
  mergeFields: Record<string, unknown>
  targets?: { subscriptionId: string; endpoint: string; p256dh: string; auth: string }[]
}

/** In the caller's transaction, with the outbox row that sets it going. */
export async function insertDirectSend(sql: Sql, direct: DirectSend): Promise<void> {
  const { sendId, channel, customerId } = direct
  const isNew = await insertSend(sql, {
    id: sendId,
    campaignKind: 'transactional',
    campaignId: direct.campaignId,
    channel,
    isMarketing: false,
    message: direct.message,
    policy: {
      cooldownMs: 0,
      channelCooldownMs: 0,
      quietHours: null,
      onCooldown: 'skip',
      storeTimeZone: direct.message.store.timeZone,
      attributionWindowMs: 0,
    },
    holdoutPercent: 0,
    budgetMessages: null,
    expiresAt: null,
  })
  if (!isNew) return
  await sql`UPDATE sends SET recipients = 1 WHERE id = ${sendId}`
  await sql`INSERT INTO send_pages (send_id, page, not_before, customer_ids, claimed_at) VALUES (${sendId}, 0, now(), ARRAY[${customerId}]::uuid[], now())`
  await sql`
    INSERT INTO deliveries (send_id, customer_id, channel, page, status, address, targets, merge_fields, position, claimed_at)
    VALUES (${sendId}, ${customerId}, ${channel}, 0, 'sending', ${direct.address}, ${direct.targets === undefined ? null : sql.json(direct.targets)},
      ${sql.json(direct.mergeFields as never)}, 0, now())`
  await sql`INSERT INTO outbox (kind, payload) VALUES ('direct_send', ${sql.json({ sendId })})`
}
