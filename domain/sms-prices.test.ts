import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { parsePriceMicros } from './sms-prices.ts'

describe('SMS prices', () => {
  it.each([
    ['0.0333', 33_300n],
    ['0.03330000', 33_300n],
    ['1', 1_000_000n],
    ['0', 0n],
    ['0.0000005', 1n],
    ['0.00000049', 0n],
    [' 12.5 ', 12_500_000n],
    // A double would make 9007199254740993 of neither.
    ['999999999.999999', 999_999_999_999_999n],
  ])('read %j as millionths', (price, micros) => {
    expect(parsePriceMicros(price)).toBe(micros)
  })

  it.prop([fc.bigInt({ min: 0n, max: 999_999_999_999_999n })])('come back exactly', (micros) => {
    const digits = micros.toString().padStart(7, '0')
    expect(parsePriceMicros(`${digits.slice(0, -6)}.${digits.slice(-6)}`)).toBe(micros)
  })

  it.each(['', '-1', '1e3', '0,03', '.5', '1.', 'NaN', '1'.repeat(10), '€1'])('refuse %j', (price) => {
    expect(parsePriceMicros(price)).toBeUndefined()
  })
})
