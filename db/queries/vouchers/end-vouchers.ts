/** The ends of open vouchers: expired in their time, revoked by an operator, by the campaign that reserved them, or with their customer. Each gives its budget back, once. */
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { type MovedVoucher, moveVouchers, pickVouchers } from './move-vouchers.ts'
import type { Fragment } from './voucher-columns.ts'
import type { VoucherActor } from './voucher-events.ts'

const giveBack = (sql: Sql) => ({ vouchers: sql`-1`, money: sql`-coalesce(m.worst_minor, 0)` })
const asEnded = (sql: Sql, at: Date | Fragment): Fragment =>
  sql`ended_at = ${at}, expires_at = NULL, lock_reference = NULL, lock_until = NULL, lock_figures = NULL`

/** Ends those whose time is over, oldest first, `limit` at most. Those that somebody is using at this moment are left for the next call. */
export async function expireVouchers(sql: Sql, { at, limit }: { at: Date; limit: number }): Promise<MovedVoucher[]> {
  return moveVouchers(sql, {
    transition: 'expire',
    at,
    actor: { source: 'expiry' },
    from: sql`(SELECT id FROM vouchers WHERE expires_at <= ${at} ORDER BY expires_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED) AS due`,
    where: sql`v.id = due.id`,
    set: asEnded(sql, sql`v.expires_at`),
    event: { kind: sql`'expired'` },
    budget: giveBack(sql),
  })
}

/** When the next one's time is over; null while none is open. */
export async function findNextExpiry(sql: Sql): Promise<Date | null> {
  const [row] = await sql<[{ expiresAt: Date | null }]>`SELECT min(expires_at) AS "expiresAt" FROM vouchers WHERE expires_at IS NOT NULL`
  return row.expiresAt
}

export type RevokeReason = 'revoked_by_operator' | 'campaign_stopped' | 'released' | 'customer_erased'

/**
 * Ends the named ones that are still open, whatever their validity. `released` lets go of those that were reserved and are not to be issued, and of no
 * others.
 */
export async function revokeVouchers(
  sql: Sql,
  { voucherIds, reason, at, actor }: { voucherIds: readonly string[]; reason: RevokeReason; at: Date; actor: VoucherActor },
): Promise<MovedVoucher[]> {
  return moveVouchers(sql, {
    transition: 'revoke',
    at,
    actor,
    from: pickVouchers(sql, voucherIds),
    where: reason === 'released' ? sql`v.id = picked.id AND v.status = 'reserved'` : sql`v.id = picked.id`,
    set: asEnded(sql, at),
    event: { kind: sql`'revoked'`, reasons: sql`ARRAY[${reason}]` },
    budget: giveBack(sql),
  })
}

/**
 * An erased customer's vouchers end with them, and no longer say which orders and checkouts they were used in. Redeemed ones stay for the sums, as
 * deliveries do in the ledger. To be called by whoever holds the customer's contact state.
 */
export async function endVouchersOfCustomer(sql: Sql, customerId: string, at: Date): Promise<void> {
  await runInTransaction(sql, async (sql) => {
    const vouchers = await sql<{ id: string }[]>`SELECT id FROM vouchers WHERE customer_id = ${customerId}`
    if (vouchers.length === 0) return
    const voucherIds = vouchers.map(({ id }) => id)
    await revokeVouchers(sql, { voucherIds, reason: 'customer_erased', at, actor: { source: 'erasure' } })
    await sql`UPDATE vouchers SET order_external_id = NULL, rolled_back_order = NULL WHERE id = ANY (${voucherIds}::uuid[])`
    await sql`UPDATE voucher_events SET order_external_id = NULL WHERE voucher_id = ANY (${voucherIds}::uuid[]) AND order_external_id IS NOT NULL`
  })
}
