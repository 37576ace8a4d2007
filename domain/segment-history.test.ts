import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judgeSegments, type OracleOrder } from '../tests/segments/segment-oracle.ts'
import { SegmentHistory } from './segment-history.ts'
import { segmentKeys } from './segment-keys.ts'
import { defaultSegmentSettings, type SegmentSettings } from './segment-settings.ts'

const dayMs = 86_400_000
const startMs = Date.parse('2025-01-01T00:00:00Z')

function countByOracle(orders: OracleOrder[], atMs: number, settings: SegmentSettings) {
  const scores = [...judgeSegments(orders, atMs, settings).values()]
  return Object.fromEntries(segmentKeys.map((key) => [key, scores.filter(({ stage, tags }) => stage === key || tags.includes(key)).length]))
}

/** Customers in the order of their first orders, instants from the first one on. */
function countInOnePass(orders: OracleOrder[], instantsMs: number[], settings: SegmentSettings) {
  const inTime = orders.toSorted((left, right) => left.placedAtMs - right.placedAtMs)
  const numbers = new Map<string, number>()
  for (const { customer } of inTime) if (!numbers.has(customer)) numbers.set(customer, numbers.size)
  const firstMs = inTime[0]?.placedAtMs ?? startMs
  const history = new SegmentHistory(settings)
  let next = 0
  return instantsMs.map((atMs) => {
    for (; (inTime[next]?.placedAtMs ?? Infinity) <= atMs; next += 1) {
      const { customer = '', placedAtMs = 0, netMinor = 0 } = inTime[next] ?? {}
      history.add({ customer: numbers.get(customer) ?? -1, atMicros: (placedAtMs - firstMs) * 1000, netMinor })
    }
    return history.countAt((atMs - firstMs) * 1000)
  })
}

// Half days, so that limits of whole days and gaps of round numbers come up all the time; and instants that nothing divides.
const daysIn = fc.oneof(
  fc.integer({ min: 0, max: 400 }).map((half) => half / 2),
  fc.integer({ min: 0, max: 200 * dayMs }).map((ms) => ms / dayMs),
)
const total = fc.oneof(fc.constantFrom(0, 100, 300, 1000), fc.integer({ min: 0, max: 1_000_000 }))
const store = fc.array(fc.record({ customer: fc.nat({ max: 30 }), daysIn, total }), { minLength: 1, maxLength: 150 }).map((orders) =>
  orders.map((one): OracleOrder => ({
    customer: `c${one.customer}`,
    placedAtMs: Math.round(startMs + one.daysIn * dayMs),
    netMinor: one.total,
    isValid: true,
  })),
)
const settings = fc.record({
  vipRank: fc.constantFrom(0.07, 0.5, 0.95, 1),
  mostActiveRank: fc.constantFrom(0.25, 0.9, 1),
  vipMinimumScore: fc.constantFrom(1, 2, 4),
  highSpenderScore: fc.constantFrom(5),
  atRiskMinimumScore: fc.constantFrom(1, 3),
  ownGapMinimumOrders: fc.constantFrom(2, 3, 4),
  longestGapDays: fc.constantFrom(30, 120),
  newForDays: fc.constantFrom(7, 30),
  recentDays: fc.constantFrom(10, 90),
})

describe('the sizes of past days in one pass', () => {
  it.prop([store, fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 12 })], { numRuns: 100 })(
    'are what the rules say of each day by itself',
    (orders, halfDays) => {
      const instants = halfDays.toSorted((left, right) => left - right).map((half) => startMs + (half / 2) * dayMs)
      expect(countInOnePass(orders, instants, defaultSegmentSettings)).toEqual(
        instants.map((atMs) => countByOracle(orders, atMs, defaultSegmentSettings)),
      )
    },
  )

  it.prop([store, settings], { numRuns: 50 })('follow the settings', (orders, changes) => {
    const changed = { ...defaultSegmentSettings, ...changes }
    const instants = [0.5, 20, 45, 90, 200, 260].map((days) => startMs + days * dayMs)
    expect(countInOnePass(orders, instants, changed)).toEqual(instants.map((atMs) => countByOracle(orders, atMs, changed)))
  })

  it('hold for thousands of customers and figures that share their leading bits', () => {
    const orders = Array.from({ length: 9_000 }, (_, index): OracleOrder => ({
      customer: `c${(index * 7919) % 3_000}`,
      placedAtMs: startMs + ((index * 104_729) % 4_000_000) * 2_500,
      netMinor: 1_000_000 + ((index * 31) % 977),
      isValid: true,
    }))
    const instants = [30, 80, 115, 150].map((days) => startMs + days * dayMs)
    expect(countInOnePass(orders, instants, defaultSegmentSettings)).toEqual(
      instants.map((atMs) => countByOracle(orders, atMs, defaultSegmentSettings)),
    )
  })

  it('say when a total is beyond exact arithmetic', () => {
    const history = new SegmentHistory(defaultSegmentSettings)
    history.add({ customer: 0, atMicros: 0, netMinor: Number.MAX_SAFE_INTEGER })
    expect(history.isExact).toBe(true)
    history.add({ customer: 0, atMicros: 1, netMinor: 1 })
    expect(history.isExact).toBe(false)
  })

  it('are all 0 where nobody has ordered', () => {
    expect(new Set(Object.values(new SegmentHistory(defaultSegmentSettings).countAt(0)))).toEqual(new Set([0]))
  })
})
