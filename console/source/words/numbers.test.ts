import { expect, it } from 'vitest'
import { formatMicros } from './numbers.ts'

it('shows what messages cost as any amount of money, and less than a cent by its first digits', () => {
  const shown = (amountMicros: number, currency = 'EUR') => formatMicros({ amountMicros, currency })
  expect([shown(0), shown(333_000), shown(33_300), shown(10_000), shown(12_345_678_000)]).toEqual([
    '€0.00',
    '€0.33',
    '€0.03',
    '€0.01',
    '€12,345.68',
  ])
  expect([shown(3_330), shown(45), shown(-3_330)]).toEqual(['€0.0033', '€0.000045', '−€0.0033'])
  expect([shown(4_200_000, 'JPY'), shown(333_000, 'JPY'), shown(1_234_000, 'KWD')]).toEqual(['¥4', '¥0.33', 'KWD\u00a01.234'])
})
