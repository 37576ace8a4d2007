import { MockActivityEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAudienceSizeActivities } from '../../../activities/audience-sizes.ts'
import { changeSettings } from '../../../db/queries/settings.ts'
import { parseId } from '../../../domain/ids.ts'
import { startTestApi, type TestApi } from '../test-api.ts'
import { type AudienceBody, insertCustomers, type ProblemBody, saveAudience, subscribed } from './audience-fixtures.ts'

interface Figures {
  customers: number
  reach: Record<string, number>
  periodDays: number
  orders: number
  revenue: { amountMinor: number; currency: string }
  averageOrder: { amountMinor: number; currency: string } | null
}

type Size = Figures & { day: string; version: number }

const start = new Date('2026-11-20T21:30:00Z')
let now = start
let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ clock: () => now })
  await changeSettings(api.pool, 'store', { timeZone: 'Europe/Sofia', currency: 'BGN' })
  await insertCustomers(api, [
    {
      externalId: 'ada',
      city: 'Sofia',
      email: 'ada@example.com',
      phone: '+359888123456',
      consents: { email: subscribed, sms: subscribed },
    },
    { externalId: 'bob', city: 'Sofia', email: 'bob@example.com' },
    { externalId: 'cleo', city: 'Varna', email: 'cleo@example.com', consents: { email: subscribed } },
  ])
  const orders = [
    ['ada', '2026-11-19T00:00:00Z', 'paid', 'BGN', 1000],
    ['ada', '2026-11-01T00:00:00Z', 'paid', 'BGN', 501],
    ['bob', '2026-11-10T00:00:00Z', 'paid', 'BGN', 500],
    // None of these count: cancelled, of another currency, too old, still to come, of another customer.
    ['bob', '2026-11-10T00:00:00Z', 'cancelled', 'BGN', 7000],
    ['bob', '2026-11-10T00:00:00Z', 'paid', 'EUR', 7000],
    ['ada', '2026-10-21T21:29:59Z', 'paid', 'BGN', 7000],
    ['ada', '2026-11-20T21:30:01Z', 'paid', 'BGN', 7000],
    ['cleo', '2026-11-10T00:00:00Z', 'paid', 'BGN', 7000],
  ] as const
  for (const [index, [customer, placedAt, status, currency, total]] of orders.entries())
    await api.pool`
      INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor)
      SELECT ${`o${index}`}, id, ${placedAt}, ${status}, ${currency}, ${total} FROM customers WHERE external_id = ${customer}`
})
afterAll(() => api.close())
beforeEach(() => {
  now = start
})

const count = (id: string) => {
  const { countAudience } = createAudienceSizeActivities({ pool: api.pool, now: () => now })
  return new MockActivityEnvironment().run(countAudience, { audienceId: parseId('audience', id) ?? '' })
}
const readSizes = async (id: string, query = '') =>
  (await api.call<{ timeZone: string; days: Size[] } & ProblemBody>('GET', `/api/v1/audiences/${id}/sizes${query}`)).body

describe('the figures of an audience', () => {
  it('are its size, its reach, and what its members bought in the store’s currency', async () => {
    const { id } = await saveAudience(api, 'Sofia', 'city = Sofia')
    const { body } = await api.call<Figures>('GET', `/api/v1/audiences/${id}/figures`)
    expect(body).toEqual({
      at: start.toISOString(),
      customers: 2,
      reach: { email: 1, sms: 1, push: 0 },
      periodDays: 30,
      orders: 3,
      revenue: { amountMinor: 2001, currency: 'BGN' },
      averageOrder: { amountMinor: 667, currency: 'BGN' },
    })
    const year = await api.call<Figures>('GET', `/api/v1/audiences/${id}/figures?days=365`)
    expect(year.body).toMatchObject({ periodDays: 365, orders: 4, revenue: { amountMinor: 9001 } })
    expect((await api.call('GET', `/api/v1/audiences/${id}/figures?days=0`)).status).toBe(422)
  })

  it('of nobody are zero', async () => {
    const { id } = await saveAudience(api, 'Nobody', 'nobody')
    const { body } = await api.call<Figures>('GET', `/api/v1/audiences/${id}/figures`)
    expect(body).toMatchObject({ customers: 0, orders: 0, revenue: { amountMinor: 0 }, averageOrder: null })
  })
})

describe('the size of a pinned audience', () => {
  it('is kept day by day of the store’s time zone, the last count of a day stays, and shows with pinned ones', async () => {
    const { id } = await saveAudience(api, 'Pinned', 'city = Sofia', { isPinned: true })
    expect(await count(id)).toBe(true)
    // Half past eleven at night in Sofia: the next hour is another day.
    now = new Date(start.getTime() + 3_600_000)
    await insertCustomers(api, [{ externalId: 'dora', city: 'Sofia' }])
    await count(id)
    now = new Date(start.getTime() + 2 * 3_600_000)
    await insertCustomers(api, [{ externalId: 'emil', city: 'Sofia' }])
    await count(id)
    const { timeZone, days } = await readSizes(id)
    expect(timeZone).toBe('Europe/Sofia')
    expect(days.map(({ day, customers, version }) => [day, customers, version])).toEqual([
      ['2026-11-20', 2, 1],
      ['2026-11-21', 4, 1],
    ])
    expect(days[0]).toMatchObject({
      reach: { email: 1, sms: 1, push: 0 },
      periodDays: 30,
      orders: 3,
      revenue: { amountMinor: 2001, currency: 'BGN' },
    })
    expect((await readSizes(id, '?from=2026-11-21&to=2026-11-21')).days).toHaveLength(1)
    const { body } = await api.call<{ data: AudienceBody[] }>('GET', '/api/v1/audiences?pinned=true')
    expect(body.data.map(({ name, latest }) => [name, latest?.customers])).toEqual([['Pinned', 4]])
    expect((await api.call<AudienceBody>('GET', `/api/v1/audiences/${id}`)).body.latest).toMatchObject({ customers: 4 })
    await api.pool`DELETE FROM customers WHERE external_id IN ('dora', 'emil')`
  })

  it('is not overwritten by an earlier count that ends later', async () => {
    const { id } = await saveAudience(api, 'Late', 'city = Varna', { isPinned: true })
    now = new Date(start.getTime() + 1_000)
    await count(id)
    now = start
    await api.pool`UPDATE customers SET city = 'Varna' WHERE external_id = 'bob'`
    await count(id)
    await api.pool`UPDATE customers SET city = 'Sofia' WHERE external_id = 'bob'`
    expect((await readSizes(id)).days.map(({ customers }) => customers)).toEqual([1])
  })

  it('is counted as soon as it is pinned, or asks something new, and no more once it is not', async () => {
    const { id } = await saveAudience(api, 'Soon', 'city = Sofia')
    const patch = (body: object) => api.call('PATCH', `/api/v1/audiences/${id}`, { body })
    const wanted = async () =>
      (
        await api.pool<{ version: string }[]>`
        SELECT payload ->> 'version' AS version FROM outbox WHERE kind = 'count_audience' AND payload ->> 'audienceId' = ${parseId('audience', id) ?? ''} ORDER BY id`
      ).map(({ version }) => version)
    expect(await wanted()).toEqual([])
    await patch({ isPinned: true })
    await patch({ name: 'Renamed' })
    await patch({ text: 'city = Varna' })
    expect(await wanted()).toEqual(['2', '4'])
    await patch({ isPinned: false })
    expect(await count(id)).toBe(false)
    expect((await readSizes(id)).days).toEqual([])
  })

  it('is asked for in whole days, not backwards and not endlessly', async () => {
    const { id } = await saveAudience(api, 'Asked', 'everyone')
    expect((await readSizes(id, '?from=2026-02-02&to=2026-02-01')).errors?.[0]?.path).toBe('query.to')
    expect((await readSizes(id, '?from=2001-02-02')).errors?.[0]?.path).toBe('query.from')
    expect((await readSizes(id, '?from=2026-02-30')).code).toBe('invalid_request')
    expect((await readSizes('aud_01jd3x7k0fe1qv8m4z2r5t9w6n')).code).toBe('not_found')
  })
})
