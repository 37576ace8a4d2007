import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { formatAmount, getCurrencyExponent, parseAmount, splitTotal } from './money.ts'

const currency = fc.constantFrom('USD', 'EUR', 'JPY', 'KWD', 'CLF')

describe('an amount of money', () => {
  it('is read by the decimals of its currency', () => {
    expect(parseAmount('11.77', 'USD')).toEqual({ kind: 'amount', amountMinor: 1177 })
    expect(parseAmount('12', 'USD')).toEqual({ kind: 'amount', amountMinor: 1200 })
    expect(parseAmount('0.29', 'USD')).toEqual({ kind: 'amount', amountMinor: 29 })
    expect(parseAmount('1.005', 'KWD')).toEqual({ kind: 'amount', amountMinor: 1005 })
    expect(parseAmount('500', 'JPY')).toEqual({ kind: 'amount', amountMinor: 500 })
    expect(parseAmount('12.5000', 'USD')).toEqual({ kind: 'amount', amountMinor: 1250 })
    expect(parseAmount('12,50', 'EUR', ',')).toEqual({ kind: 'amount', amountMinor: 1250 })
  })

  it.each([
    ['', 'not_an_amount'],
    ['12 EUR', 'not_an_amount'],
    ['1e3', 'not_an_amount'],
    ['1.234,50', 'not_an_amount'],
    ['12,50', 'other_decimal_mark'],
    ['12.505', 'too_many_decimals'],
    ['-1.00', 'negative'],
    ['99999999999999.99', 'too_large'],
    ['9'.repeat(400), 'too_large'],
  ])('is refused when it is %j', (text, reason) => {
    expect(parseAmount(text, 'EUR')).toEqual({ kind: 'refused', reason })
  })

  it.prop([fc.nat({ max: Number.MAX_SAFE_INTEGER }), currency])('survives being written and read', (amountMinor, code) => {
    expect(parseAmount(formatAmount(amountMinor, code), code)).toEqual({ kind: 'amount', amountMinor })
    expect(formatAmount(amountMinor, code).split('.')[1]?.length ?? 0).toBe(getCurrencyExponent(code))
  })

  it.prop([fc.nat({ max: 1e12 }), fc.integer({ min: 1, max: 10_000 })])(
    'is split into unit prices that add up to it',
    (total, quantity) => {
      const parts = splitTotal(total, quantity)
      expect(parts.reduce((sum, part) => sum + part.quantity, 0)).toBe(quantity)
      expect(parts.reduce((sum, part) => sum + part.quantity * part.priceMinor, 0)).toBe(total)
      expect(Math.max(...parts.map((part) => part.priceMinor)) - Math.min(...parts.map((part) => part.priceMinor))).toBeLessThanOrEqual(1)
    },
  )
})
