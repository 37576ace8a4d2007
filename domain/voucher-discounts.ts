/**
 * What a voucher takes off a basket, line by line, to the minor unit.
 *
 * A percentage is taken once, of the sum of the lines in scope, and rounded half up: rounding each line would give another total for the same basket cut
 * into other lines. The total is shared out over those lines in proportion to what they cost; what whole units leave over goes to the lines with the
 * largest remainders, the first of equals first. No line is discounted by more than it costs.
 */
import type { OfferScope, OfferTerms } from './offers.ts'
import type { VoucherRefusal } from './voucher-refusals.ts'

export interface BasketLine {
  /** The store's own id of the product. */
  product: string | null
  merchant: string | null
  vertical: string | null
  /** A whole number above zero. */
  quantity: number
  /** Of one piece. */
  priceMinor: number
}

export interface Basket {
  /** ISO 4217. */
  currency: string
  lines: BasketLine[]
  deliveryFeeMinor: number
}

/** The sums behind an answer; kept with what became of it. */
export interface BasketFigures {
  /** All lines, without delivery. */
  basketMinor: number
  /** The lines that the voucher is for. */
  inScopeMinor: number
  deliveryFeeMinor: number
}

export interface Quote {
  discountMinor: number
  /** One for each line of the basket, in its order. */
  lines: number[]
  deliveryMinor: number
}

export type QuoteResult = BasketFigures & ({ kind: 'quoted'; quote: Quote } | { kind: 'refused'; reasons: VoucherRefusal[] })

/** All reasons against it, or what it takes off. The basket's sums are safe integers. */
export function quoteVoucher(terms: OfferTerms, basket: Basket): QuoteResult {
  const isInScope = basket.lines.map((line) => matchesScope(terms.scope, line))
  const costs = basket.lines.map((line) => line.quantity * line.priceMinor)
  const inScope = costs.map((cost, index) => (isInScope[index] === true ? cost : 0))
  const figures: BasketFigures = {
    basketMinor: sum(costs),
    inScopeMinor: sum(inScope),
    deliveryFeeMinor: basket.deliveryFeeMinor,
  }
  const isDelivery = terms.discount.kind === 'freeDelivery'
  const reasons: VoucherRefusal[] = []
  if (basket.currency !== terms.currency) reasons.push('other_currency')
  if (!isInScope.includes(true)) reasons.push('nothing_in_scope')
  if (terms.minimumSpendMinor !== null && figures.inScopeMinor < terms.minimumSpendMinor) reasons.push('minimum_spend')
  const discountMinor = Math.min(computeDiscount(terms, figures), terms.capMinor ?? Number.POSITIVE_INFINITY)
  // A basket without anything in scope has been told so.
  if (discountMinor === 0 && (isDelivery || isInScope.includes(true))) reasons.push('nothing_to_discount')
  if (reasons.length > 0) return { kind: 'refused', reasons, ...figures }
  const lines = isDelivery ? costs.map(() => 0) : shareOut(discountMinor, inScope)
  return { kind: 'quoted', quote: { discountMinor, lines, deliveryMinor: isDelivery ? discountMinor : 0 }, ...figures }
}

function computeDiscount({ discount }: OfferTerms, { inScopeMinor, deliveryFeeMinor }: BasketFigures): number {
  switch (discount.kind) {
    case 'percent':
      // In whole numbers of any size: ten thousand times a large basket is no safe integer.
      return Number((BigInt(inScopeMinor) * BigInt(discount.basisPoints) + 5_000n) / 10_000n)
    case 'amount':
      return Math.min(discount.amountMinor, inScopeMinor)
    case 'freeDelivery':
      return deliveryFeeMinor
  }
}

/** `totalMinor` over the costs, in proportion to them, adding up exactly. It is not more than they come to. */
export function shareOut(totalMinor: number, costs: readonly number[]): number[] {
  const all = BigInt(sum(costs))
  if (all === 0n) return costs.map(() => 0)
  const total = BigInt(totalMinor)
  const shares = costs.map((cost) => Number((total * BigInt(cost)) / all))
  const remainders = costs.map((cost, index) => ({ index, remainder: (total * BigInt(cost)) % all }))
  remainders.sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
  for (const { index } of remainders.slice(0, totalMinor - sum(shares))) shares[index] = (shares[index] ?? 0) + 1
  return shares
}

function matchesScope({ verticals, merchants, products }: OfferScope, { vertical, merchant, product }: BasketLine): boolean {
  return isListed(verticals, vertical) && isListed(merchants, merchant) && isListed(products, product)
}

/** The same text in another Unicode form is the same. */
function isListed(list: readonly string[], text: string | null): boolean {
  if (list.length === 0) return true
  return text !== null && list.some((entry) => entry.normalize('NFC') === text.normalize('NFC'))
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
