/** What becomes of vouchers on their way to customers: a page of them at once, as the send path settles its messages. Repeats change nothing. */
import type { Sql } from '../../client.ts'
import { type MovedVoucher, moveVouchers, pickVouchers } from './move-vouchers.ts'
import { endAfterDelivery } from './voucher-columns.ts'
import type { VoucherActor } from './voucher-events.ts'

export interface VoucherBatch {
  /** UUIDs. */
  voucherIds: readonly string[]
  at: Date
  actor: VoucherActor
}

/** Reserved vouchers become the customers'. */
export async function issueReserved(sql: Sql, { voucherIds, at, actor }: VoucherBatch): Promise<MovedVoucher[]> {
  return moveVouchers(sql, {
    transition: 'issue',
    at,
    actor,
    from: pickVouchers(sql, voucherIds),
    where: sql`v.id = picked.id`,
    set: sql`issued_at = ${at}`,
    event: { kind: sql`'issued'` },
  })
}

/** A voucher has reached its customer: hours relative to delivery run from that instant, which may be past. */
export async function deliverVouchers(
  sql: Sql,
  { deliveries, at, actor }: { deliveries: readonly { voucherId: string; deliveredAt: Date }[]; at: Date; actor: VoucherActor },
): Promise<MovedVoucher[]> {
  const end = endAfterDelivery(sql, sql`n.delivered_at`)
  const voucherIds = deliveries.map(({ voucherId }) => voucherId)
  return moveVouchers(sql, {
    transition: 'deliver',
    at,
    actor,
    from: sql`${pickVouchers(sql, voucherIds)} JOIN unnest(${voucherIds}::uuid[], ${deliveries.map(({ deliveredAt }) => deliveredAt.toISOString())}::timestamptz[])
      AS n (id, delivered_at) ON n.id = picked.id`,
    where: sql`v.id = picked.id`,
    set: sql`delivered_at = n.delivered_at, valid_until = ${end}, expires_at = ${end}`,
    event: { kind: sql`'delivered'` },
    mayEndSooner: true,
  })
}

/** A receipt says that the message with the voucher has arrived after all, though nobody knew whether it had left: it is the customer's since the provider took it. */
export async function deliverByReceipt(
  sql: Sql,
  { voucherId, sendId, customerId, channel, at }: { voucherId: string; sendId: string; customerId: string; channel: string; at: Date },
): Promise<void> {
  const [message] = await sql<{ acceptedAt: Date }[]>`
    SELECT accepted_at AS "acceptedAt" FROM deliveries
    WHERE send_id = ${sendId} AND customer_id = ${customerId} AND channel = ${channel} AND status IN ('accepted', 'delivered') AND accepted_at IS NOT NULL`
  if (message === undefined) return
  await deliverVouchers(sql, { deliveries: [{ voucherId, deliveredAt: message.acceptedAt }], at, actor: { source: 'campaign' } })
}

/** No message has reached the customer. The voucher is theirs all the same, and its hours run from now. */
export async function failDeliveries(sql: Sql, { voucherIds, at, actor }: VoucherBatch): Promise<MovedVoucher[]> {
  const end = endAfterDelivery(sql, sql`${at}::timestamptz`)
  return moveVouchers(sql, {
    transition: 'failDelivery',
    at,
    actor,
    from: pickVouchers(sql, voucherIds),
    where: sql`v.id = picked.id`,
    set: sql`valid_until = ${end}, expires_at = ${end}`,
    event: { kind: sql`'undeliverable'` },
    mayEndSooner: true,
  })
}
