/**
 * For channels whose provider cannot tell a repeat (SMS, push): marks the messages that are about to be called, and asks consent and suppression
 * once more in the same statement. What is marked and has no outcome after a crash may have been sent; what is not marked has not.
 */
import type { Pool } from '../../client.ts'
import { giveBackCooldown } from './record-outcomes.ts'
import type { Send } from './send.ts'

export interface AttemptInput {
  send: Send
  customerIds: string[]
  /** Whether a message that was marked before may be called again. */
  repeats: boolean
  now: Date
}

/**
 * The customers who may be called now. Those who have said no since the claim are skipped and their cooldown is given back; where an earlier call may have
 * arrived, they are `unknown`.
 */
export async function markAttempts(sql: Pool, { send, customerIds, repeats, now }: AttemptInput): Promise<Set<string>> {
  const { id, channel, isMarketing } = send
  return sql.begin(async (transaction) => {
    const marked = await transaction<{ customerId: string; status: 'sending' | 'skipped' | 'unknown' }[]>`
      WITH contacts AS MATERIALIZED (
        SELECT s.customer_id, ${transaction(`${channel}_consent`)} AS consent FROM contact_states s
        WHERE s.customer_id = ANY (${customerIds}::uuid[]) ORDER BY s.customer_id FOR NO KEY UPDATE
      ), facts AS (
        SELECT d.customer_id, CASE
          WHEN x.reason IS NOT NULL THEN 'suppressed'
          WHEN ${isMarketing} AND coalesce(s.consent, 'never') <> 'subscribed' THEN 'not_subscribed'
          WHEN d.address IS NULL THEN 'no_address'
        END AS withdrawn
        FROM deliveries d LEFT JOIN contacts s ON s.customer_id = d.customer_id
        LEFT JOIN suppressions x ON x.channel = ${channel} AND x.address = d.address
        WHERE d.send_id = ${id} AND d.customer_id = ANY (${customerIds}::uuid[]) AND d.channel = ${channel} AND d.status = 'sending'
          AND (d.attempted_at IS NULL OR ${repeats})
      )
      UPDATE deliveries d SET
        attempted_at = CASE WHEN f.withdrawn IS NULL THEN coalesce(d.attempted_at, ${now}) ELSE d.attempted_at END,
        status = (CASE WHEN f.withdrawn IS NULL THEN 'sending' WHEN d.attempted_at IS NULL THEN 'skipped' ELSE 'unknown' END)::delivery_status,
        reason = CASE WHEN d.attempted_at IS NULL THEN f.withdrawn END,
        error_code = CASE WHEN f.withdrawn IS NOT NULL AND d.attempted_at IS NOT NULL THEN 'withdrawn' END,
        settled_at = CASE WHEN f.withdrawn IS NOT NULL THEN ${now}::timestamptz END
      FROM facts f WHERE d.send_id = ${id} AND d.customer_id = f.customer_id AND d.channel = ${channel}
      RETURNING d.customer_id AS "customerId", d.status`
    const skipped = marked.filter((row) => row.status === 'skipped').map((row) => row.customerId)
    if (skipped.length > 0 && isMarketing) await giveBackCooldown(transaction, { sendId: id, channel, customerIds: skipped })
    return new Set(marked.filter((row) => row.status === 'sending').map((row) => row.customerId))
  })
}

/** Takes the mark back where the provider has certainly not taken the message: it may be called again. */
export async function unmarkAttempts(sql: Pool, { send, customerIds }: Pick<AttemptInput, 'send' | 'customerIds'>): Promise<void> {
  await sql`
    UPDATE deliveries SET attempted_at = NULL
    WHERE send_id = ${send.id} AND customer_id = ANY (${customerIds}::uuid[]) AND channel = ${send.channel} AND status = 'sending'`
}

/** Marks an email that was claimed apart from its call, as a journey's is, right before it is called. @returns whether nobody can have called it before */
export async function markFirstCall(
  sql: Pool,
  { send, customerIds, now }: Pick<AttemptInput, 'send' | 'customerIds' | 'now'>,
): Promise<boolean> {
  const { count } = await sql`
    UPDATE deliveries SET attempted_at = ${now}
    WHERE send_id = ${send.id} AND customer_id = ANY (${customerIds}::uuid[]) AND channel = ${send.channel} AND status = 'sending' AND attempted_at IS NULL`
  return count > 0 && count === customerIds.length
}

/** Of the messages still `sending`, those whose customer has said no, was suppressed or is gone since the claim. */
export async function findWithdrawn(
  sql: Pool,
  { send, customerIds }: Pick<AttemptInput, 'send' | 'customerIds'>,
): Promise<Map<string, 'suppressed' | 'not_subscribed'>> {
  const { id, channel, isMarketing } = send
  const rows = await sql<{ customerId: string; reason: 'suppressed' | 'not_subscribed' }[]>`
    SELECT d.customer_id AS "customerId", CASE WHEN x.reason IS NOT NULL THEN 'suppressed' ELSE 'not_subscribed' END AS reason
    FROM deliveries d LEFT JOIN contact_states s ON s.customer_id = d.customer_id
    LEFT JOIN suppressions x ON x.channel = ${channel} AND x.address = d.address
    WHERE d.send_id = ${id} AND d.customer_id = ANY (${customerIds}::uuid[]) AND d.channel = ${channel} AND d.status = 'sending'
      AND (x.reason IS NOT NULL OR d.address IS NULL OR (${isMarketing} AND coalesce(s.${sql(`${channel}_consent`)}, 'never') <> 'subscribed'))`
  return new Map(rows.map((row) => [row.customerId, row.reason]))
}
