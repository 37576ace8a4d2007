import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refreshSegments } from '../../db/queries/segments/refresh-segments.ts'
import type { SegmentKey } from '../../domain/segment-keys.ts'
import { startTestApi, type TestApi } from './test-api.ts'

const dayMs = 86_400_000
const startMs = Date.parse('2026-06-30T12:00:00Z')
let nowMs = startMs
let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ clock: () => new Date((nowMs += 1)) })
})
afterAll(() => api.close())

const placedAt = (daysAgo: number) => new Date(startMs - daysAgo * dayMs).toISOString()
const euros = (amount: number) => ({ amountMinor: amount * 100, currency: 'EUR' })

async function addCustomers(...externalIds: string[]): Promise<void> {
  const { status } = await api.call('POST', '/api/v1/customers/bulk', {
    body: { customers: externalIds.map((externalId) => ({ externalId })) },
  })
  expect(status).toBe(200)
}

interface BulkResult {
  results: { status: string }[]
}

async function putOrders(...orders: object[]): Promise<void> {
  const { status, body } = await api.call<BulkResult>('POST', '/api/v1/orders/bulk', { body: { orders } })
  expect([status, body.results.filter((result) => result.status === 'rejected')]).toEqual([200, []])
}

/** What the very next read says. */
async function segmentsOf(externalId: string): Promise<SegmentKey[]> {
  const keys: SegmentKey[] = ['lapsed', 'new', 'most_active', 'active', 'vip', 'high_spender', 'high_aov', 'repeat', 'at_risk']
  const found: SegmentKey[] = []
  for (const key of keys) {
    const { body } = await api.call<{ data: { externalId: string }[] }>('GET', `/api/v1/segments/${key}/customers?limit=200`)
    if (body.data.some((customer) => customer.externalId === externalId)) found.push(key)
  }
  return found
}

// One store's life, from its first order on.
describe('segments follow orders at once', () => {
  it('from the very first one, before any refresh', async () => {
    await addCustomers('first', 'second', '顧客 ü')
    await putOrders({ externalId: 'o1', customerExternalId: 'first', placedAt: placedAt(1), status: 'paid', total: euros(20) })
    expect(await segmentsOf('first')).toEqual(['new'])
    const { body } = await api.call<{ readiness: string; buyers: number }>('GET', '/api/v1/segments')
    expect(body).toMatchObject({ readiness: 'not_enough_orders', buyers: 1 })
    await putOrders({ externalId: 'o2', customerExternalId: '顧客 ü', placedAt: placedAt(2), status: 'paid', total: euros(30) })
    expect(await segmentsOf('顧客 ü')).toEqual(['new'])
  })

  it('when an order is cancelled, paid again, refunded', async () => {
    const patch = (change: object) =>
      putOrders({ externalId: 'o2', customerExternalId: '顧客 ü', placedAt: placedAt(2), total: euros(30), ...change })
    await patch({ status: 'cancelled' })
    expect(await segmentsOf('顧客 ü')).toEqual([])
    await patch({ status: 'paid' })
    expect(await segmentsOf('顧客 ü')).toEqual(['new'])
    await patch({ status: 'refunded', refunded: euros(30) })
    expect(await segmentsOf('顧客 ü')).toEqual([])
  })

  it('when many come at once', async () => {
    const customers = Array.from({ length: 30 }, (_, index) => `bulk ${index}`)
    await addCustomers(...customers)
    await putOrders(
      ...customers.flatMap((customerExternalId, index) =>
        [3, 50].map((days) => ({
          externalId: `b${index}-${days}`,
          customerExternalId,
          placedAt: placedAt(days + index),
          status: 'paid',
          total: euros(10 + index),
        })),
      ),
    )
    await refreshSegments(api.pool, new Date((nowMs += 1)))
    const { body } = await api.call<{ readiness: string; buyers: number; segments: { key: string; customers: number }[] }>(
      'GET',
      '/api/v1/segments',
    )
    expect(body).toMatchObject({ readiness: 'ready', buyers: 31 })
    expect(body.segments.find(({ key }) => key === 'repeat')?.customers).toBe(30)
  })

  it('for both customers, when an order turns out to be another’s', async () => {
    await addCustomers('giver', 'taker')
    await putOrders({ externalId: 'g1', customerExternalId: 'giver', placedAt: placedAt(1), status: 'paid', total: euros(1) })
    expect(await segmentsOf('giver')).toEqual(['new'])
    await putOrders({ externalId: 'g1', customerExternalId: 'taker', placedAt: placedAt(1), status: 'paid', total: euros(1) })
    expect([await segmentsOf('giver'), await segmentsOf('taker')]).toEqual([[], ['new']])
  })

  it('not before its time, when an order is placed for the future', async () => {
    await addCustomers('early')
    await putOrders({
      externalId: 'e1',
      customerExternalId: 'early',
      placedAt: new Date(startMs + 3_600_000).toISOString(),
      status: 'paid',
      total: euros(5),
    })
    expect(await segmentsOf('early')).toEqual([])
    expect((await api.pool`SELECT due_at FROM segment_wakeups`).map((row) => (row['due_at'] as Date).getTime())).toEqual([
      startMs + 3_600_000,
    ])
  })

  it('when a customer is erased, who leaves no trace', async () => {
    const count = async () => (await api.call<{ buyers: number }>('GET', '/api/v1/segments')).body.buyers
    const before = await count()
    expect((await api.call('DELETE', '/api/v1/customers/ext:taker')).status).toBe(204)
    expect(await count()).toBe(before - 1)
    expect(await segmentsOf('taker')).toEqual([])
    const orphans = await api.pool`
      SELECT customer_id FROM customer_metrics UNION ALL SELECT customer_id FROM segment_changes UNION ALL SELECT customer_id FROM segment_wakeups
      EXCEPT SELECT id FROM customers`
    expect(orphans).toHaveLength(0)
    await refreshSegments(api.pool, new Date((nowMs += 1)))
    expect(await api.pool`SELECT FROM segment_changes WHERE customer_id NOT IN (SELECT id FROM customers)`).toHaveLength(0)
  })
})
