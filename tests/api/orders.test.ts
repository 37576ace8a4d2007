import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RowResult } from '../../api/http/bulk.ts'
import { refreshSegments } from '../../db/queries/segments/refresh-segments.ts'
import { startTestApi, type TestApi } from './test-api.ts'

interface Order {
  id: string
  status: string
  total: { amountMinor: number; currency: string }
  refunded: { amountMinor: number }
  net: { amountMinor: number }
  refundedAt: string | null
  cancelledAt: string | null
  items: { name: string; quantity: number }[]
  customerExternalId: string
}

interface Bulk {
  results: RowResult[]
  created: number
  updated: number
  rejected: number
}

interface OrderPage {
  data: { externalId: string }[]
  nextCursor: string | null
}

let api: TestApi

beforeAll(async () => {
  api = await startTestApi()
  await api.call('POST', '/api/v1/customers/bulk', { body: { customers: [{ externalId: 'ada' }, { externalId: 'bob' }] } })
})
afterAll(() => api.close())

const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })

async function write(body: Record<string, unknown>) {
  return api.call<Order & { errors: { path: string }[] }>('POST', '/api/v1/orders', { body })
}

describe('an order', () => {
  it('belongs to a known customer, adds up its items, and is found by id and by external id', async () => {
    const { status, body } = await write({
      externalId: 'o1',
      customerExternalId: 'ada',
      placedAt: '2026-05-01T12:00:00+02:00',
      items: [
        { name: 'Tea', category: 'hot', merchant: 'm', vertical: 'food', quantity: 2, price: euros(350) },
        { name: 'Cake', quantity: 1, price: euros(420) },
      ],
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      status: 'paid',
      placedAt: '2026-05-01T10:00:00.000Z',
      total: euros(1120),
      net: euros(1120),
      items: [{ name: 'Tea', quantity: 2, price: euros(350) }, { name: 'Cake' }],
    })
    expect((await api.call('GET', `/api/v1/orders/${body.id}`)).body).toEqual(body)
    expect((await api.call('GET', '/api/v1/orders/ext:o1')).body).toEqual(body)
  })

  it('is refused with what it lacks', async () => {
    const paths = async (body: Record<string, unknown>) => (await write(body)).body.errors.map((error) => error.path)
    expect(await paths({ externalId: 'x' })).toEqual(['customerExternalId', 'placedAt', 'total'])
    const whole = { externalId: 'x', customerExternalId: 'ada', placedAt: '2026-05-01T00:00:00Z', total: euros(100) }
    expect(await paths({ ...whole, customerExternalId: 'nobody' })).toEqual(['customerExternalId'])
    expect(await paths({ ...whole, total: { amountMinor: 1, currency: 'XXQ' } })).toEqual(['total.currency'])
    expect(await paths({ ...whole, refunded: { amountMinor: 1, currency: 'USD' } })).toEqual(['total.currency'])
    expect(await paths({ ...whole, refunded: euros(101) })).toEqual(['refunded'])
    expect(await paths({ ...whole, status: 'partially_refunded' })).toEqual(['refunded'])
    expect(await paths({ ...whole, status: 'paid', refunded: euros(1) })).toEqual(['status'])
    expect(await paths({ ...whole, items: [{ quantity: 1, price: euros(9_000_000_000_000_000) }] })).toEqual(['items[0].price.amountMinor'])
    expect((await api.call('GET', '/api/v1/orders/ext:x')).status).toBe(404)
  })

  it('keeps its items when an update does not speak of them, and replaces them as a whole when it does', async () => {
    await write({
      externalId: 'o2',
      customerExternalId: 'ada',
      placedAt: '2026-05-01T00:00:00Z',
      items: [
        { name: 'A', quantity: 1, price: euros(1) },
        { name: 'B', quantity: 1, price: euros(2) },
      ],
    })
    expect((await api.call<Order>('PUT', '/api/v1/orders/ext:o2', { body: { coupon: 'SPRING' } })).body.items).toHaveLength(2)
    const { body } = await api.call<Order>('PUT', '/api/v1/orders/ext:o2', {
      body: { items: [{ name: 'C', quantity: 3, price: euros(5) }] },
    })
    expect(body.items.map((item) => item.name)).toEqual(['C'])
    expect(body.total).toEqual(euros(3))
  })

  it('is refunded in part, then whole, and cancelled, with the instants of each', async () => {
    await write({ externalId: 'o3', customerExternalId: 'ada', placedAt: '2026-05-01T00:00:00Z', total: euros(1000) })
    const change = async (body: Record<string, unknown>) => api.call<Order>('POST', '/api/v1/orders/ext:o3/status', { body })
    const partial = await change({ status: 'partially_refunded', refunded: euros(300), occurredAt: '2026-05-03T00:00:00Z' })
    expect(partial.body).toMatchObject({ status: 'partially_refunded', net: euros(700), refundedAt: '2026-05-03T00:00:00.000Z' })
    const whole = await change({ status: 'refunded' })
    expect(whole.body).toMatchObject({ status: 'refunded', net: euros(0) })
    expect((await change({ status: 'cancelled' })).body).toMatchObject({ status: 'cancelled', refunded: euros(1000), refundedAt: null })
    expect((await change({ status: 'paid' })).body).toMatchObject({ status: 'paid', net: euros(1000), cancelledAt: null })
    expect((await change({ status: 'partially_refunded' })).status).toBe(422)
    expect((await api.call('POST', '/api/v1/orders/ext:none/status', { body: { status: 'paid' } })).status).toBe(404)
  })

  it('takes its status from what was paid back when it does not say', async () => {
    await write({ externalId: 'o4', customerExternalId: 'ada', placedAt: '2026-05-01T00:00:00Z', total: euros(1000) })
    const refund = async (amountMinor: number) =>
      (await api.call<Order>('PUT', '/api/v1/orders/ext:o4', { body: { refunded: euros(amountMinor) } })).body.status
    expect([await refund(1), await refund(1000), await refund(0)]).toEqual(['partially_refunded', 'refunded', 'paid'])
  })
})

it('changes of one order at the same moment are all kept', async () => {
  await write({ externalId: 'busy', customerExternalId: 'ada', placedAt: '2026-05-01T00:00:00Z', total: euros(10) })
  const keys = Array.from({ length: 12 }, (_, index) => `key${index}`)
  await Promise.all(keys.map((key) => api.call('PUT', '/api/v1/orders/ext:busy', { body: { attributes: { [key]: 1 } } })))
  const { body } = await api.call<{ attributes: Record<string, number> }>('GET', '/api/v1/orders/ext:busy')
  expect(Object.keys(body.attributes).toSorted()).toEqual(keys.toSorted())
})

describe('many orders', () => {
  it('are written row by row, and say what became of them', async () => {
    const order = (externalId: string, customerExternalId: string) => ({
      externalId,
      customerExternalId,
      placedAt: '2026-05-01T00:00:00Z',
      total: euros(10),
    })
    const { body } = await api.call<Bulk>('POST', '/api/v1/orders/bulk', {
      body: {
        orders: [
          order('b1', 'ada'),
          order('b2', 'nobody'),
          { externalId: 'b3' },
          { ...order('b4', 'bob'), total: 'much' },
          order('b5', 'bob'),
          { externalId: 'b1', status: 'cancelled' },
        ],
      },
    })
    expect(body.results.map((result) => result.status)).toEqual(['created', 'rejected', 'rejected', 'rejected', 'created', 'created'])
    expect(body.results[0]?.supersededBy).toBe(5)
    expect(body).toMatchObject({ created: 2, rejected: 3 })
    const again = await api.call<Bulk>('POST', '/api/v1/orders/bulk', {
      body: { orders: [order('b5', 'bob'), { externalId: 'b1', status: 'paid' }] },
    })
    expect(again.body.results.map((result) => result.status)).toEqual(['unchanged', 'updated'])
  })

  it('of overlapping requests are each there once, items and all', async () => {
    const orders = Array.from({ length: 200 }, (_, index) => ({
      externalId: `c${index}`,
      customerExternalId: 'ada',
      placedAt: '2026-05-01T00:00:00Z',
      items: [
        { name: 'A', quantity: 1, price: euros(index) },
        { name: 'B', quantity: 1, price: euros(1) },
      ],
    }))
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, request) =>
        api.call<Bulk>('POST', '/api/v1/orders/bulk', { body: { orders: request % 2 === 0 ? orders : orders.toReversed() } }),
      ),
    )
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200])
    expect(answers.reduce((sum, answer) => sum + answer.body.created, 0)).toBe(200)
    expect(
      await api.pool`SELECT count(*)::int AS count FROM order_items i JOIN orders o ON o.id = i.order_id WHERE o.external_id LIKE 'c%'`,
    ).toEqual([{ count: 400 }])
  })

  it('keep their customers’ segments right in the same transaction', async () => {
    await api.call('POST', '/api/v1/customers', { body: { externalId: 'seg' } })
    await refreshSegments(api.pool, new Date())
    const placedAt = new Date(Date.now() - 86_400_000).toISOString()
    await api.call('POST', '/api/v1/orders/bulk', {
      body: { orders: [1, 2].map((n) => ({ externalId: `s${n}`, customerExternalId: 'seg', placedAt, total: euros(500) })) },
    })
    const read = async () =>
      (await api.call<{ segments: string[]; orders: { count: number } | null }>('GET', '/api/v1/customers/ext:seg')).body
    expect(await read()).toMatchObject({ segments: expect.arrayContaining(['new', 'repeat']) as string[], orders: { count: 2 } })
    for (const n of [1, 2]) await api.call('POST', `/api/v1/orders/ext:s${n}/status`, { body: { status: 'cancelled' } })
    expect(await read()).toMatchObject({ segments: [], orders: null })
  })
})

it('orders are listed latest placed first, page by page, by customer and status', async () => {
  await api.call('POST', '/api/v1/customers', { body: { externalId: 'lister' } })
  const orders = Array.from({ length: 7 }, (_, index) => ({
    externalId: `l${index}`,
    customerExternalId: 'lister',
    placedAt: `2026-05-0${1 + (index % 3)}T00:00:00.00${index}Z`,
    total: euros(1),
  }))
  await api.call('POST', '/api/v1/orders/bulk', { body: { orders } })
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const { body: page }: { body: OrderPage } = await api.call<OrderPage>(
      'GET',
      `/api/v1/orders?customer=ext:lister&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
    )
    seen.push(...page.data.map((order) => order.externalId))
    cursor = page.nextCursor
  }
  expect(seen).toEqual(['l5', 'l2', 'l4', 'l1', 'l6', 'l3', 'l0'])
  expect((await api.call<{ data: unknown[] }>('GET', '/api/v1/orders?customer=ext:lister&status=refunded')).body.data).toEqual([])
  expect((await api.call<{ data: unknown[] }>('GET', '/api/v1/orders?customer=ext:nobody')).body.data).toEqual([])
})
