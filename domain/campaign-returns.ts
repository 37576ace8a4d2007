/** What campaigns earned after what they cost, each currency for itself. */
import type { Lift } from './lift.ts'
import { getCurrencyExponent } from './money.ts'

/** Amounts by currency (ISO 4217). */
type Amounts = Readonly<Record<string, number>>

export interface Takings {
  /** Minor units: what customers paid, after the voucher. */
  revenue: Amounts
  /** Minor units: what vouchers took off. */
  discount: Amounts
  /** Millionths of the currency's unit, as everything that has the cost of messages in it. */
  messageCost: Amounts
}

/**
 * The margin after voucher, in millionths: what the goods brought before the voucher, times the store's gross margin, less voucher and messages.
 * @param grossMarginPercent what is left of a price after the cost of the goods, 0 to 100
 */
export function findMargin({ revenue, discount, messageCost }: Takings, grossMarginPercent: number): Record<string, number> {
  return mapCurrencies([revenue, discount, messageCost], (currency) => {
    const before = (revenue[currency] ?? 0) + (discount[currency] ?? 0)
    const afterGoods = (before * grossMarginPercent) / 100 - (discount[currency] ?? 0)
    return Math.round(afterGoods * microsPerMinor(currency)) - (messageCost[currency] ?? 0)
  })
}

/** Orders that would not have been placed otherwise: orders a person of those treated more than of those held back, over everyone treated. */
export function findExtraOrders({ treated, heldOut }: Pick<Lift, 'treated' | 'heldOut'>): number {
  return (treated.orders / treated.people - heldOut.orders / heldOut.people) * treated.people
}

/** Vouchers and messages, in millionths. */
export function addCosts({ discount, messageCost }: Omit<Takings, 'revenue'>): Record<string, number> {
  return mapCurrencies(
    [discount, messageCost],
    (currency) => (discount[currency] ?? 0) * microsPerMinor(currency) + (messageCost[currency] ?? 0),
  )
}

/** Vouchers and messages for each extra order, in millionths, rounded; undefined where there is no extra order. */
export function findCostPerExtraOrder(costs: Omit<Takings, 'revenue'>, extraOrders: number): Record<string, number> | undefined {
  if (!(extraOrders > 0)) return undefined
  return Object.fromEntries(Object.entries(addCosts(costs)).map(([currency, cost]) => [currency, Math.round(cost / extraOrders)]))
}

function mapCurrencies(amounts: readonly Amounts[], find: (currency: string) => number): Record<string, number> {
  const currencies = new Set(amounts.flatMap((one) => Object.keys(one)))
  return Object.fromEntries([...currencies].toSorted().map((currency) => [currency, find(currency)]))
}

function microsPerMinor(currency: string): number {
  return 10 ** (6 - getCurrencyExponent(currency))
}
