/**
 * Lands a batch of receipts on the ledger in one statement: `domain/receipts.applyReceipt`, set-based. Each event is kept once by the provider's id of
 * it, and tells whether it is new, so that what follows from it is done once.
 *
 * Lock order: the rows of the ledger by send, customer and channel, so that two batches wait for each other and never in a circle. A caller that goes on
 * to contact_states has locked those rows before (as every writer of both does).
 */
import type { ChannelName } from '../../../domain/channels.ts'
import type { DeliveryKey } from '../../../domain/ids.ts'
import { findClaim, rankStatus, type Receipt, softBounceCode } from '../../../domain/receipts.ts'
import type { Sql } from '../../client.ts'

export interface ReceivedReceipt extends Receipt {
  delivery: DeliveryKey
  channel: ChannelName
  /** The provider's id of the event: the same in every repeat. */
  eventId: string
}

export interface LandedReceipt {
  /** False: the ledger has no such row, and nothing was changed. */
  isKnown: boolean
  /** The first time that this event came. Never of `accepted`, which is no event. */
  isNew: boolean
  /** Where the message went; null when the customer was erased. */
  address: string | null
  /** False for a test send, and for a customer who was erased. */
  hasCustomer: boolean
}

/** One answer for each receipt, in their order. */
export async function applyReceipts(sql: Sql, receipts: readonly ReceivedReceipt[]): Promise<LandedReceipt[]> {
  return sql<LandedReceipt[]>`
    WITH received AS MATERIALIZED (${selectReceived(sql, receipts)}
    ), locked AS MATERIALIZED (
      SELECT d.send_id, d.customer_id, d.channel, d.address FROM deliveries d
      WHERE (d.send_id, d.customer_id, d.channel) IN (SELECT send_id, customer_id, channel FROM received)
      ORDER BY d.send_id, d.customer_id, d.channel FOR NO KEY UPDATE OF d
    ), strongest AS (
      SELECT DISTINCT ON (send_id, customer_id, channel) send_id, customer_id, channel, status, rank, error_code, occurred_at FROM received
      ORDER BY send_id, customer_id, channel, rank DESC, coalesce(error_code, '') COLLATE "C" DESC, occurred_at
    ), facts AS (
      SELECT send_id, customer_id, channel, min(occurred_at) AS first_at, max(message_id) AS message_id, max(sms_parts) AS sms_parts,
        max(cost_micros) AS cost_micros, max(cost_currency) AS cost_currency
      FROM received GROUP BY send_id, customer_id, channel
    ), updated AS (${updateDeliveries(sql)}
    ), events AS (
      INSERT INTO delivery_events (send_id, customer_id, channel, type, provider_event_id, occurred_at)
      SELECT r.send_id, r.customer_id, r.channel, r.kind, r.event_id, r.occurred_at
      FROM received r JOIN locked l USING (send_id, customer_id, channel) WHERE r.kind <> 'accepted' ORDER BY r.event_id
      ON CONFLICT (provider_event_id) DO NOTHING RETURNING provider_event_id
    )
    SELECT l.send_id IS NOT NULL AS "isKnown", e.provider_event_id IS NOT NULL AS "isNew", l.address, c.id IS NOT NULL AS "hasCustomer"
    FROM received r LEFT JOIN locked l USING (send_id, customer_id, channel) LEFT JOIN events e ON e.provider_event_id = r.event_id
    LEFT JOIN customers c ON c.id = l.customer_id
    ORDER BY r.position`
}

function selectReceived(sql: Sql, receipts: readonly ReceivedReceipt[]) {
  const claims = receipts.map(findClaim)
  return sql`
      SELECT * FROM unnest(
        ${receipts.map((receipt) => receipt.delivery.sendId)}::uuid[], ${receipts.map((receipt) => receipt.delivery.customerId)}::uuid[],
        ${receipts.map((receipt) => receipt.channel)}::channel[], ${receipts.map((receipt) => receipt.kind)}::text[],
        ${claims.map((claim) => claim.status)}::delivery_status[], ${claims.map(rankStatus)}::int[], ${claims.map((claim) => claim.errorCode)}::text[],
        ${receipts.map((receipt) => receipt.occurredAt.toISOString())}::timestamptz[], ${receipts.map((receipt) => receipt.messageId ?? null)}::text[],
        ${receipts.map((receipt) => receipt.smsParts ?? null)}::smallint[], ${receipts.map((receipt) => receipt.cost?.micros.toString() ?? null)}::bigint[],
        ${receipts.map((receipt) => receipt.cost?.currency ?? null)}::text[], ${receipts.map((receipt) => receipt.eventId)}::text[]
      ) WITH ORDINALITY AS r (send_id, customer_id, channel, kind, status, rank, error_code, occurred_at, message_id, sms_parts, cost_micros,
        cost_currency, event_id, position)`
}

/** `d` is read as it is once locked: a recording that commits in between is seen. */
function updateDeliveries(sql: Sql) {
  const rank = sql`CASE d.status WHEN 'accepted' THEN 1 WHEN 'bounced' THEN CASE WHEN d.error_code = ${softBounceCode} THEN 2 ELSE 5 END
    WHEN 'delivered' THEN 3 WHEN 'undeliverable' THEN 4 ELSE 0 END`
  const order = sql`(s.rank, coalesce(s.error_code, '') COLLATE "C")`
  const present = sql`(${rank}, coalesce(d.error_code, '') COLLATE "C")`
  const isStronger = sql`${order} > ${present}`
  return sql`
      UPDATE deliveries d SET
        status = CASE WHEN ${isStronger} THEN s.status ELSE d.status END,
        error_code = CASE WHEN ${isStronger} THEN s.error_code ELSE d.error_code END,
        settled_at = CASE WHEN ${isStronger} THEN s.occurred_at WHEN ${order} = ${present} THEN least(d.settled_at, s.occurred_at) ELSE d.settled_at END,
        reason = NULL, defer_until = NULL, accepted_at = least(d.accepted_at, f.first_at), provider_message_id = coalesce(d.provider_message_id, f.message_id),
        sms_parts = coalesce(f.sms_parts, d.sms_parts), cost_micros = coalesce(f.cost_micros, d.cost_micros), cost_currency = coalesce(f.cost_currency, d.cost_currency)
      FROM strongest s JOIN facts f USING (send_id, customer_id, channel) JOIN locked l USING (send_id, customer_id, channel)
      WHERE d.send_id = s.send_id AND d.customer_id = s.customer_id AND d.channel = s.channel`
}
