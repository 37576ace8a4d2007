/**
 * What is to become of a voucher when somebody asks: go on, nothing (it was done before), or refused for all of these reasons. The statement that follows
 * checks the state again; these say which statement, and why not.
 */
import { type Basket, type Quote, quoteVoucher } from './voucher-discounts.ts'
import type { VoucherRefusal } from './voucher-refusals.ts'
import { findStatus, openStatuses, refuseUse } from './voucher-transitions.ts'
import type { Voucher, VoucherFigures } from './vouchers.ts'

export type Refused = { kind: 'refused'; reasons: VoucherRefusal[]; figures?: VoucherFigures }
export type Decision<Go> = ({ kind: 'go' } & Go) | { kind: 'repeat' } | Refused

export function decideAcceptance(voucher: Voucher, at: Date): Decision<object> {
  const status = findStatus(voucher, at)
  if (status === 'accepted' || status === 'locked') return { kind: 'repeat' }
  const reason = refuseUse(voucher, { at })
  // Whoever says today that they want what begins tomorrow may.
  return reason === undefined || reason === 'not_yet_valid' ? { kind: 'go' } : { kind: 'refused', reasons: [reason] }
}

export interface Quoted {
  quote: Quote
  figures: VoucherFigures
}

/** Whether it can be used on that basket, and what it takes off. Every reason against it, the voucher's first. */
export function decideUse(
  voucher: Voucher,
  { basket, reference, at }: { basket: Basket; reference?: string | undefined; at: Date },
): ({ kind: 'go' } & Quoted) | Refused {
  const state = refuseUse(voucher, { at, reference })
  const result = quoteVoucher(voucher.terms, basket)
  const { basketMinor, inScopeMinor, deliveryFeeMinor } = result
  const figures: VoucherFigures = { currency: basket.currency, basketMinor, inScopeMinor, deliveryFeeMinor }
  const reasons = [...(state === undefined ? [] : [state]), ...(result.kind === 'refused' ? result.reasons : [])]
  if (result.kind === 'quoted' && reasons.length === 0)
    return { kind: 'go', quote: result.quote, figures: { ...figures, discountMinor: result.quote.discountMinor } }
  const { minimumSpendMinor } = voucher.terms
  const needed = reasons.includes('minimum_spend') && minimumSpendMinor !== null ? { minimumSpendMinor } : {}
  return { kind: 'refused', reasons, figures: { ...figures, ...needed } }
}

export interface LockRequest {
  reference: string
  /** Without one it is only kept for the checkout, and the order has to bring it. */
  basket?: Basket | undefined
  at: Date
}

export function decideLock(voucher: Voucher, { reference, basket, at }: LockRequest): Decision<Partial<Quoted>> {
  if (basket !== undefined) return decideUse(voucher, { basket, reference, at })
  const reason = refuseUse(voucher, { at, reference })
  return reason === undefined ? { kind: 'go' } : { kind: 'refused', reasons: [reason] }
}

export interface RedeemRequest {
  orderExternalId: string
  /** The checkout that has locked it. */
  reference?: string | undefined
  basket?: Basket | undefined
  /** What the store took off, to be checked. */
  discountMinor?: number | undefined
  /** The order is known, and cancelled or fully refunded. */
  isOrderOver: boolean
  at: Date
}

export function decideRedemption(
  voucher: Voucher,
  request: RedeemRequest,
): Decision<{ discountMinor: number; figures: VoucherFigures; quote?: Quote }> {
  const { orderExternalId, reference, basket, at } = request
  if (voucher.status === 'redeemed' && voucher.orderExternalId === orderExternalId) return { kind: 'repeat' }
  const used = basket === undefined ? useLock(voucher, { reference, at }) : decideUse(voucher, { basket, reference, at })
  const reasons = used.kind === 'refused' ? [...used.reasons] : []
  if (voucher.rolledBackOrder === orderExternalId) reasons.push('order_rolled_back')
  else if (request.isOrderOver) reasons.push('order_cancelled')
  if (used.kind === 'refused') return { ...used, reasons }
  const discountMinor = used.figures.discountMinor ?? 0
  if (request.discountMinor !== undefined && request.discountMinor !== discountMinor) reasons.push('discount_differs')
  if (reasons.length > 0) return { kind: 'refused', reasons, figures: used.figures }
  return { ...used, kind: 'go', discountMinor }
}

/** By what the lock has promised. */
function useLock(
  voucher: Voucher,
  { reference, at }: { reference?: string | undefined; at: Date },
): { kind: 'promised'; figures: VoucherFigures; quote?: Quote } | Refused {
  const reason = refuseUse(voucher, { at, reference })
  if (reason !== undefined) return { kind: 'refused', reasons: [reason] }
  const isHeld = findStatus(voucher, at) === 'locked'
  return isHeld && voucher.lockFigures !== null
    ? { kind: 'promised', figures: voucher.lockFigures }
    : { kind: 'refused', reasons: ['basket_missing'] }
}

export function decideRevocation(voucher: Voucher, at: Date): Decision<object> {
  const status = findStatus(voucher, at)
  if (status === 'revoked') return { kind: 'repeat' }
  if (openStatuses.some((open) => open === status)) return { kind: 'go' }
  const reason = refuseUse(voucher, { at })
  return { kind: 'refused', reasons: reason === undefined ? [] : [reason] }
}

/** Where the order of the request is the one that redeemed it. What then becomes of the voucher: `decideReturn`. */
export function decideRollback(voucher: Voucher, orderExternalId: string): Decision<object> {
  if (voucher.rolledBackOrder === orderExternalId) return { kind: 'repeat' }
  return voucher.status === 'redeemed' && voucher.orderExternalId === orderExternalId
    ? { kind: 'go' }
    : { kind: 'refused', reasons: ['not_redeemed'] }
}

export type Return =
  | { kind: 'reopen' }
  | { kind: 'end'; reason: 'campaign_stopped' | 'opened_again_before' | 'validity_over' | 'budget_exhausted' }

/** A voucher whose order is gone opens again once, while it is valid and the budgets have room for its worst case again, and never once its campaign has revoked what was open. */
export function decideReturn(
  { validUntil, rolledBackAt }: Pick<Voucher, 'validUntil' | 'rolledBackAt'>,
  { at, hasRoom, isCampaignRevoked }: { at: Date; hasRoom: boolean; isCampaignRevoked: boolean },
): Return {
  if (isCampaignRevoked) return { kind: 'end', reason: 'campaign_stopped' }
  if (rolledBackAt !== null) return { kind: 'end', reason: 'opened_again_before' }
  if (validUntil <= at) return { kind: 'end', reason: 'validity_over' }
  return hasRoom ? { kind: 'reopen' } : { kind: 'end', reason: 'budget_exhausted' }
}
