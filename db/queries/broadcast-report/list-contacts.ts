/** One customer's contacts over all sends, newest first: what was sent, and what was not and why. Answers "why didn't she get it?". */
import type { Sql } from '../../client.ts'
import { selectDelivery, type DeliveryRow } from './list-deliveries.ts'

export interface ContactEvent {
  type: string
  link: number | null
  isBot: boolean
  /** RFC 3339. */
  occurredAt: string
}

export interface ContactRow extends Omit<DeliveryRow, 'customerExternalId'> {
  sendId: string
  campaignKind: string
  campaignId: string
  /** Null for a campaign that has no name or is gone. */
  campaignName: string | null
  isMarketing: boolean
  /** Receipts, opens, clicks, complaints, oldest first. */
  events: ContactEvent[]
}

/** Where a page ended: microseconds are kept, which a Date would lose. */
export interface ContactPosition {
  claimedAt: string
  sendId: string
}

export interface ContactPage {
  contacts: ContactRow[]
  next: ContactPosition | null
}

export async function listContacts(
  sql: Sql,
  customerId: string,
  { before, limit }: { before?: ContactPosition | undefined; limit: number },
): Promise<ContactPage> {
  const rows = await sql<(ContactRow & { position: string })[]>`
    SELECT deliveries.send_id AS "sendId", ${selectDelivery(sql)}, deliveries.claimed_at::text AS position,
           sends.campaign_kind AS "campaignKind", sends.campaign_id AS "campaignId", sends.is_marketing AS "isMarketing",
           coalesce(broadcasts.name, promotions.name, autopilots.name) AS "campaignName", coalesce(happened.events, '[]') AS events
    FROM deliveries
    JOIN sends ON sends.id = deliveries.send_id
    LEFT JOIN broadcasts ON broadcasts.id = sends.campaign_id
    LEFT JOIN promotions ON promotions.id = sends.campaign_id
    LEFT JOIN autopilots ON autopilots.id = sends.campaign_id
    LEFT JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('type', e.type, 'link', e.link, 'isBot', e.is_bot,
               'occurredAt', to_char(e.occurred_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY e.occurred_at, e.id) AS events
      FROM delivery_events AS e
      WHERE e.send_id = deliveries.send_id AND e.customer_id = deliveries.customer_id AND e.channel = deliveries.channel
    ) AS happened ON true
    WHERE deliveries.customer_id = ${customerId}
      ${before === undefined ? sql`` : sql`AND (deliveries.claimed_at, deliveries.send_id) < (${before.claimedAt}::timestamptz, ${before.sendId}::uuid)`}
    ORDER BY deliveries.claimed_at DESC, deliveries.send_id DESC LIMIT ${limit + 1}`
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    contacts: page,
    next: rows.length > limit && last !== undefined ? { claimedAt: last.position, sendId: last.sendId } : null,
  }
}
