import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RowResult } from '../../api/http/bulk.ts'
import { startTestApi, type TestApi } from './test-api.ts'

let api: TestApi

beforeAll(async () => {
  api = await startTestApi()
  await api.call('POST', '/api/v1/customers/bulk', { body: { customers: [{ externalId: 'ada' }, { externalId: 'bob' }] } })
})
afterAll(() => api.close())

interface Bulk {
  results: RowResult[]
  created: number
}

describe('products', () => {
  it('are upserted by external id, single and in bulk', async () => {
    const product = {
      externalId: 'p1',
      name: 'Tea',
      category: 'hot',
      price: { amountMinor: 350, currency: 'eur' },
      url: 'https://shop.example/tea',
    }
    const created = await api.call('POST', '/api/v1/products', { body: product })
    expect([created.status, created.body]).toMatchObject([
      201,
      { name: 'Tea', price: { amountMinor: 350, currency: 'EUR' }, imageUrl: null },
    ])
    const { body } = await api.call<Bulk>('POST', '/api/v1/products/bulk', {
      body: {
        products: [
          product,
          { externalId: 'p2' },
          { externalId: 'p3', name: 'Cake', url: 'javascript:alert(1)' },
          { externalId: 'p4', name: 'Pie' },
          { externalId: 'p1', price: null },
        ],
      },
    })
    expect(body.results.map((result) => [result.status, result.errors?.[0]?.path])).toEqual([
      ['updated', undefined],
      ['rejected', 'name'],
      ['rejected', 'url'],
      ['created', undefined],
      ['updated', undefined],
    ])
    expect((await api.call('GET', '/api/v1/products/ext:p1')).body).toMatchObject({ name: 'Tea', price: null, category: 'hot' })
    expect(
      (await api.call<{ data: { externalId: string }[] }>('GET', '/api/v1/products?category=hot')).body.data.map((row) => row.externalId),
    ).toEqual(['p1'])
  })
})

describe('events', () => {
  it('are recorded once by their message id', async () => {
    const event = (messageId: string, customerExternalId = 'ada') => ({
      messageId,
      customerExternalId,
      name: 'Product Viewed',
      properties: { sku: 'p1' },
    })
    const first = await api.call<Bulk>('POST', '/api/v1/events', {
      body: { events: [event('m1'), event('m2'), event('m1'), event('m3', 'nobody'), { messageId: 'm4', name: 'x' }] },
    })
    expect(first.body.results.map((result) => result.status)).toEqual(['created', 'created', 'duplicate', 'rejected', 'rejected'])
    const second = await api.call<Bulk>('POST', '/api/v1/events', { body: { events: [event('m2'), event('m5')] } })
    expect(second.body.results.map((result) => result.status)).toEqual(['duplicate', 'created'])
    const { body } = await api.call<{ data: { messageId: string }[] }>('GET', '/api/v1/events?customer=ext:ada&name=Product+Viewed')
    expect(body.data.map((row) => row.messageId).toSorted()).toEqual(['m1', 'm2', 'm5'])
  })
})

describe('push subscriptions', () => {
  const keys = { p256dh: `B${'a'.repeat(86)}`, auth: 'a'.repeat(22) }

  it('are kept by endpoint, follow whoever signs in last, and are no consent by themselves', async () => {
    const subscribe = (customerExternalId: string, extra = {}) =>
      api.call<{ id: string; customerId: string }>('POST', '/api/v1/push-subscriptions', {
        body: { customerExternalId, endpoint: 'https://push.example/1', keys, ...extra },
      })
    // As browsers' own `toJSON()` has it.
    const first = await subscribe('ada', { expirationTime: null })
    expect(first.status).toBe(201)
    const moved = await subscribe('bob', { consent: { status: 'subscribed', source: 'app' } })
    expect([moved.status, moved.body.id]).toEqual([200, first.body.id])
    expect(moved.body.customerId).not.toBe(first.body.customerId)
    const consent = async (name: string) =>
      (await api.call<{ consents: { push: string } }>('GET', `/api/v1/customers/ext:${name}`)).body.consents.push
    expect([await consent('ada'), await consent('bob')]).toEqual(['never', 'subscribed'])
    expect((await api.call('DELETE', `/api/v1/push-subscriptions/${first.body.id}`)).status).toBe(204)
    expect((await api.call<{ data: unknown[] }>('GET', '/api/v1/push-subscriptions?customer=ext:bob')).body.data).toEqual([])
  })

  it('are refused when they could not be sent to', async () => {
    const rows = [
      { customerExternalId: 'ada', endpoint: 'http://push.example/1', keys },
      { customerExternalId: 'ada', endpoint: 'https://push.example/2', keys: { ...keys, auth: 'short' } },
      { customerExternalId: 'nobody', endpoint: 'https://push.example/3', keys },
      { customerExternalId: 'ada', endpoint: 'https://push.example/4', keys },
    ]
    const { body } = await api.call<Bulk>('POST', '/api/v1/push-subscriptions/bulk', { body: { pushSubscriptions: rows } })
    expect(body.results.map((result) => [result.status, result.errors?.[0]?.path])).toEqual([
      ['rejected', 'endpoint'],
      ['rejected', 'keys.auth'],
      ['rejected', 'customerExternalId'],
      ['created', undefined],
    ])
    expect((await api.call<{ code: string }>('POST', '/api/v1/push-subscriptions', { body: rows[2] })).body.code).toBe('unknown_customer')
  })
})

describe('settings', () => {
  it('have defaults, change field by field, and count their changes', async () => {
    const before = await api.call<{ value: { name: string; country: string }; version: number }>('GET', '/api/v1/settings/store')
    expect(before.body).toMatchObject({ value: { country: 'DE' }, version: 0 })
    const changed = await api.call('PATCH', '/api/v1/settings/store', {
      body: { country: 'at', timeZone: 'europe/vienna', sender: { name: 'Shop', email: 'Shop@Example.com' } },
    })
    expect(changed.body).toMatchObject({
      value: {
        country: 'AT',
        timeZone: 'Europe/Vienna',
        sender: { name: 'Shop', email: 'shop@example.com' },
        name: before.body.value.name,
      },
      version: 1,
    })
  })

  it('say who changed them last, and refuse a change of a version that is not theirs any more', async () => {
    const path = '/api/v1/settings/vouchers'
    const before = await api.call<object>('GET', path)
    expect(before.body).toEqual({ value: { maxOpenPerCustomer: null }, version: 0, changedAt: null, changedBy: null })
    const patch = (maxOpenPerCustomer: number, version: string) =>
      api.call<{ code?: string }>('PATCH', path, { body: { maxOpenPerCustomer }, headers: { 'if-match': version } })
    const first = await patch(3, before.headers.get('etag') ?? '')
    expect(first.body).toMatchObject({ value: { maxOpenPerCustomer: 3 }, version: 1, changedBy: 'test', changedAt: expect.any(String) })
    expect(await patch(5, before.headers.get('etag') ?? '')).toMatchObject({ status: 412, body: { code: 'version_mismatch' } })
    expect((await api.call<object>('GET', path)).body).toEqual(first.body)
    expect((await patch(5, first.headers.get('etag') ?? '')).status).toBe(200)
  })

  it('let one of several changes of the same version through', async () => {
    const path = '/api/v1/settings/contact-policy'
    const etag = (await api.call('GET', path)).headers.get('etag') ?? ''
    const answers = await Promise.all(
      [1, 2, 3, 4].map((days) => api.call('PATCH', path, { body: { cooldownMs: days * 86_400_000 + 1 }, headers: { 'if-match': etag } })),
    )
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 412, 412, 412])
  })

  it('refuse what makes no sense', async () => {
    const paths = async (topic: string, body: unknown) => {
      const answer = await api.call<{ errors: { path: string }[] }>('PATCH', `/api/v1/settings/${topic}`, { body })
      expect(answer.status).toBe(422)
      return answer.body.errors.map((error) => error.path)
    }
    expect(await paths('store', { currency: 'QQQ', url: 'ftp://x', nmae: 1 })).toEqual(['url', 'currency', 'nmae'])
    expect(await paths('contact-policy', { cooldownMs: -1, quietHours: { sms: { from: '25:00', until: '08:00' } } })).toEqual([
      'cooldownMs',
      'quietHours.sms.from',
    ])
    expect(await paths('segments', { shortestGapDays: 200 })).toEqual(['longestGapDays'])
    expect((await api.call<{ version: number }>('GET', '/api/v1/settings/segments')).body.version).toBe(0)
  })
})
