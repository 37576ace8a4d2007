import { describe, expect, it } from 'vitest'
import { judgeSegments } from '../../tests/segments/segment-oracle.ts'
import { normaliseEmail } from '../../domain/email-addresses.ts'
import { normalisePhone } from '../../domain/phone-numbers.ts'
import { segmentKeys } from '../../domain/segment-keys.ts'
import { normaliseTimeZone } from '../../domain/time-zones.ts'
import { createChance } from './chance.ts'
import { findSeason, highestSeason } from './seasons.ts'
import { type DemoStore, generateStore } from './generate-store.ts'

const until = new Date('2026-11-22T10:00:00Z')
const store = generateStore({ seed: 1, until, count: 5_000 })
const dayMs = 86_400_000

function countBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1)
  return counts
}

function groupOrders({ orders }: DemoStore): Map<string, DemoStore['orders']> {
  const groups = new Map<string, DemoStore['orders']>()
  for (const order of orders) {
    const group = groups.get(order.customerExternalId)
    if (group === undefined) groups.set(order.customerExternalId, [order])
    else group.push(order)
  }
  return groups
}

function mean(numbers: number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

function correlate(pairs: [number, number][]): number {
  const [left, right] = [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))]
  const sum = (of: (pair: [number, number]) => number) => pairs.reduce((total, pair) => total + of(pair), 0)
  return sum(([x, y]) => (x - left) * (y - right)) / Math.sqrt(sum(([x]) => (x - left) ** 2) * sum(([, y]) => (y - right) ** 2))
}

describe('the distributions', () => {
  const draws = (draw: () => number) => Array.from({ length: 40_000 }, draw)
  it('have the means and variances that they are named for', () => {
    const chance = createChance(7, 'a test')
    for (const shape of [0.4, 1.15, 4]) {
      const numbers = draws(() => chance.gamma(shape, 2))
      expect(mean(numbers) / (shape * 2)).toBeCloseTo(1, 1)
      expect(mean(numbers.map((number) => (number - shape * 2) ** 2)) / (shape * 4)).toBeCloseTo(1, 1)
    }
    expect(mean(draws(() => chance.beta(0.62, 3.1)))).toBeCloseTo(0.62 / 3.72, 2)
    expect(mean(draws(() => chance.exponential(0.25)))).toBeCloseTo(4, 0)
  })
  it('repeat for a seed and a part, and only then', () => {
    const first = (seed: number, part: string) => createChance(seed, part).uniform()
    expect(first(1, 'orders')).toBe(first(1, 'orders'))
    expect(new Set([first(1, 'orders'), first(2, 'orders'), first(1, 'people')]).size).toBe(3)
  })
})

describe('the seasons', () => {
  it('are one on average over a year, and never above their highest', () => {
    const hourly = Array.from({ length: 365 * 24 }, (_, hour) => findSeason(Date.UTC(2026, 0, 1, hour), 0))
    expect(mean(hourly)).toBeCloseTo(1, 1)
    expect(Math.max(...hourly)).toBeLessThanOrEqual(highestSeason)
  })
})

describe('the demo store', () => {
  it('is the same for the same seed and end, and another for another', () => {
    const small = { seed: 3, until, count: 200 }
    expect(generateStore(small)).toEqual(generateStore(small))
    expect(generateStore({ ...small, seed: 4 }).orders).not.toEqual(generateStore(small).orders)
  })

  it('has orders of two years, each after its customer came and before the end, that add up', () => {
    const wrong = store.orders.filter(({ customerExternalId, placedAt, totalMinor, refundedMinor = 0, items, attributes }) => {
      const isInTime = placedAt >= (store.registrations.get(customerExternalId) ?? until) && placedAt < until
      const addsUp =
        totalMinor === items.reduce((sum, item) => sum + item.quantity * item.priceMinor, Number(attributes?.['deliveryFeeMinor']))
      return !isInTime || !addsUp || refundedMinor > totalMinor
    })
    expect(wrong).toEqual([])
    expect((store.orders.at(-1)?.placedAt.getTime() ?? 0) - (store.orders[0]?.placedAt.getTime() ?? 0)).toBeGreaterThan(720 * dayMs)
    expect(new Set(store.orders.map(({ status }) => status))).toEqual(
      new Set(['pending', 'paid', 'cancelled', 'partially_refunded', 'refunded']),
    )
  })

  it('has customers who differ in how often they come, as BG/NBD says', () => {
    const groups = [...groupOrders(store).values()]
    const counts = groups.map((orders) => orders.length)
    const repeatShare = counts.filter((count) => count > 1).length / counts.length
    expect(repeatShare).toBeGreaterThan(0.6)
    expect(repeatShare).toBeLessThan(0.8)
    // Far more spread than one common rate would give.
    expect(mean(counts.map((count) => (count - mean(counts)) ** 2)) / mean(counts)).toBeGreaterThan(4)
    const gaps = groups.flatMap((orders) =>
      orders.slice(1).map((order, index) => (order.placedAt.getTime() - (orders[index]?.placedAt.getTime() ?? 0)) / dayMs),
    )
    const median = gaps.toSorted((left, right) => left - right)[Math.floor(gaps.length / 2)] ?? 0
    expect(median).toBeGreaterThan(10)
    expect(median).toBeLessThan(40)
    // Most who stop, stop early: of those who came over a year ago, many are gone and some come still.
    const veterans = groups.filter(([first]) => (first?.placedAt.getTime() ?? 0) < until.getTime() - 400 * dayMs)
    const recent = veterans.filter((orders) => (orders.at(-1)?.placedAt.getTime() ?? 0) > until.getTime() - 60 * dayMs)
    expect(recent.length / veterans.length).toBeGreaterThan(0.08)
    expect(recent.length / veterans.length).toBeLessThan(0.5)
  })

  it('has customers who differ in what they spend, as gamma-gamma says', () => {
    const groups = [...groupOrders(store).values()].filter((orders) => orders.length >= 6)
    const halves = groups.map((orders): [number, number] => {
      const totals = orders.map(({ totalMinor }) => totalMinor)
      return [mean(totals.slice(0, totals.length / 2)), mean(totals.slice(totals.length / 2))]
    })
    expect(correlate(halves)).toBeGreaterThan(0.5)
    expect(mean(store.orders.map(({ totalMinor }) => totalMinor))).toBeGreaterThan(3_000)
    expect(mean(store.orders.map(({ totalMinor }) => totalMinor))).toBeLessThan(6_000)
  })

  it('has weekends, evenings and a December', () => {
    const germans = new Set(store.customers.flatMap(({ externalId, country }) => (country === 'DE' ? [externalId] : [])))
    const orders = store.orders.filter(({ customerExternalId }) => germans.has(customerExternalId))
    const weekdays = countBy(orders, ({ placedAt }) => String(new Date(placedAt.getTime() + 3_600_000).getUTCDay()))
    expect((weekdays.get('6') ?? 0) / (weekdays.get('2') ?? 1)).toBeGreaterThan(1.25)
    const hours = countBy(orders, ({ placedAt }) => String((placedAt.getUTCHours() + 1) % 24))
    expect((hours.get('19') ?? 0) / (hours.get('4') ?? 1)).toBeGreaterThan(5)
    const months = countBy(store.orders, ({ placedAt }) => placedAt.toISOString().slice(0, 7))
    expect(months.get('2025-12') ?? 0).toBeGreaterThan(1.15 * Math.max(months.get('2025-11') ?? 0, months.get('2026-01') ?? 0))
  })

  it.each([
    [1, until],
    [2, new Date('2026-03-01T00:00:00Z')],
    [3, new Date('2027-07-15T20:00:00Z')],
  ])('fills every segment, with seed %i and until %s', (seed, end) => {
    const { orders } = generateStore({ seed, until: end, count: 5_000 })
    const scores = judgeSegments(
      orders.map(({ customerExternalId, placedAt, totalMinor, refundedMinor = 0, status }) => ({
        customer: customerExternalId,
        placedAtMs: placedAt.getTime(),
        netMinor: totalMinor - refundedMinor,
        isValid: status !== 'cancelled' && status !== 'refunded',
      })),
      end.getTime(),
    )
    const sizes = countBy(
      [...scores.values()].flatMap(({ stage, tags }) => [stage, ...tags]),
      (segment) => segment,
    )
    for (const key of segmentKeys) expect(sizes.get(key) ?? 0, key).toBeGreaterThan(60)
    expect(sizes.get('at_risk') ?? 0).toBeGreaterThan(200)
    expect(sizes.get('at_risk') ?? 0).toBeLessThan(700)
  })

  it('has addresses that are nobody’s and in the form that we keep, some missing, some shared', () => {
    const wrong = store.customers.filter(({ email, phone, timeZone, country }) => {
      const isEmailRight = typeof email !== 'string' || (normaliseEmail(email) === email && /@example\.(com|net|org)$/.test(email))
      const isPhoneRight = typeof phone !== 'string' || normalisePhone(phone, country ?? 'DE') === phone
      return !isEmailRight || !isPhoneRight || (typeof timeZone === 'string' && normaliseTimeZone(timeZone) !== timeZone)
    })
    expect(wrong).toEqual([])
    const emails = store.customers.flatMap(({ email }) => email ?? [])
    const phones = store.customers.flatMap(({ phone }) => phone ?? [])
    expect(emails.length / 5_000).toBeCloseTo(0.96, 1)
    expect(emails.length - new Set(emails).size).toBeGreaterThan(20)
    expect(phones.length).toBeGreaterThan(800)
    expect(new Set(phones).size).toBe(phones.length)
    expect(store.customers.some(({ birthday }) => birthday === null)).toBe(true)
    expect(new Set(store.customers.map(({ timeZone }) => timeZone)).size).toBeGreaterThan(12)
    expect(new Set(store.customers.map(({ language }) => language)).size).toBeGreaterThan(6)
  })

  it('has permissions mixed as in life', () => {
    const latest = new Map(store.consents.map(({ customerExternalId, channel, status }) => [`${channel} ${customerExternalId}`, status]))
    const statuses = countBy(
      [...latest].map(([key, status]) => `${key.split(' ')[0]} ${status}`),
      (key) => key,
    )
    expect(statuses.get('email subscribed') ?? 0).toBeGreaterThan(2_500)
    expect(statuses.get('email unsubscribed') ?? 0).toBeGreaterThan(300)
    expect(statuses.get('email pending') ?? 0).toBeGreaterThan(150)
    expect(statuses.get('sms subscribed') ?? 0).toBeLessThan((statuses.get('email subscribed') ?? 0) / 3)
    expect(statuses.get('sms subscribed') ?? 0).toBeGreaterThan(200)
    expect(statuses.get('push subscribed') ?? 0).toBeGreaterThan(200)
    expect(new Set(store.suppressions.map(({ reason }) => reason))).toEqual(new Set(['hard_bounce', 'complaint', 'blacklist', 'stop']))
  })
})
