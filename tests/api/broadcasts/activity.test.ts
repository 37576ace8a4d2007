import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { broadcastRoutes } from '../../../api/routes/broadcasts/index.ts'
import { marketingCampaignRoutes } from '../../../api/routes/reports/marketing-campaigns.ts'
import type { broadcastCountsSchema, marketingReportSchema } from '../../../api/schemas/broadcast-activity.ts'
import type { deliverySchema } from '../../../api/schemas/deliveries.ts'
import { formatId, parseId } from '../../../domain/ids.ts'
import { addCustomers, addDeliveries, addEvents, addOrders, addSend, minutesLater, startAt } from '../../broadcasts/ledger-fixtures.ts'
import { startTestApi, type TestApi } from '../test-api.ts'
import { makeDraft, type ProblemBody, smsDraft } from './broadcast-fixtures.ts'

type Report = z.output<typeof marketingReportSchema>
type Counts = z.output<typeof broadcastCountsSchema>

const path = '/api/v1/broadcasts'
const reportPath = '/api/v1/reports/marketing-campaigns'
const dayMinutes = 1440

let api: TestApi
let people: string[]
let spring: string
let short: string
let draft: string
/** Of the week before. */
let winter: string

beforeAll(async () => {
  api = await startTestApi({ routes: [...broadcastRoutes, ...marketingCampaignRoutes] })
  people = await addCustomers(api.pool, 6)
  spring = await addBroadcast('Spring', [0, 1, 2, 3], 0)
  await addEvents(api.pool, uuidOf(spring), [
    { customerId: person(0), type: 'opened', occurredAt: minutesLater(10) },
    { customerId: person(0), type: 'clicked', link: 0, occurredAt: minutesLater(11) },
    { customerId: person(1), type: 'clicked', link: 1, occurredAt: minutesLater(11) },
    { customerId: person(1), type: 'opened', isBot: true, occurredAt: minutesLater(10) },
    { customerId: person(2), type: 'unsubscribed', occurredAt: minutesLater(12) },
  ])
  short = await addShort()
  winter = await addBroadcast('Winter', [0, 1], -7 * dayMinutes)
  await addEvents(api.pool, uuidOf(winter), [{ customerId: person(0), type: 'opened', occurredAt: minutesLater(-7 * dayMinutes + 9) }])
  draft = (await makeDraft(api, { name: 'Later' })).id
  await addOrders(api.pool, [
    { customerId: person(0), placedAt: minutesLater(-7 * dayMinutes + 60), totalMinor: 900 },
    { customerId: person(0), placedAt: minutesLater(60), totalMinor: 2_000 },
    { customerId: person(0), placedAt: minutesLater(70), totalMinor: 500 },
    { customerId: person(4), placedAt: minutesLater(dayMinutes + 60), totalMinor: 1_000 },
    // Nobody wrote to them.
    { customerId: person(5), placedAt: minutesLater(60), totalMinor: 7_000 },
  ])
})

afterAll(() => api.close())

const person = (index: number) => people[index] ?? expect.fail()
const cus = (index: number) => formatId('customer', person(index))
const uuidOf = (id: string) => parseId('broadcast', id) ?? expect.fail()

async function addBroadcast(name: string, to: number[], minute: number): Promise<string> {
  const { id } = await makeDraft(api, { name })
  const at = minutesLater(minute)
  await addSend(api.pool, { id: uuidOf(id), recipients: to.length + 1 }, minutesLater(minute + 30))
  await api.pool`UPDATE sends SET frozen_at = ${at} WHERE id = ${uuidOf(id)}`
  await api.pool`UPDATE broadcasts SET status = 'sent', started_at = ${at}, finished_at = ${at} WHERE id = ${uuidOf(id)}`
  const statuses = ['delivered', 'accepted', 'delivered', 'bounced'] as const
  await addDeliveries(api.pool, uuidOf(id), [
    ...to.map((index, place) => ({ customerId: person(index), status: statuses[place] ?? 'accepted', acceptedAt: at, claimedAt: at })),
    { customerId: person(5), status: 'skipped' as const, reason: 'not_subscribed', claimedAt: at },
  ])
  return id
}

/** By SMS, a day later. */
async function addShort(): Promise<string> {
  const { id } = await makeDraft(api, smsDraft)
  const at = minutesLater(dayMinutes)
  await addSend(api.pool, { id: uuidOf(id), channel: 'sms', recipients: 1 }, at)
  await api.pool`UPDATE sends SET frozen_at = ${at} WHERE id = ${uuidOf(id)}`
  await api.pool`UPDATE broadcasts SET status = 'sent', started_at = ${at} WHERE id = ${uuidOf(id)}`
  await addDeliveries(api.pool, uuidOf(id), [
    { customerId: person(4), channel: 'sms', status: 'delivered', acceptedAt: at, claimedAt: at, smsParts: 2, costMicros: 66_600 },
  ])
  return id
}

const eur = (amountMinor: number) => [{ currency: 'EUR', amountMinor }]

describe('the report on all broadcasts', () => {
  const period = `from=${startAt.toISOString().slice(0, 10)}&until=${minutesLater(6 * dayMinutes)
    .toISOString()
    .slice(0, 10)}`
  const read = async (query = period) => (await api.call<Report>('GET', `${reportPath}?${query}`)).body

  it('says what became of the messages of a period, and what they earned, beside the period before', async () => {
    const { total, broadcasts, before } = await read()
    expect(before.until < startAt.toISOString().slice(0, 10)).toBe(true)
    expect(broadcasts).toEqual({ now: 2, before: 1 })
    expect(total.now).toEqual({
      messages: 5,
      delivered: 3,
      opened: 1,
      clicked: 2,
      unsubscribed: 1,
      complained: 0,
      orders: 3,
      revenue: eur(3_500),
      messageCost: [{ currency: 'EUR', amountMicros: 66_600 }],
      estimatedCost: [],
    })
    expect(total.before).toMatchObject({ messages: 2, delivered: 1, opened: 1, clicked: 0, orders: 1, revenue: eur(900) })
  })

  it('adds up over time, by channel and by broadcast', async () => {
    const { total, overTime, byChannel, byBroadcast } = await read()
    const sum = (all: { messages: number; clicked: number; orders: number }[]) =>
      all.reduce(
        (now, one) => ({ messages: now.messages + one.messages, clicked: now.clicked + one.clicked, orders: now.orders + one.orders }),
        {
          messages: 0,
          clicked: 0,
          orders: 0,
        },
      )
    const { messages, clicked, orders } = total.now
    for (const parts of [overTime, byChannel.map(({ now }) => now), byBroadcast.map(({ now }) => now)])
      expect(sum(parts)).toEqual({ messages, clicked, orders })
    expect(overTime).toHaveLength(7)
    expect(byBroadcast.map(({ campaign, now }) => [campaign.id, now.messages])).toEqual([
      [short, 1],
      [spring, 4],
      [winter, 0],
    ])
  })

  it('is asked for one channel, and given as CSV', async () => {
    const { total } = await read(`${period}&channel=sms`)
    expect(total.now).toMatchObject({ messages: 1, orders: 1, revenue: eur(1_000) })
    const { body: text } = await api.call<string>('GET', `${reportPath}.csv?${period}`)
    expect(text).toContain('total,,now.messages,5')
    expect(text).toContain(`byBroadcast,${spring},now.orders,2`)
  })
})

describe('counts of broadcasts', () => {
  it('are of those that were frozen, and of people', async () => {
    const { body } = await api.call<{ data: Counts[] }>('GET', `${path}/counts?ids=${[spring, draft, short].join(',')}`)
    expect(new Map(body.data.map(({ id, ...counts }) => [id, counts]))).toEqual(
      new Map([
        [spring, { recipients: 5, sent: 4, delivered: 2, skipped: 1, opened: 1, clicked: 2 }],
        [short, { recipients: 1, sent: 1, delivered: 1, skipped: 0, opened: 0, clicked: 0 }],
      ]),
    )
  })

  it('refuse what is no id', async () => {
    const { status, body } = await api.call<ProblemBody>('GET', `${path}/counts?ids=${spring},nothing`)
    expect(status).toBe(422)
    expect(body.code).toBe('invalid_request')
  })
})

describe('the people behind a number', () => {
  const read = async (query: string) =>
    (await api.call<{ data: z.output<typeof deliverySchema>[] }>('GET', `${path}/${spring}/deliveries?${query}`)).body.data
      .map(({ customerId }) => customerId)
      .toSorted()
  const all = (...indices: number[]) => indices.map(cus).toSorted()

  it('are those whose message was taken, who followed one link, or whose orders are counted for it', async () => {
    expect(await read('sent=true')).toEqual(all(0, 1, 2, 3))
    expect(await read('link=0')).toEqual(all(0))
    expect(await read('link=1')).toEqual(all(1))
    expect(await read('engagement=ordered')).toEqual(all(0))
  })
})

describe('a list of broadcasts', () => {
  it('leaves messages out where they are not asked for', async () => {
    const { body } = await api.call<{ data: { id: string; message?: object }[] }>('GET', `${path}?message=false`)
    expect(body.data).toHaveLength(4)
    expect(body.data.every((broadcast) => !('message' in broadcast))).toBe(true)
    const whole = await api.call<{ data: { message?: object }[] }>('GET', path)
    expect(whole.body.data.every((broadcast) => broadcast.message !== undefined)).toBe(true)
  })

  it('finds one by its id', async () => {
    const { body } = await api.call<{ data: { id: string }[] }>('GET', `${path}?q=${short}`)
    expect(body.data.map(({ id }) => id)).toEqual([short])
  })
})
