import { describe, expect, it } from 'vitest'
import { findCostPerExtraOrder, findExtraOrders, findMargin } from './campaign-returns.ts'

const takings = {
  revenue: { EUR: 9_000, JPY: 5_000 },
  discount: { EUR: 1_000, KWD: 500 },
  messageCost: { EUR: 66_600, USD: 20_000 },
}

describe('the margin after voucher', () => {
  it('is revenue less messages where the goods cost nothing, in each currency by itself and in its own minor units', () => {
    expect(findMargin(takings, 100)).toEqual({ EUR: 90_000_000 - 66_600, JPY: 5_000_000_000, KWD: 0, USD: -20_000 })
  })

  it('takes the cost of the goods off their price before the voucher', () => {
    // 100.00 of goods at 40 % leave 40.00; the voucher took 10.00 and the messages 0.0666.
    expect(findMargin(takings, 40).EUR).toBe(30_000_000 - 66_600)
    expect(findMargin(takings, 0)).toMatchObject({ EUR: -10_000_000 - 66_600, KWD: -500_000 })
  })
})

describe('the cost of an extra order', () => {
  const arm = (people: number, orders: number) => ({ people, buyers: orders, orders, revenueMinor: 0, revenueVariance: 0 })

  it('is what vouchers and messages cost over the orders that the arms differ by', () => {
    const extra = findExtraOrders({ treated: arm(900, 90), heldOut: arm(100, 6) })
    expect(extra).toBeCloseTo(36, 10)
    expect(findCostPerExtraOrder(takings, 36)).toEqual({
      EUR: Math.round(10_066_600 / 36),
      KWD: Math.round(500_000 / 36),
      USD: Math.round(20_000 / 36),
    })
  })

  it('is unknown where there is none', () => {
    expect(findCostPerExtraOrder(takings, 0)).toBeUndefined()
    expect(findCostPerExtraOrder(takings, -3)).toBeUndefined()
  })
})
