import { describe, expect, it } from 'vitest'
import { benchSegments } from './segments.ts'

describe('the segment benchmark', () => {
  it('has every figure of a small store, beside its floor', { timeout: 240_000 }, async () => {
    const figures = await benchSegments({
      customers: 2_000,
      orders: 9_000,
      days: 40,
      importCustomers: 300,
      importOrders: 500,
      rounds: 1,
      log: () => undefined,
    })
    expect(figures.store.customers).toBe(2_000)
    expect(figures.store.orders).toBeGreaterThan(7_000)
    expect(figures.refresh.first).toMatchObject({ changed: figures.refresh.buyers, moved: figures.refresh.buyers })
    expect(figures.history.days).toBe(40)
    expect(figures.import?.orders.rows).toBe(500)
    const numbers: number[] = []
    const collect = (value: unknown): void => {
      if (typeof value === 'number') numbers.push(value)
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect)
    }
    collect(figures)
    expect(numbers.every(Number.isFinite)).toBe(true)
  })
})
