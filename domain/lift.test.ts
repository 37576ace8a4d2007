import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { compareArms, findWilsonInterval, type Arm } from './lift.ts'

const arm = (buyers: number, people: number, revenue: Partial<Arm> = {}): Arm => ({
  people,
  buyers,
  orders: buyers,
  revenueMinor: 0,
  revenueVariance: people < 2 ? null : 0,
  ...revenue,
})

describe('the interval of a difference in conversion', () => {
  // Newcombe 1998, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('is the published one for %i of %i against %i of %i', (a, m, b, n, low, high) => {
    const { conversion } = compareArms(arm(a, m), arm(b, n)) ?? expect.fail('both arms have people')
    expect(conversion.interval?.low).toBeCloseTo(low, 4)
    expect(conversion.interval?.high).toBeCloseTo(high, 4)
  })

  it("rests on Wilson's, as published for 81 of 263", () => {
    // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I, method 3.
    const { low, high } = findWilsonInterval(81, 263)
    expect(low).toBeCloseTo(0.2553, 4)
    expect(high).toBeCloseTo(0.3662, 4)
  })

  it.prop([fc.nat(1000), fc.nat(1000), fc.nat(1000), fc.nat(1000)])(
    'holds the difference, and turns round when the arms change places',
    (a, more, b, other) => {
      const [m, n] = [a + more + 1, b + other + 1]
      const there = compareArms(arm(a, m), arm(b, n)) ?? expect.fail()
      const back = compareArms(arm(b, n), arm(a, m)) ?? expect.fail()
      const interval = there.conversion.interval ?? expect.fail()
      expect(interval.low).toBeLessThanOrEqual(there.conversion.difference + 1e-12)
      expect(interval.high).toBeGreaterThanOrEqual(there.conversion.difference - 1e-12)
      expect(interval.low).toBeGreaterThanOrEqual(-1 - 1e-12)
      expect(interval.high).toBeLessThanOrEqual(1 + 1e-12)
      expect(back.conversion.interval?.low).toBeCloseTo(-interval.high, 10)
    },
  )
})

describe('the interval of a difference in revenue', () => {
  it('is the difference of the means, give or take 1.96 standard errors of both arms together', () => {
    // Means 12 and 9; standard error sqrt(400/100 + 225/25) = sqrt(13).
    const lift = compareArms(
      arm(40, 100, { revenueMinor: 1200, revenueVariance: 400 }),
      arm(8, 25, { revenueMinor: 225, revenueVariance: 225 }),
    )
    expect(lift?.revenuePerPersonMinor.difference).toBe(3)
    expect(lift?.revenuePerPersonMinor.interval?.low).toBeCloseTo(3 - 1.959964 * Math.sqrt(13), 5)
    expect(lift?.revenuePerPersonMinor.interval?.high).toBeCloseTo(3 + 1.959964 * Math.sqrt(13), 5)
    expect(lift?.incrementalRevenueMinor.estimate).toBe(300)
  })

  it('is left out where one arm is a single person', () => {
    const lift = compareArms(arm(1, 1), arm(0, 5))
    expect(lift?.revenuePerPersonMinor.interval).toBeNull()
    expect(lift?.incrementalRevenueMinor.interval).toBeNull()
  })
})

describe('a lift', () => {
  it('is not there without a holdout, or with nobody but a holdout', () => {
    expect(compareArms(arm(3, 10), arm(0, 0))).toBeUndefined()
    expect(compareArms(arm(0, 0), arm(3, 10))).toBeUndefined()
  })

  it('is significant only when its interval leaves 0 out', () => {
    expect(compareArms(arm(56, 70), arm(48, 80))?.isSignificant).toBe(true)
    expect(compareArms(arm(5, 56), arm(0, 29))?.isSignificant).toBe(false)
    expect(compareArms(arm(48, 80), arm(56, 70))?.isSignificant).toBe(true)
  })

  it('has no relative size against an arm in which nobody bought', () => {
    expect(compareArms(arm(5, 56), arm(0, 29))?.relativeLift).toBeNull()
    expect(compareArms(arm(30, 100), arm(20, 100))?.relativeLift).toBeCloseTo(0.5)
  })
})
