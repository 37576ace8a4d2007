/**
 * Budgets of vouchers, in number and in money, of an offer and of a campaign. Both must have room. An open voucher holds one of the number and its worst case
 * of the money, a redeemed one its real discount, one that has ended nothing: at every moment a budget's use is the sum over its vouchers.
 */
import type { IssueRefusal } from './voucher-refusals.ts'

export interface BudgetLimits {
  /** Null is no limit. */
  maxVouchers: number | null
  maxMoneyMinor: number | null
  /** Of the money; null without a limit on it. */
  currency: string | null
}

export interface Budget extends BudgetLimits {
  usedVouchers: number
  usedMoneyMinor: number
}

/** What one more voucher takes. */
export interface VoucherCost {
  /** The most that it can take off; null where there is no telling. */
  worstMinor: number | null
  currency: string
}

/** How many of `wanted` vouchers the budgets have room for, and why not for more. */
export function grantVouchers(
  budgets: readonly Budget[],
  { wanted, cost }: { wanted: number; cost: VoucherCost },
): { granted: number; refusal: IssueRefusal } {
  let granted = wanted
  for (const budget of budgets) {
    if (budget.maxMoneyMinor !== null) {
      if (budget.currency !== cost.currency) return { granted: 0, refusal: 'other_currency' }
      if (cost.worstMinor === null) return { granted: 0, refusal: 'offer_needs_cap' }
      if (cost.worstMinor > 0) granted = Math.min(granted, Math.floor((budget.maxMoneyMinor - budget.usedMoneyMinor) / cost.worstMinor))
    }
    if (budget.maxVouchers !== null) granted = Math.min(granted, budget.maxVouchers - budget.usedVouchers)
  }
  return { granted: Math.max(0, granted), refusal: 'budget_exhausted' }
}

/** Whether a redeemed voucher may hold its worst case again instead of its discount. Its place in the number it has kept. */
export function hasRoomToReopen(budgets: readonly Budget[], moreMinor: number): boolean {
  return (
    moreMinor <= 0 || budgets.every((budget) => budget.maxMoneyMinor === null || budget.usedMoneyMinor + moreMinor <= budget.maxMoneyMinor)
  )
}
