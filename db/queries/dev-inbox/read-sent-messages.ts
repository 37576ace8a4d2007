/** What the ledger knows of messages that the sandbox has taken: of which campaign they are, to whom they are, and what they were filled in with. */
import type { Sql } from '../../client.ts'

export interface SentMessage {
  /** UUIDs. */
  sendId: string
  customerId: string
  campaignKind: 'broadcast' | 'promotion' | 'autopilot'
  campaignId: string
  campaignName: string
  /** Sent to try the message out. */
  isTest: boolean
  status: string
  mergeFields: Record<string, unknown>
}

/** Those that are deliveries, in no order. */
export async function readSentMessages(sql: Sql, keys: readonly { sendId: string; customerId: string }[]): Promise<SentMessage[]> {
  if (keys.length === 0) return []
  return sql<SentMessage[]>`
    SELECT d.send_id AS "sendId", d.customer_id AS "customerId", s.campaign_id AS "campaignId", d.status,
      CASE WHEN b.id IS NOT NULL THEN 'broadcast' WHEN p.id IS NOT NULL THEN 'promotion' ELSE 'autopilot' END AS "campaignKind",
      coalesce(b.name, p.name, a.name) AS "campaignName", s.campaign_kind = 'transactional' AS "isTest",
      coalesce(d.merge_fields, '{}') AS "mergeFields"
    FROM unnest(${keys.map((key) => key.sendId)}::uuid[], ${keys.map((key) => key.customerId)}::uuid[]) AS k (send_id, customer_id)
    JOIN deliveries d ON d.send_id = k.send_id AND d.customer_id = k.customer_id
    JOIN sends s ON s.id = k.send_id
    LEFT JOIN broadcasts b ON b.id = s.campaign_id
    LEFT JOIN promotions p ON p.id = s.campaign_id
    LEFT JOIN autopilots a ON a.id = s.campaign_id
    WHERE b.id IS NOT NULL OR p.id IS NOT NULL OR a.id IS NOT NULL`
}

/** The latest sends of a campaign, its tests among them. */
export async function listSendIds(sql: Sql, campaignId: string, limit: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`SELECT id FROM sends WHERE campaign_id = ${campaignId} ORDER BY frozen_at DESC LIMIT ${limit}`
  return rows.map(({ id }) => id)
}
