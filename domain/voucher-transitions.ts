/**
 * The life of a voucher, in words and as a table. Every transition is one conditional UPDATE in db/queries/vouchers that takes its `from` from here.
 *
 *   reserved       Code and budget are taken, nothing has left. → issued, or revoked when it is let go.
 *   issued         It is the customer's; a message with it is on its way.
 *   delivered      It has reached the customer. A validity relative to delivery runs from here.
 *   undeliverable  The message did not arrive. The voucher is the customer's all the same: another channel may still deliver it, and whoever finds it in
 *                  the store's app may accept it.
 *   accepted       The customer has said that they want it, or has typed its code at a checkout, which says the same. It has reached them, then.
 *   locked         A checkout holds it until an instant. When that passes without an order it is accepted again by itself: every statement reads a lock that
 *                  is over as none. While it holds, the voucher can be redeemed though its validity has ended meanwhile.
 *   redeemed       An order has used it. Its discount stays in the budget.
 *   expired        Its validity ended while it was open. Its budget goes back.
 *   revoked        An operator, or the customer's erasure, has ended it while it was open, or its promotion before its order was cancelled. Its budget goes back.
 *   rolled_back    Its order was cancelled or fully refunded and it did not open again. Its budget goes back.
 *
 * When the order of a redeemed voucher is cancelled or fully refunded the voucher opens again, as accepted, once: within its validity, and where the budgets
 * have room for it. Otherwise it ends as rolled_back, and as revoked where its promotion was stopped with its vouchers. A partial refund changes nothing.
 */

export const voucherStatuses = [
  'reserved',
  'issued',
  'delivered',
  'undeliverable',
  'accepted',
  'locked',
  'redeemed',
  'expired',
  'revoked',
  'rolled_back',
] as const
export type VoucherStatus = (typeof voucherStatuses)[number]

/** Those that are the customer's and can be used. */
export const usableStatuses = ['issued', 'delivered', 'undeliverable', 'accepted', 'locked'] as const satisfies readonly VoucherStatus[]

/** Those that hold their worst case in the budgets, and end by themselves. */
export const openStatuses = ['reserved', ...usableStatuses] as const satisfies readonly VoucherStatus[]

export interface Transition {
  from: readonly VoucherStatus[]
  to: readonly VoucherStatus[]
  /** Given the voucher's validity: within it only, only once it is over, or whatever it is. A lock that holds counts as validity. */
  validity: 'within' | 'over' | 'any'
}

export const voucherTransitions = {
  issue: { from: ['reserved'], to: ['issued'], validity: 'within' },
  deliver: { from: ['issued', 'undeliverable'], to: ['delivered'], validity: 'any' },
  failDelivery: { from: ['issued'], to: ['undeliverable'], validity: 'any' },
  accept: { from: ['issued', 'delivered', 'undeliverable'], to: ['accepted'], validity: 'within' },
  // A locked one only for the checkout that holds it.
  lock: { from: usableStatuses, to: ['locked'], validity: 'within' },
  redeem: { from: usableStatuses, to: ['redeemed'], validity: 'within' },
  rollBack: { from: ['redeemed'], to: ['accepted', 'rolled_back', 'revoked'], validity: 'any' },
  expire: { from: openStatuses, to: ['expired'], validity: 'over' },
  revoke: { from: openStatuses, to: ['revoked'], validity: 'any' },
} as const satisfies Record<string, Transition>

export type TransitionName = keyof typeof voucherTransitions

export interface VoucherState {
  status: VoucherStatus
  validFrom: Date
  validUntil: Date
  lockReference: string | null
  lockUntil: Date | null
}

/** What the voucher is at that instant, whatever is written: a lock may be over, and a validity that nobody has ended yet. */
export function findStatus({ status, validUntil, lockUntil }: Omit<VoucherState, 'validFrom' | 'lockReference'>, at: Date): VoucherStatus {
  if (!isOneOf(status, openStatuses)) return status
  if (status === 'locked' && lockUntil !== null && lockUntil > at) return 'locked'
  if (validUntil <= at) return 'expired'
  return status === 'locked' ? 'accepted' : status
}

/** Why it cannot be used at a checkout at that instant; undefined when it can. @param reference the checkout that asks */
export function refuseUse(
  voucher: VoucherState,
  { at, reference }: { at: Date; reference?: string | undefined },
): 'not_issued' | 'not_yet_valid' | 'already_redeemed' | 'expired' | 'revoked' | 'rolled_back' | 'locked' | undefined {
  switch (findStatus(voucher, at)) {
    case 'reserved':
      return 'not_issued'
    case 'redeemed':
      return 'already_redeemed'
    case 'expired':
      return 'expired'
    case 'revoked':
      return 'revoked'
    case 'rolled_back':
      return 'rolled_back'
    case 'locked':
      return reference !== undefined && reference === voucher.lockReference ? undefined : 'locked'
    default:
      return voucher.validFrom > at ? 'not_yet_valid' : undefined
  }
}

function isOneOf<T extends string>(status: string, statuses: readonly T[]): status is T {
  return statuses.some((other) => other === status)
}
