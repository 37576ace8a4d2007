import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { broadcastRoutes } from '../../../api/routes/broadcasts/index.ts'
import type { broadcastReportSchema } from '../../../api/schemas/broadcast-report.ts'
import type { deliverySchema } from '../../../api/schemas/deliveries.ts'
import { parseId } from '../../../domain/ids.ts'
import { addCustomers, addDeliveries, addEvents, addOrders, addSend, minutesLater } from '../../broadcasts/ledger-fixtures.ts'
import { startTestApi, type TestApi } from '../test-api.ts'
import { makeDraft, type ProblemBody, smsDraft } from './broadcast-fixtures.ts'

type Report = z.output<typeof broadcastReportSchema>

const path = '/api/v1/broadcasts'
const day = 1440
/** Three days after Spring began. */
const now = minutesLater(3 * day)

let api: TestApi
let people: string[]
let spring: string
let winter: string
let autumn: string
let short: string

beforeAll(async () => {
  api = await startTestApi({ routes: broadcastRoutes, clock: () => now })
  people = await addCustomers(api.pool, 8)
  autumn = await addBroadcast({ minute: -40 * day, to: [0, 1] })
  winter = await addBroadcast({ minute: -20 * day, to: [0, 1, 2, 3] })
  spring = await addBroadcast({ minute: 0, to: [0, 1, 2, 3, 4] })
  short = (await makeDraft(api, smsDraft)).id
  // Spring, on its first day and on its second.
  await react(spring, 0, [
    [0, 'opened', 60],
    [1, 'opened', 120],
    [0, 'clicked', 61],
    [2, 'opened', day + 60],
    [0, 'opened', day + 70],
    [2, 'clicked', day + 61],
    [3, 'unsubscribed', day + 90],
  ])
  // Winter, on its first day and on its fourth: Spring has not come so far.
  await react(winter, -20 * day, [
    [0, 'opened', 60],
    [1, 'opened', 3 * day + 60],
  ])
  await addOrders(api.pool, [
    { customerId: person(0), placedAt: minutesLater(120), totalMinor: 2_000 },
    { customerId: person(2), placedAt: minutesLater(day + 120), totalMinor: 500 },
    { customerId: person(0), placedAt: minutesLater(-20 * day + 120), totalMinor: 3_000 },
    { customerId: person(1), placedAt: minutesLater(-16 * day + 120), totalMinor: 9_000 },
  ])
})

afterAll(() => api.close())

const person = (index: number) => people[index] ?? expect.fail()
const uuidOf = (id: string) => parseId('broadcast', id) ?? expect.fail()

/** The last of them gets it on the second day. */
async function addBroadcast({ minute, to }: { minute: number; to: number[] }): Promise<string> {
  const { id } = await makeDraft(api, { name: `Of ${minute}` })
  const at = minutesLater(minute)
  await addSend(api.pool, { id: uuidOf(id), recipients: to.length, links: ['https://shop.test/a'] }, minutesLater(minute + 2 * day))
  await api.pool`UPDATE sends SET frozen_at = ${at} WHERE id = ${uuidOf(id)}`
  await api.pool`UPDATE broadcasts SET status = 'sent', started_at = ${at} WHERE id = ${uuidOf(id)}`
  await addDeliveries(
    api.pool,
    uuidOf(id),
    to.map((index, place) => {
      const takenAt = place === to.length - 1 ? minutesLater(minute + day + 5) : at
      return {
        customerId: person(index),
        status: place === 0 ? ('accepted' as const) : ('delivered' as const),
        claimedAt: takenAt,
        acceptedAt: takenAt,
      }
    }),
  )
  await api.pool`UPDATE deliveries SET settled_at = accepted_at + interval '1 minute' WHERE send_id = ${uuidOf(id)}`
  return id
}

async function react(id: string, minute: number, events: [index: number, type: 'opened' | 'clicked' | 'unsubscribed', later: number][]) {
  await addEvents(
    api.pool,
    uuidOf(id),
    events.map(([index, type, later]) => ({
      customerId: person(index),
      type,
      ...(type === 'clicked' && { link: 0 }),
      occurredAt: minutesLater(minute + later),
    })),
  )
}

const read = async (query = '') => (await api.call<Report>('GET', `${path}/${spring}/report${query}`)).body

async function countPeople(query: string): Promise<number> {
  const { status, body } = await api.call<{ data: z.output<typeof deliverySchema>[] }>(
    'GET',
    `${path}/${spring}/deliveries?${query}&limit=200`,
  )
  expect([query, status]).toEqual([query, 200])
  return body.data.length
}

const eur = (amountMinor: number) => [{ currency: 'EUR', amountMinor }]

describe('the report of a part of a broadcast’s life', () => {
  it('counts what happened in it, beside the audience as it stands by now', async () => {
    const first = await read('?untilHours=24')
    expect(first.period).toEqual({
      fromHours: 0,
      untilHours: 24,
      openingAt: minutesLater(0).toISOString(),
      closingAt: minutesLater(day).toISOString(),
    })
    expect(first.figures).toEqual({
      ...{ recipients: 5, sent: 4, delivered: 3, opened: 2, clicked: 1, unsubscribed: 0, complained: 0, orders: 1, buyers: 1 },
      ...{ revenue: eur(2_000), messageCost: [] },
    })
    expect(first).toMatchObject({ sent: 4, recipients: 5, byStatus: { delivered: 4, accepted: 1 } })
    expect(first.overTime.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(4)
    const second = await read('?fromHours=24&untilHours=48')
    expect(second.figures).toMatchObject({ sent: 1, delivered: 1, opened: 2, clicked: 1, unsubscribed: 1, orders: 1, revenue: eur(500) })
    const whole = await read()
    expect(whole.period).toMatchObject({ fromHours: 0, untilHours: null })
    expect(whole.figures).toMatchObject({ sent: 5, delivered: 4, opened: 3, clicked: 2, unsubscribed: 1, orders: 2, revenue: eur(2_500) })
    expect(whole.comparison).toBeNull()
    // What has not come yet ends now.
    expect((await read('?untilHours=1000')).period.closingAt).toBe(now.toISOString())
  })

  it.each(['', 'untilHours=24', 'fromHours=24&untilHours=48', 'fromHours=24'])(
    'has as many people behind each number as it says (%s)',
    async (hours) => {
      const { figures, links, period } = await read(`?${hours}`)
      const counted = {
        'sent=true': figures.sent,
        'status=delivered': figures.delivered,
        'engagement=opened': figures.opened,
        'engagement=clicked': figures.clicked,
        'engagement=unsubscribed': figures.unsubscribed,
        'engagement=complained': figures.complained,
        'engagement=ordered': figures.buyers,
        'link=0': links[0]?.people,
      }
      for (const [query, count] of Object.entries(counted))
        expect([period, query, await countPeople(`${query}&${hours}`)]).toEqual([period, query, count])
    },
  )

  it('is refused, at its place, where there is none', async () => {
    for (const [of, query, at] of [
      ['report', 'fromHours=24&untilHours=24', 'query.untilHours'],
      ['report', 'untilHours=0', 'query.untilHours'],
      ['report', `compareWith=${spring}`, 'query.compareWith'],
      ['report', `compareWith=${short}`, 'query.compareWith'],
      ['report', 'compareWith=median', 'query.compareWith'],
      ['deliveries', 'untilHours=24', 'query.fromHours'],
      ['deliveries', 'untilHours=24&reason=holdout', 'query.fromHours'],
    ] as const) {
      const { status, body } = await api.call<ProblemBody>('GET', `${path}/${spring}/${of}?${query}`)
      expect([query, status, body.errors?.[0]?.path]).toEqual([query, 422, at])
    }
  })
})

describe('the comparison of a broadcast', () => {
  it('is with another one at the same age, as far as this one has come', async () => {
    const { comparison } = await read(`?compareWith=${winter}`)
    expect(comparison).toMatchObject({
      with: 'broadcast',
      broadcasts: [{ id: winter, startedAt: minutesLater(-20 * day).toISOString() }],
      figures: { recipients: 4, sent: 4, delivered: 3, opened: 1, orders: 1, revenue: eur(3_000) },
    })
    expect((await read(`?untilHours=24&compareWith=${winter}`)).comparison?.figures).toMatchObject({
      sent: 3,
      delivered: 2,
      opened: 1,
      orders: 1,
    })
  })

  it('is with the average of those of its channel that are as old', async () => {
    const { comparison } = await read('?compareWith=average')
    expect(comparison?.broadcasts.map(({ id }) => id)).toEqual([winter, autumn])
    expect(comparison?.figures).toMatchObject({ recipients: 3, sent: 3, delivered: 2, opened: 0.5, orders: 0.5, revenue: eur(1_500) })
    // Nobody else is: the oldest has none before it that is older than its hours, and none of its channel is left out.
    const { body } = await api.call<Report>('GET', `${path}/${autumn}/report?compareWith=average`)
    expect(body.comparison).toEqual({ with: 'average', broadcasts: [], figures: null })
    const young = await api.call<Report>('GET', `${path}/${autumn}/report?compareWith=average&untilHours=72`)
    expect(young.body.comparison?.broadcasts.map(({ id }) => id)).toEqual([spring, winter])
  })

  it('is in the CSV, as the hours are', async () => {
    const { body } = await api.call<string>('GET', `${path}/${spring}/report.csv?untilHours=24&compareWith=${winter}`)
    expect(body).toContain('period,,untilHours,24')
    expect(body).toContain('figures,,opened,2')
    expect(body).toContain(`comparison,${winter},opened,1`)
    expect(body).toContain(`comparison,${winter} EUR,revenueMinor,3000`)
    expect(body).toContain(`comparedWith,${winter},name,Of -28800`)
  })
})
