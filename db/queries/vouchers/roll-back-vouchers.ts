/** Takes vouchers back from orders that were cancelled or fully refunded: each opens again, once, or ends. */
import { decideReturn, decideRollback, type Return } from '../../../domain/voucher-decisions.ts'
import { hasRoomToReopen } from '../../../domain/voucher-budgets.ts'
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { type Asked, attempt, type VoucherOutcome } from './attempt.ts'
import { lockBudgets, type StoredBudget } from './budgets.ts'
import { type MovedVoucher, moveVouchers } from './move-vouchers.ts'
import { closeOrders } from './order-locks.ts'
import { voucherColumns } from './voucher-columns.ts'
import type { VoucherActor } from './voucher-events.ts'

/** Of one voucher, as the store asks. */
export async function rollBackVoucher(sql: Sql, asked: Asked & { orderExternalId: string }): Promise<VoucherOutcome> {
  const { at, actor, orderExternalId } = asked
  return runInTransaction(sql, async (sql) => {
    await closeOrders(sql, [orderExternalId])
    return attempt(sql, {
      ...asked,
      transition: 'rollBack',
      decide: (voucher) => decideRollback(voucher, orderExternalId),
      apply: async (voucher) => (await rollBack(sql, { orderExternalIds: [orderExternalId], voucherId: voucher.id, at, actor }))[0],
    })
  })
}

/** Of all orders that have just become cancelled or fully refunded, in the transaction that has written them. */
export async function rollBackVouchersOfOrders(
  sql: Sql,
  { orderExternalIds, at }: { orderExternalIds: readonly string[]; at: Date },
): Promise<MovedVoucher[]> {
  if (orderExternalIds.length === 0) return []
  await closeOrders(sql, orderExternalIds)
  return rollBack(sql, { orderExternalIds, at, actor: { source: 'orders' } })
}

interface Rollback {
  orderExternalIds: readonly string[]
  voucherId?: string
  at: Date
  actor: VoucherActor
}

/** Holds all vouchers by id, then all their budgets, and then decides one after the other: each that opens again leaves less room for the next. */
async function rollBack(sql: Sql, { orderExternalIds, voucherId, at, actor }: Rollback): Promise<MovedVoucher[]> {
  const vouchers = await sql<MovedVoucher[]>`
    SELECT ${voucherColumns(sql)} FROM vouchers v
    WHERE v.order_external_id = ANY (${orderExternalIds}::text[]) AND v.status = 'redeemed' ${voucherId === undefined ? sql`` : sql`AND v.id = ${voucherId}`}
    ORDER BY v.id FOR NO KEY UPDATE`
  if (vouchers.length === 0) return []
  const budgets = await lockBudgets(sql, vouchers.flatMap(listOwners))
  const revoked = await holdRevokedPromotions(sql, vouchers)
  const returns = vouchers.map((voucher) => settle(voucher, { budgets, at, isCampaignRevoked: revoked.has(voucher.campaignId) }))
  const isReopened = sql`r.reason IS NULL`
  return moveVouchers(sql, {
    transition: 'rollBack',
    at,
    actor,
    from: sql`unnest(${vouchers.map(({ id }) => id)}::uuid[], ${returns.map((end) => (end.kind === 'reopen' ? null : end.reason))}::text[],
      ${vouchers.map(({ discountMinor }) => discountMinor)}::bigint[]) AS r (id, reason, discount_minor)`,
    where: sql`v.id = r.id`,
    returning: sql`r.reason, r.discount_minor AS released_minor`,
    status: sql`CASE WHEN ${isReopened} THEN 'accepted' WHEN r.reason = 'campaign_stopped' THEN 'revoked' ELSE 'rolled_back' END`,
    set: sql`discount_minor = NULL, order_external_id = NULL, rolled_back_order = v.order_external_id, rolled_back_at = ${at}, redeemed_at = NULL,
      expires_at = CASE WHEN ${isReopened} THEN v.valid_until END, ended_at = CASE WHEN ${isReopened} THEN NULL ELSE ${at}::timestamptz END`,
    event: {
      kind: sql`CASE WHEN m.ended_at IS NULL THEN 'reopened' ELSE m.status::text END`,
      reasons: sql`array_remove(ARRAY[m.reason], NULL)`,
      orderExternalId: sql`m.rolled_back_order`,
    },
    budget: { vouchers: sql`CASE WHEN m.ended_at IS NULL THEN 0 ELSE -1 END`, money: sql`m.held_minor - m.released_minor` },
    mayEndSooner: true,
  })
}

/** The promotions that were stopped with their vouchers. One that is being stopped waits for whoever decides before it: what opens again is open when it looks. */
async function holdRevokedPromotions(sql: Sql, vouchers: readonly MovedVoucher[]): Promise<Set<string>> {
  const ids = [
    ...new Set(vouchers.flatMap(({ campaignKind, campaignId }) => (campaignKind === 'promotion' ? [campaignId] : []))),
  ].toSorted()
  if (ids.length === 0) return new Set()
  const rows = await sql<{ id: string; finishReason: string | null }[]>`
    SELECT id, finish_reason AS "finishReason" FROM promotions WHERE id = ANY (${ids}::uuid[]) ORDER BY id FOR SHARE`
  return new Set(rows.flatMap(({ id, finishReason }) => (finishReason === 'revoked' ? [id] : [])))
}

/** Decides, and takes it off the room that is left. */
function settle(
  voucher: MovedVoucher,
  { budgets, at, isCampaignRevoked }: { budgets: StoredBudget[]; at: Date; isCampaignRevoked: boolean },
): Return {
  const own = budgets.filter((budget) => listOwners(voucher).some(({ kind, id }) => budget.ownerKind === kind && budget.ownerId === id))
  const moreMinor = (voucher.worstMinor ?? 0) - (voucher.discountMinor ?? 0)
  const end = decideReturn(voucher, { at, isCampaignRevoked, hasRoom: hasRoomToReopen(own, moreMinor) })
  for (const budget of own) budget.usedMoneyMinor += end.kind === 'reopen' ? moreMinor : -(voucher.discountMinor ?? 0)
  return end
}

function listOwners({
  offerId,
  campaignKind,
  campaignId,
}: Pick<MovedVoucher, 'offerId' | 'campaignKind' | 'campaignId'>): { kind: string; id: string }[] {
  return [
    { kind: 'offer', id: offerId },
    { kind: campaignKind, id: campaignId },
  ]
}
