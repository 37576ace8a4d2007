import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type Budget, grantVouchers, hasRoomToReopen } from './voucher-budgets.ts'

const none: Budget = { maxVouchers: null, maxMoneyMinor: null, currency: null, usedVouchers: 0, usedMoneyMinor: 0 }
const cost = { worstMinor: 300, currency: 'EUR' }
const limit = fc.option(fc.nat({ max: 10_000 }))
const budget = fc.record({
  maxVouchers: limit,
  maxMoneyMinor: limit,
  currency: fc.constant('EUR'),
  usedVouchers: fc.nat({ max: 12_000 }),
  usedMoneyMinor: fc.nat({ max: 12_000 }),
})

describe('a grant', () => {
  it.prop([fc.array(budget, { maxLength: 2 }), fc.nat({ max: 500 }), fc.integer({ min: 1, max: 700 })])(
    'is the most that every budget has room for, and never more than is wanted',
    (budgets, wanted, worstMinor) => {
      const { granted } = grantVouchers(budgets, { wanted, cost: { ...cost, worstMinor } })
      const fits = (count: number) =>
        budgets.every(
          (each) =>
            (each.maxVouchers === null || each.usedVouchers + count <= each.maxVouchers) &&
            (each.maxMoneyMinor === null || each.usedMoneyMinor + count * worstMinor <= each.maxMoneyMinor),
        )
      expect(granted === 0 || fits(granted)).toBe(true)
      expect(granted === wanted || !fits(granted + 1)).toBe(true)
    },
  )

  it('of money needs to know the worst case, in the budget’s currency', () => {
    const money = { ...none, maxMoneyMinor: 1_000, currency: 'EUR' }
    expect(grantVouchers([none, money], { wanted: 5, cost })).toEqual({ granted: 3, refusal: 'budget_exhausted' })
    expect(grantVouchers([money], { wanted: 5, cost: { ...cost, worstMinor: null } })).toEqual({ granted: 0, refusal: 'offer_needs_cap' })
    expect(grantVouchers([money], { wanted: 5, cost: { ...cost, currency: 'USD' } })).toEqual({ granted: 0, refusal: 'other_currency' })
    expect(grantVouchers([none], { wanted: 5, cost: { worstMinor: null, currency: 'USD' } }).granted).toBe(5)
  })
})

describe('a voucher that would open again', () => {
  it('needs room for what it holds more than before, in every budget', () => {
    const money = { ...none, maxMoneyMinor: 1_000, usedMoneyMinor: 900, currency: 'EUR' }
    expect(hasRoomToReopen([none, money], 100)).toBe(true)
    expect(hasRoomToReopen([none, money], 101)).toBe(false)
    expect(hasRoomToReopen([{ ...money, maxMoneyMinor: 10 }], 0)).toBe(true)
  })
})
