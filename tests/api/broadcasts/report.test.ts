import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { broadcastRoutes } from '../../../api/routes/broadcasts/index.ts'
import type { broadcastProgressSchema } from '../../../api/schemas/broadcast-progress.ts'
import type { broadcastReportSchema } from '../../../api/schemas/broadcast-report.ts'
import type { contactSchema, deliverySchema } from '../../../api/schemas/deliveries.ts'
import { formatId, parseId } from '../../../domain/ids.ts'
import { addCustomers, addDeliveries, addEvents, addOrders, addSend, minutesLater, startAt } from '../../broadcasts/ledger-fixtures.ts'
import { startTestApi, type TestApi } from '../test-api.ts'
import { makeDraft, type ProblemBody } from './broadcast-fixtures.ts'

type Report = z.output<typeof broadcastReportSchema>
type Progress = z.output<typeof broadcastProgressSchema>
type Page<Item> = { data: Item[]; nextCursor: string | null }

const path = '/api/v1/broadcasts'
let api: TestApi
let people: string[]
/** Sent to six of eight: one held back, one not yet claimed. */
let id: string
let sendId: string

beforeAll(async () => {
  api = await startTestApi({ routes: broadcastRoutes })
  people = await addCustomers(api.pool, 8)
  ;({ id } = await makeDraft(api, { name: '=Spring' }))
  sendId = parseId('broadcast', id) ?? expect.fail()
  await api.pool`UPDATE broadcasts SET status = 'sending', started_at = ${startAt} WHERE id = ${sendId}`
  await addSend(api.pool, { id: sendId, recipients: 8, holdoutPercent: 10, links: ['https://shop.test/spring'] }, null)
  await addDeliveries(api.pool, sendId, [
    { customerId: person(0), status: 'delivered' },
    { customerId: person(1), status: 'delivered' },
    { customerId: person(2), status: 'accepted' },
    { customerId: person(3), status: 'bounced' },
    { customerId: person(4), status: 'unknown' },
    { customerId: person(5), status: 'failed', reason: 'provider_rejected' },
    { customerId: person(6), status: 'skipped', reason: 'holdout' },
  ])
  await addEvents(api.pool, sendId, [
    { customerId: person(0), type: 'delivered' },
    { customerId: person(0), type: 'opened', occurredAt: minutesLater(10) },
    { customerId: person(0), type: 'clicked', link: 0, occurredAt: minutesLater(11) },
    { customerId: person(1), type: 'opened', isBot: true },
  ])
  await addOrders(api.pool, [{ customerId: person(0), placedAt: minutesLater(30), totalMinor: 4200 }])
})

afterAll(() => api.close())

const person = (index: number) => people[index] ?? expect.fail()
const cus = (index: number) => formatId('customer', person(index))

describe('a report', () => {
  it('adds up', async () => {
    const { status, body } = await api.call<Report>('GET', `${path}/${id}/report`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      broadcastId: id,
      status: 'sending',
      recipients: 8,
      decided: 7,
      byStatus: {
        pending: 1,
        delivered: 2,
        accepted: 1,
        bounced: 1,
        unknown: 1,
        failed: 1,
        skipped: 1,
        deferred: 0,
        sending: 0,
        undeliverable: 0,
      },
      sent: 4,
      opens: { unique: 1, total: 1, bots: 1 },
      links: [{ link: 0, url: 'https://shop.test/spring', clicks: 1, people: 1, bots: 0 }],
      attributed: { orders: 1, customers: 1, revenue: [{ amountMinor: 4200, currency: 'EUR' }] },
      lift: { treated: { people: 6, buyers: 1 }, heldOut: { people: 1, buyers: 0 } },
      overTime: [{ hourAt: startAt.toISOString(), accepted: 4, delivered: 1, opened: 1, clicked: 1 }],
    })
    expect(Object.values(body.byStatus).reduce((sum, count) => sum + count, 0)).toBe(8)
    expect(body.skippedByReason).toMatchObject({ holdout: 1, cooldown: 0 })
  })

  it.each([
    ['/report.csv', {}],
    ['/report', { accept: 'text/csv' }],
  ])('is a table of the same numbers at %s', async (suffix, headers) => {
    const { status, headers: answered, body } = await api.call<string>('GET', `${path}/${id}${suffix}`, { headers })
    expect(status).toBe(200)
    expect(answered.get('content-type')).toBe('text/csv; charset=utf-8')
    const rows: string[][] = parse(body)
    expect(rows[0]).toEqual(['section', 'item', 'measure', 'value'])
    expect(rows).toContainEqual(['status', 'delivered', 'people', '2'])
    expect(rows).toContainEqual(['link', 'https://shop.test/spring', 'clicks', '1'])
    // A spreadsheet must not run what an operator has typed.
    expect(rows).toContainEqual(['broadcast', id, 'name', "'=Spring"])
    const ofStatus = rows.filter(([section]) => section === 'status').reduce((sum, [, , , value]) => sum + Number(value), 0)
    expect(ofStatus).toBe(Number(rows.find(([section]) => section === 'recipients')?.[3]))
  })

  it('is empty for a draft, and none for an unknown broadcast', async () => {
    const draft = await makeDraft(api)
    expect((await api.call<Report>('GET', `${path}/${draft.id}/report`)).body).toMatchObject({ recipients: 0, sent: 0, temporalUrl: null })
    expect((await api.call('GET', `${path}/${formatId('broadcast', person(0))}/report`)).status).toBe(404)
  })
})

describe('progress without Temporal', () => {
  it('is what the ledger knows', async () => {
    const { body } = await api.call<Progress>('GET', `${path}/${id}/progress`)
    expect(body).toMatchObject({
      stage: 'sending',
      status: 'sending',
      source: 'ledger',
      isFinished: false,
      recipients: 8,
      decided: 7,
      pages: null,
    })
    expect(body.byStatus.pending).toBe(1)
  })
})

describe('the people behind a number', () => {
  const list = async (query: string) =>
    (await api.call<Page<z.output<typeof deliverySchema>>>('GET', `${path}/${id}/deliveries?${query}`)).body

  it('are found by status, by reason and by what they did', async () => {
    expect((await list('status=delivered')).data.map(({ customerId }) => customerId)).toEqual([cus(0), cus(1)].toSorted())
    expect((await list('status=skipped&reason=holdout')).data).toMatchObject([
      { customerId: cus(6), reason: 'holdout', customerExternalId: expect.any(String) },
    ])
    expect((await list('engagement=opened')).data.map(({ customerId }) => customerId)).toEqual([cus(0)])
    expect((await list('engagement=complained')).data).toEqual([])
  })

  it('come in pages, each once', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Page<{ customerId: string }> = await list(`limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`)
      seen.push(...page.data.map(({ customerId }) => customerId))
      cursor = page.nextCursor
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6].map(cus).toSorted())
  })

  it('stay in the list when they are erased, without a name', async () => {
    const [gone = ''] = await addCustomers(api.pool, 1)
    const other = await makeDraft(api)
    const otherSend = parseId('broadcast', other.id) ?? expect.fail()
    await addSend(api.pool, { id: otherSend, recipients: 1 })
    await addDeliveries(api.pool, otherSend, [{ customerId: gone, status: 'delivered' }])
    await api.pool`DELETE FROM customers WHERE id = ${gone}`
    const { body } = await api.call<Page<z.output<typeof deliverySchema>>>('GET', `${path}/${other.id}/deliveries`)
    expect(body.data).toMatchObject([{ customerId: formatId('customer', gone), customerExternalId: null }])
    expect((await api.call<Report>('GET', `${path}/${other.id}/report`)).body).toMatchObject({ recipients: 1, sent: 1 })
  })
})

describe('one customer’s contacts', () => {
  it('tell what was sent and what was not, newest first, and why', async () => {
    const second = await makeDraft(api, { name: 'Summer' })
    const secondSend = parseId('broadcast', second.id) ?? expect.fail()
    await addSend(api.pool, { id: secondSend, recipients: 1 })
    await addDeliveries(api.pool, secondSend, [
      { customerId: person(0), status: 'skipped', reason: 'cooldown', claimedAt: minutesLater(120) },
    ])
    const list = async (query: string) =>
      (await api.call<Page<z.output<typeof contactSchema>>>('GET', `/api/v1/customers/${cus(0)}/deliveries?${query}`)).body
    const first = await list('limit=1')
    expect(first.data).toMatchObject([{ campaignId: second.id, campaignName: 'Summer', status: 'skipped', reason: 'cooldown', events: [] }])
    const rest = await list(`limit=1&cursor=${first.nextCursor ?? ''}`)
    expect(rest.data).toMatchObject([{ campaignId: id, status: 'delivered', isMarketing: true }])
    expect(rest.data[0]?.events.map(({ type }) => type)).toEqual(['delivered', 'opened', 'clicked'])
    expect(rest.nextCursor).toBeNull()
    expect((await api.call('GET', `/api/v1/customers/${cus(0)}/deliveries?cursor=WyJ4IiwieSJd`)).status).toBe(400)
    expect((await api.call('GET', '/api/v1/customers/ext:nobody/deliveries')).status).toBe(404)
  })
})

describe('a delivery whose outcome nobody knows', () => {
  const settle = (customer: string, status: string) =>
    api.call<ProblemBody & { status: string }>('POST', `${path}/${id}/deliveries/${customer}/settle`, { body: { status } })

  it('is settled by hand as accepted, as of when it was tried', async () => {
    const answer = await settle(cus(4), 'accepted')
    expect(answer).toMatchObject({ status: 200, body: { status: 'accepted', acceptedAt: startAt.toISOString() } })
    expect(await settle(cus(4), 'failed')).toMatchObject({ status: 409, body: { code: 'delivery_not_unknown' } })
  })

  it('gives the cooldown back when it is settled as failed', async () => {
    const before = minutesLater(-9000)
    await api.pool`UPDATE deliveries SET status = 'unknown' WHERE send_id = ${sendId} AND customer_id = ${person(5)}`
    await api.pool`
      UPDATE contact_states SET last_contact_at = ${startAt}, last_email_at = ${startAt}, reserved_by = ${sendId}, reserved_channel = 'email',
        previous_contact_at = ${before}, previous_channel_contact_at = NULL WHERE customer_id = ${person(5)}`
    expect(await settle(cus(5), 'failed')).toMatchObject({
      status: 200,
      body: { status: 'failed', reason: 'provider_rejected', acceptedAt: null },
    })
    const [clock] = await api.pool`SELECT last_contact_at, last_email_at, reserved_by FROM contact_states WHERE customer_id = ${person(5)}`
    expect(clock).toEqual({ last_contact_at: before, last_email_at: null, reserved_by: null })
  })

  it('is not one that has an outcome, nor one that is not there', async () => {
    expect((await settle(cus(0), 'failed')).body.code).toBe('delivery_not_unknown')
    expect((await settle(cus(7), 'failed')).status).toBe(404)
    expect((await settle(cus(4), 'delivered')).status).toBe(422)
  })
})
