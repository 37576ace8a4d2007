/** What a customer and a checkout do with a voucher: accept it, try it on a basket, lock it, redeem it. All can be asked again. */
import {
  decideAcceptance,
  decideLock,
  decideRedemption,
  decideRevocation,
  decideUse,
  type LockRequest,
  type RedeemRequest,
} from '../../../domain/voucher-decisions.ts'
import type { Basket } from '../../../domain/voucher-discounts.ts'
import type { Voucher } from '../../../domain/vouchers.ts'
import type { Sql } from '../../client.ts'
import { type Asked, attempt, type VoucherOutcome } from './attempt.ts'
import { revokeVouchers } from './end-vouchers.ts'
import { moveVoucher, moveVouchers } from './move-vouchers.ts'
import { isOrderOpen, isOrderOver } from './order-locks.ts'
import { endInHand, isNamed, mayUse, type VoucherKey } from './voucher-columns.ts'
import { recordRefusal } from './voucher-events.ts'

export async function acceptVoucher(sql: Sql, asked: Asked): Promise<VoucherOutcome> {
  const { at, actor } = asked
  return attempt(sql, {
    ...asked,
    transition: 'accept',
    decide: (voucher) => decideAcceptance(voucher, at),
    apply: async ({ id }) => acceptAtOnce(sql, { id }, { at, actor }),
  })
}

/** Without a look at it first. Undefined where it is not there, was accepted before, or cannot be: `acceptVoucher` says which. */
export async function acceptAtOnce(sql: Sql, key: VoucherKey, { at, actor }: Omit<Asked, 'voucher'>): Promise<Voucher | undefined> {
  return moveVoucher(sql, {
    transition: 'accept',
    at,
    actor,
    where: isNamed(sql, key),
    set: sql`accepted_at = ${at}, delivered_at = coalesce(v.delivered_at, ${at}), valid_until = ${endInHand(sql, at)}, expires_at = ${endInHand(sql, at)}`,
    event: { kind: sql`'accepted'` },
  })
}

/** What it would take off now. Changes nothing; a refusal is kept. */
export async function validateVoucher(
  sql: Sql,
  { voucher, basket, reference, at, actor }: Asked & { basket: Basket; reference?: string | undefined },
): Promise<VoucherOutcome> {
  const decision = decideUse(voucher, { basket, reference, at })
  if (decision.kind === 'go') return { kind: 'done', voucher, isRepeat: false, quote: decision.quote, figures: decision.figures }
  const { reasons, figures } = decision
  await recordRefusal(sql, { voucherId: voucher.id, attempt: 'validate', reasons, at, actor, figures })
  return decision
}

/**
 * Keeps it for one checkout, with what was promised on its basket. The same checkout may lock again with another basket and, while the voucher is valid, for
 * longer: a lock that has outlived the validity ends when it would have ended, or nobody's voucher would ever.
 */
export async function lockVoucher(sql: Sql, asked: Asked & Omit<LockRequest, 'at'> & { lockMs: number }): Promise<VoucherOutcome> {
  const { at, actor, reference, basket, lockMs } = asked
  const lockUntil = sql`CASE WHEN v.valid_until > ${at} THEN ${new Date(at.getTime() + lockMs)}::timestamptz
    ELSE least(v.lock_until, ${new Date(at.getTime() + lockMs)}) END`
  return attempt(sql, {
    ...asked,
    transition: 'lock',
    decide: (voucher) => decideLock(voucher, { reference, basket, at }),
    apply: async (voucher, { figures }) => {
      const keptFigures = figures === undefined ? sql`NULL::jsonb` : sql`${sql.json(figures as never)}::jsonb`
      const [moved] = await moveVouchers(sql, {
        transition: 'lock',
        at,
        actor,
        where: sql`v.id = ${voucher.id} AND ${mayUse(sql, { at, reference })}`,
        set: sql`lock_reference = ${reference}, lock_until = ${lockUntil}, lock_figures = ${keptFigures},
          accepted_at = coalesce(v.accepted_at, ${at}), delivered_at = coalesce(v.delivered_at, ${at}),
          valid_until = ${endInHand(sql, at)}, expires_at = greatest(${endInHand(sql, at)}, ${lockUntil})`,
        event: { kind: sql`'locked'`, figures: keptFigures },
      })
      return moved
    },
  })
}

export async function redeemVoucher(sql: Sql, asked: Asked & Omit<RedeemRequest, 'at' | 'isOrderOver'>): Promise<VoucherOutcome> {
  const { at, actor, orderExternalId, reference, basket } = asked
  let isFirst = true
  return attempt(sql, {
    ...asked,
    transition: 'redeem',
    orderExternalId,
    async decide(voucher) {
      // The statement looks at the order itself. Only where it did nothing is it asked why.
      const isOver = !isFirst && (await isOrderOver(sql, orderExternalId))
      isFirst = false
      return decideRedemption(voucher, { ...asked, at, isOrderOver: isOver })
    },
    apply: async (voucher, { discountMinor, figures }) => {
      const keptFigures = sql`${sql.json(figures as never)}::jsonb`
      const [moved] = await moveVouchers(sql, {
        transition: 'redeem',
        at,
        actor,
        where: sql`v.id = ${voucher.id} AND ${mayUse(sql, { at, reference })}
          AND v.rolled_back_order IS DISTINCT FROM ${orderExternalId}
          -- What was promised on the lock's basket is what was decided on.
          AND (${basket !== undefined} OR v.lock_figures = ${keptFigures})
          AND ${isOrderOpen(sql, orderExternalId)}`,
        set: sql`order_external_id = ${orderExternalId}, discount_minor = ${discountMinor}, redeemed_at = ${at}, expires_at = NULL,
          accepted_at = coalesce(v.accepted_at, ${at}), delivered_at = coalesce(v.delivered_at, ${at}), valid_until = ${endInHand(sql, at)},
          lock_reference = NULL, lock_until = NULL, lock_figures = NULL`,
        event: { kind: sql`'redeemed'`, figures: keptFigures, orderExternalId: sql`m.order_external_id` },
        // The difference to its worst case goes back; its place in the number stays taken.
        budget: { vouchers: sql`0`, money: sql`m.discount_minor - coalesce(m.worst_minor, 0)` },
      })
      return moved
    },
  })
}

/** By an operator. */
export async function revokeVoucher(sql: Sql, asked: Asked): Promise<VoucherOutcome> {
  const { at, actor } = asked
  return attempt(sql, {
    ...asked,
    transition: 'revoke',
    decide: (voucher) => decideRevocation(voucher, at),
    apply: async (voucher) => (await revokeVouchers(sql, { voucherIds: [voucher.id], reason: 'revoked_by_operator', at, actor }))[0],
  })
}
