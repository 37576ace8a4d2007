/**
 * Records what became of a page's messages, in one statement that touches no index. A receipt that has arrived before stays: the recording adds what it
 * does not know and never takes a status back.
 */
import type { ChannelName } from '../../../domain/channels.ts'
import type { SkipReason } from '../../../domain/deliveries.ts'
import type { Pool, Sql } from '../../client.ts'

export interface DeliveryOutcome {
  customerId: string
  status: 'accepted' | 'failed' | 'unknown' | 'skipped'
  /** Of a failure or a skip. */
  reason?: SkipReason
  errorCode?: string
  messageId?: string | null
  smsParts?: number
}

export interface RecordInput {
  sendId: string
  channel: ChannelName
  outcomes: DeliveryOutcome[]
  now: Date
}

/** Failures and skips give the cooldown back in the same transaction. Recording twice changes nothing. */
export async function recordOutcomes(sql: Pool, input: RecordInput): Promise<void> {
  if (input.outcomes.length === 0) return
  const refused = input.outcomes
    .filter((outcome) => outcome.status === 'failed' || outcome.status === 'skipped')
    .map((outcome) => outcome.customerId)
  if (refused.length === 0) {
    await updateDeliveries(sql, input)
    return
  }
  await sql.begin(async (transaction) => {
    await giveBackCooldown(transaction, { sendId: input.sendId, channel: input.channel, customerIds: refused })
    await updateDeliveries(transaction, input)
  })
}

async function updateDeliveries(sql: Sql, { sendId, channel, outcomes, now }: RecordInput): Promise<void> {
  const customerIds = outcomes.map((outcome) => outcome.customerId)
  const sorted = customerIds.toSorted()
  // The send's id comes with the rows, and the bounds with the statement: with `send_id = $1` alone the planner reads the send's whole range.
  await sql`
    UPDATE deliveries d SET
      status = CASE WHEN d.status IN ('sending', 'unknown') THEN v.status ELSE d.status END,
      reason = CASE WHEN d.status IN ('sending', 'unknown') THEN v.reason ELSE d.reason END,
      error_code = CASE WHEN d.status IN ('sending', 'unknown') THEN v.error_code ELSE d.error_code END,
      settled_at = CASE WHEN d.status IN ('sending', 'unknown') THEN ${now} ELSE d.settled_at END,
      accepted_at = CASE WHEN v.status = 'accepted' THEN coalesce(d.accepted_at, ${now}) ELSE d.accepted_at END,
      provider_message_id = coalesce(d.provider_message_id, v.message_id),
      sms_parts = coalesce(d.sms_parts, v.sms_parts)
    FROM (
      SELECT ${sendId}::uuid AS send_id, o.* FROM unnest(
        ${customerIds}::uuid[], ${outcomes.map((outcome) => outcome.status)}::delivery_status[], ${outcomes.map((outcome) => outcome.reason ?? null)}::text[],
        ${outcomes.map((outcome) => outcome.errorCode ?? null)}::text[], ${outcomes.map((outcome) => outcome.messageId ?? null)}::text[],
        ${outcomes.map((outcome) => outcome.smsParts ?? null)}::smallint[]
      ) AS o (customer_id, status, reason, error_code, message_id, sms_parts) OFFSET 0
    ) AS v
    WHERE d.send_id = v.send_id AND d.customer_id = v.customer_id AND d.channel = ${channel}
      AND d.customer_id BETWEEN ${sorted[0] ?? ''}::uuid AND ${sorted.at(-1) ?? ''}::uuid`
}

/** Sets the contact clock back for reservations that this send still holds. Locks in customer_id order, as every writer of contact_states. */
export async function giveBackCooldown(
  sql: Sql,
  { sendId, channel, customerIds }: { sendId: string; channel: ChannelName; customerIds: string[] },
): Promise<void> {
  const channelContactAt = sql(`last_${channel}_at`)
  await sql`
    WITH held AS (
      SELECT customer_id FROM contact_states
      WHERE customer_id = ANY (${customerIds}::uuid[]) AND reserved_by = ${sendId} AND reserved_channel = ${channel}
      ORDER BY customer_id FOR NO KEY UPDATE
    )
    UPDATE contact_states s SET last_contact_at = s.previous_contact_at, ${channelContactAt} = s.previous_channel_contact_at,
      reserved_by = NULL, reserved_channel = NULL, previous_contact_at = NULL, previous_channel_contact_at = NULL
    FROM held h WHERE s.customer_id = h.customer_id AND s.reserved_by = ${sendId}`
}
