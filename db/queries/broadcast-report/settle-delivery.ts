/**
 * Settles by hand what nobody could say: an operator knows from the provider whether the message left. Only `unknown` rows; a receipt that comes
 * later still moves the row on.
 */
import type { ChannelName } from '../../../domain/channels.ts'
import type { Sql } from '../../client.ts'
import { giveBackCooldown } from '../sends/record-outcomes.ts'

export interface SettleInput {
  sendId: string
  customerId: string
  channel: ChannelName
  status: 'accepted' | 'failed'
  now: Date
}

/**
 * Runs in the caller's transaction. `failed` gives the cooldown back, as for any message that never left.
 *
 * Lock order: the contact clock first, then the row of the ledger, as a recording does.
 */
export async function settleDelivery(
  sql: Sql,
  { sendId, customerId, channel, status, now }: SettleInput,
): Promise<'settled' | 'not_found' | 'not_unknown'> {
  await sql`SELECT FROM contact_states WHERE customer_id = ${customerId} FOR NO KEY UPDATE`
  const [before] = await sql<{ status: string }[]>`
    SELECT status FROM deliveries WHERE send_id = ${sendId} AND customer_id = ${customerId} AND channel = ${channel} FOR NO KEY UPDATE`
  if (before === undefined) return 'not_found'
  if (before.status !== 'unknown') return 'not_unknown'
  if (status === 'failed') await giveBackCooldown(sql, { sendId, channel, customerIds: [customerId] })
  // An accepted message left when it was tried, not now: orders are attributed from then on.
  await sql`
    UPDATE deliveries SET status = ${status}, settled_at = ${now}, error_code = coalesce(error_code, 'settled_by_hand'),
      reason = ${status === 'failed' ? 'provider_rejected' : null},
      accepted_at = ${status === 'accepted' ? sql`coalesce(accepted_at, attempted_at, claimed_at)` : sql`accepted_at`}
    WHERE send_id = ${sendId} AND customer_id = ${customerId} AND channel = ${channel}`
  return 'settled'
}
