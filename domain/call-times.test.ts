import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { estimateQuantile, findBucketBounds, findTimeBucket, quantileError } from './call-times.ts'

function count(times: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const ms of times) counts.set(findTimeBucket(ms), (counts.get(findTimeBucket(ms)) ?? 0) + 1)
  return counts
}

/** The smallest that the share `q` is not above. */
function findExactQuantile(times: readonly number[], q: number): number {
  const ascending = times.toSorted((one, other) => one - other)
  return ascending[Math.max(1, Math.ceil(q * ascending.length)) - 1] ?? Number.NaN
}

// As calls are: a few milliseconds to a time-out, most of them short.
const someTime = fc.oneof(
  fc.double({ min: 1, max: 500, noNaN: true }),
  fc.double({ min: 1, max: 131_071, noNaN: true }),
  fc.integer({ min: 0, max: 17 }).map((power) => Math.min(131_071, 2 ** power)),
)
const someShare = fc.oneof(fc.constantFrom(0, 0.5, 0.95, 0.99, 1), fc.double({ min: 0, max: 1, noNaN: true }))

describe('a quantile of call times', () => {
  test.prop([fc.array(someTime, { minLength: 1, maxLength: 300, size: 'max' }), someShare], { numRuns: 2_000 })(
    'is estimated within the width of a bucket',
    (times, q) => {
      const exact = findExactQuantile(times, q)
      const estimate = estimateQuantile(count(times), q) ?? Number.NaN
      expect(Math.max(estimate / exact, exact / estimate) - 1).toBeLessThanOrEqual(quantileError + 1e-9)
    },
  )

  test.prop([fc.array(someTime, { minLength: 1, maxLength: 100 }), fc.array(someTime, { maxLength: 100 }), someShare])(
    'is the same whether calls were counted together or apart',
    (some, others, q) => {
      const together = count([...some, ...others])
      const apart = count(some)
      for (const [bucket, calls] of count(others)) apart.set(bucket, (apart.get(bucket) ?? 0) + calls)
      expect(estimateQuantile(apart, q)).toBe(estimateQuantile(together, q))
    },
  )

  it('never falls as the share grows', () => {
    const counts = count(Array.from({ length: 500 }, (_, index) => 1.7 ** (index % 20)))
    const estimates = Array.from({ length: 101 }, (_, percent) => estimateQuantile(counts, percent / 100) ?? Number.NaN)
    expect(estimates).toEqual(estimates.toSorted((one, other) => one - other))
  })

  it('is unknown without calls', () => {
    expect(estimateQuantile(new Map(), 0.5)).toBeUndefined()
    expect(estimateQuantile(new Map([[3, 0]]), 0.5)).toBeUndefined()
  })
})

describe('the buckets', () => {
  test.prop([someTime])('hold what is within their bounds', (ms) => {
    const { from, until } = findBucketBounds(findTimeBucket(ms))
    expect(ms).toBeGreaterThanOrEqual(from * (1 - 1e-12))
    expect(ms).toBeLessThan(until * (1 + 1e-12))
  })

  it('take what is too short, too long or no number at all', () => {
    expect([0, 0.4, -3, Number.NaN].map(findTimeBucket)).toEqual([0, 0, 0, 0])
    expect([131_072, 1e9, Number.POSITIVE_INFINITY].map(findTimeBucket)).toEqual([137, 137, 137])
    expect(estimateQuantile(count([1e9]), 0.5)).toBe(131_072)
    expect(estimateQuantile(count([0.2]), 0.5)).toBeLessThan(1)
  })
})
