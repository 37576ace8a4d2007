import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../../tests/api/test-api.ts'
import { formatId } from '../../domain/ids.ts'
import { createCustomerTokenVerifier } from '../pages/push/customer-token.ts'

const now = new Date('2026-03-01T12:00:00.500Z')
let api: TestApi
let customerId: string
beforeAll(async () => {
  api = await startTestApi({ clock: () => now })
  const [row] = await api.pool<[{ id: string }]>`INSERT INTO customers (external_id) VALUES ('c-1') RETURNING id`
  customerId = row.id
})
afterAll(() => api.close())

interface PushLink {
  token: string
  url: string
  expiresAt: string
}

describe('a push link', () => {
  it('is made for the customer that the store names, by either id', async () => {
    for (const id of [formatId('customer', customerId), 'ext:c-1']) {
      const { status, body } = await api.call<PushLink>('POST', `/api/v1/customers/${id}/push-link`, { body: { validForSeconds: 60 } })
      expect(status).toBe(200)
      expect(body).toMatchObject({ url: `http://127.0.0.1:3000/push?customer=${body.token}`, expiresAt: '2026-03-01T12:01:00.000Z' })
      expect(createCustomerTokenVerifier('a secret for tests')(body.token, now)).toBe(customerId)
    }
  })

  it('lives for an hour unless told otherwise, and 30 days at most', async () => {
    const { body } = await api.call<PushLink>('POST', '/api/v1/customers/ext:c-1/push-link')
    expect(body.expiresAt).toBe('2026-03-01T13:00:00.000Z')
    expect((await api.call('POST', '/api/v1/customers/ext:c-1/push-link', { body: { validForSeconds: 31 * 86_400 } })).status).toBe(422)
  })

  it('is made for nobody else', async () => {
    expect((await api.call('POST', '/api/v1/customers/ext:nobody/push-link')).status).toBe(404)
    expect((await api.call('POST', '/api/v1/customers/ext:c-1/push-link', { key: null })).status).toBe(401)
  })
})
