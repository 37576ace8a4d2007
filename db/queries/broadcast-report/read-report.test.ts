import { fc, test } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliveryStatuses, skipReasons, type DeliveryStatus } from '../../../domain/deliveries.ts'
import {
  addCustomers,
  addDeliveries,
  addEvents,
  addOrders,
  addSend,
  minutesLater,
  startAt,
  type LedgerEvent,
} from '../../../tests/broadcasts/ledger-fixtures.ts'
import { createTestDatabase } from '../../../tests/support/database.ts'
import { connect, type Pool } from '../../client.ts'
import { readReport } from './read-report.ts'

let pool: Pool
let drop: () => Promise<void>
let people: string[]

beforeAll(async () => {
  const database = await createTestDatabase()
  drop = database.drop
  pool = connect(database.url, { max: 4 })
  people = await addCustomers(pool, 40)
})

afterAll(async () => {
  await pool.end()
  await drop()
})

const person = (index: number) => people[index] ?? expect.fail(`there are only ${people.length} people`)
const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0)

const someRow = fc.record({
  status: fc.constantFrom<DeliveryStatus>(...deliveryStatuses),
  skipReason: fc.constantFrom(...skipReasons),
  acceptedMinute: fc.nat(600),
})
const someEvent = fc.record({
  // Few enough people that one does a thing more than once.
  who: fc.nat(7),
  type: fc.constantFrom<LedgerEvent['type']>('delivered', 'opened', 'clicked', 'unsubscribed', 'complained'),
  link: fc.nat(2),
  isBot: fc.boolean(),
  minute: fc.nat(600),
})
const someLedger = fc.record({
  rows: fc.array(someRow, { maxLength: 40, size: 'max' }),
  unclaimed: fc.nat(50),
  events: fc.array(someEvent, { maxLength: 60, size: 'max' }),
})

describe('the numbers of a report', () => {
  test.prop([someLedger], { numRuns: 40 })('add up to the audience, whatever the ledger', async ({ rows, unclaimed, events }) => {
    const sendId = await addSend(pool, {
      recipients: rows.length + unclaimed,
      links: ['https://shop.test/a', 'https://shop.test/b', 'https://shop.test/c'],
    })
    await addDeliveries(
      pool,
      sendId,
      rows.map(({ status, skipReason, acceptedMinute }, index) => ({
        customerId: person(index),
        status,
        reason: status === 'skipped' ? skipReason : status === 'failed' ? 'provider_rejected' : null,
        acceptedAt: ['accepted', 'delivered', 'bounced', 'undeliverable'].includes(status) ? minutesLater(acceptedMinute) : null,
      })),
    )
    const withRow = events.filter(({ who }) => who < rows.length)
    await addEvents(
      pool,
      sendId,
      withRow.map(({ who, type, link, isBot, minute }) => ({
        customerId: person(who),
        type,
        link: type === 'clicked' ? link : null,
        isBot,
        occurredAt: minutesLater(minute),
      })),
    )

    const report = await readReport(pool, sendId)

    expect(report.recipients).toBe(rows.length + unclaimed)
    expect(report.decided).toBe(rows.length)
    expect(report.byStatus.pending).toBe(unclaimed)
    expect(sum(report.byStatus)).toBe(report.recipients)
    for (const status of deliveryStatuses) expect(report.byStatus[status]).toBe(rows.filter((row) => row.status === status).length)
    expect(sum(report.skippedByReason)).toBe(report.byStatus.skipped)
    expect(sum(report.failedByReason)).toBe(report.byStatus.failed)
    expect(report.sent).toBe(report.byStatus.accepted + report.byStatus.delivered + report.byStatus.undeliverable + report.byStatus.bounced)

    const total = (column: 'accepted' | 'delivered' | 'opened' | 'clicked') => report.overTime.reduce((all, hour) => all + hour[column], 0)
    expect(total('accepted')).toBe(report.sent)
    expect(total('opened')).toBe(report.opens.unique)
    expect(total('clicked')).toBe(report.clicks.unique)
    expect(report.links.map(({ url }) => url)).toEqual(['https://shop.test/a', 'https://shop.test/b', 'https://shop.test/c'])
    expect(report.links.reduce((all, link) => all + link.clicks, 0)).toBe(report.clicks.total)
    expect(report.links.reduce((all, link) => all + link.bots, 0)).toBe(report.clicks.bots)
    const clicked = withRow.filter(({ type, isBot }) => type === 'clicked' && !isBot)
    expect(report.clicks).toMatchObject({ total: clicked.length, unique: new Set(clicked.map(({ who }) => who)).size })
    const hours = report.overTime.map(({ hourAt }) => hourAt.getTime())
    expect(hours).toEqual(hours.toSorted((a, b) => a - b))
    expect(hours.every((hour) => hour % 3_600_000 === 0)).toBe(true)
  })

  it('are zero before the freeze', async () => {
    const report = await readReport(pool, '01890a5d-ac96-774b-bcce-b302099a8057')
    expect(report).toMatchObject({ recipients: 0, decided: 0, sent: 0, links: [], overTime: [], lift: null, sms: null })
  })
})

describe('opens and clicks', () => {
  it('count a person once, and machines apart', async () => {
    const sendId = await addSend(pool, { recipients: 2, links: ['https://shop.test/a'] })
    await addDeliveries(
      pool,
      sendId,
      [0, 1].map((index) => ({ customerId: person(index), status: 'delivered' })),
    )
    await addEvents(pool, sendId, [
      { customerId: person(0), type: 'opened' },
      { customerId: person(0), type: 'opened', occurredAt: minutesLater(90) },
      { customerId: person(0), type: 'clicked', link: 0 },
      { customerId: person(1), type: 'opened', isBot: true },
      { customerId: person(1), type: 'clicked', link: 0, isBot: true },
    ])
    const report = await readReport(pool, sendId)
    expect(report.opens).toEqual({ unique: 1, total: 2, bots: 1 })
    expect(report.clicks).toEqual({ unique: 1, total: 1, bots: 1 })
    expect(report.links).toEqual([{ link: 0, url: 'https://shop.test/a', clicks: 1, people: 1, bots: 1 }])
    expect(report.overTime).toEqual([{ hourAt: startAt, accepted: 2, delivered: 0, opened: 1, clicked: 1 }])
  })
})

describe('the cost of SMS', () => {
  it('is what the provider said, beside an estimate from the parts', async () => {
    const sendId = await addSend(pool, { channel: 'sms', recipients: 4 })
    await addDeliveries(pool, sendId, [
      { customerId: person(0), channel: 'sms', status: 'delivered', smsParts: 2, costMicros: 66_600 },
      { customerId: person(1), channel: 'sms', status: 'delivered', smsParts: 1, costMicros: 33_301 },
      { customerId: person(2), channel: 'sms', status: 'accepted', smsParts: 1 },
      { customerId: person(3), channel: 'sms', status: 'failed', reason: 'provider_rejected', smsParts: 1 },
    ])
    const { sms } = await readReport(pool, sendId)
    expect(sms).toEqual({
      parts: 4,
      cost: [{ currency: 'EUR', amountMicros: 99_901, messages: 2 }],
      estimatedCost: { amountMicros: 4 * 33_300, currency: 'EUR' },
    })
  })
})

describe('the lift', () => {
  it('compares those who were drawn, whatever became of their message, with those held back', async () => {
    const [drawn, heldBack] = [people.slice(0, 20), people.slice(20, 30)]
    const sendId = await addSend(pool, { recipients: 40, holdoutPercent: 33 })
    await addDeliveries(pool, sendId, [
      ...drawn.map((customerId, index) => ({
        customerId,
        ...(index < 15 ? { status: 'delivered' as const } : { status: 'skipped' as const, reason: 'cooldown' }),
      })),
      ...heldBack.map((customerId) => ({ customerId, status: 'skipped' as const, reason: 'holdout' })),
      ...people.slice(30).map((customerId) => ({ customerId, status: 'skipped' as const, reason: 'not_subscribed' })),
    ])
    await addOrders(pool, [
      ...drawn.slice(10, 18).map((customerId) => ({ customerId, placedAt: minutesLater(60), totalMinor: 2000 })),
      { customerId: person(10), placedAt: minutesLater(61), totalMinor: 500 },
      { customerId: person(20), placedAt: minutesLater(60), totalMinor: 3000 },
      // None of these count: before the send, after the window, cancelled, not drawn.
      { customerId: person(21), placedAt: minutesLater(-1) },
      { customerId: person(22), placedAt: minutesLater(7 * 1440 + 1) },
      { customerId: person(23), placedAt: minutesLater(60), status: 'cancelled' },
      { customerId: person(35), placedAt: minutesLater(60) },
    ])
    const { lift } = await readReport(pool, sendId)
    expect(lift?.treated).toMatchObject({ people: 20, buyers: 8, orders: 9, revenueMinor: 16_500 })
    expect(lift?.heldOut).toMatchObject({ people: 10, buyers: 1, orders: 1, revenueMinor: 3000, revenueVariance: 900_000 })
    expect(lift?.conversion.difference).toBeCloseTo(0.3)
  })

  it('is not there without a holdout', async () => {
    const sendId = await addSend(pool, { recipients: 1 })
    await addDeliveries(pool, sendId, [{ customerId: person(0), status: 'delivered' }])
    expect((await readReport(pool, sendId)).lift).toBeNull()
  })
})
