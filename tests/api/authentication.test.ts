import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey, generateApiKey } from '../../db/queries/api-keys.ts'
import { startTestApi, type TestApi } from './test-api.ts'

interface ProblemBody {
  code: string
  detail?: string
}

let api: TestApi

beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())

async function askWith(key: string | null, headers: Record<string, string> = {}) {
  return api.call<ProblemBody>('GET', '/api/v1/customers', { key, headers })
}

describe('an API key', () => {
  it('is asked for when there is none, as RFC 6750 says', async () => {
    const { status, headers, body } = await askWith(null)
    expect([status, body.code, headers.get('www-authenticate')]).toEqual([401, 'api_key_missing', 'Bearer realm="regulars"'])
  })

  it('is refused when nobody has it, or it is no key at all', async () => {
    for (const key of [generateApiKey(), 'reg_short', "reg_'; DROP TABLE api_keys; --", 'x'.repeat(5000)]) {
      const { status, headers, body } = await askWith(key)
      expect([status, body.code]).toEqual([401, 'api_key_invalid'])
      expect(headers.get('www-authenticate')).toContain('invalid_token')
    }
    expect((await askWith(null, { authorization: 'Basic dXNlcjpwYXNz' })).body.code).toBe('api_key_invalid')
  })

  it('is refused with a code of its own once it has expired or was revoked', async () => {
    const expired = await createApiKey(api.pool, { name: 'old', scopes: ['*'], expiresAt: new Date(Date.now() - 1) })
    expect((await askWith(expired.key)).body.code).toBe('api_key_expired')
    const made = await api.call<{ id: string; key: string }>('POST', '/api/v1/api-keys', {
      body: { name: 'short-lived', scopes: ['customers:read'] },
    })
    expect((await askWith(made.body.key)).status).toBe(200)
    await api.call('DELETE', `/api/v1/api-keys/${made.body.id}`)
    const revoked = await askWith(made.body.key)
    expect([revoked.status, revoked.body.code]).toEqual([401, 'api_key_revoked'])
  })

  it('may do what its scopes say and nothing else', async () => {
    const { key } = await createApiKey(api.pool, { name: 'orders', scopes: ['orders:*', 'customers:read'] })
    expect((await api.call('GET', '/api/v1/orders', { key })).status).toBe(200)
    expect((await api.call('POST', '/api/v1/orders', { key, body: {} })).status).toBe(422)
    expect((await api.call('GET', '/api/v1/customers', { key })).status).toBe(200)
    const refused = await api.call<ProblemBody>('POST', '/api/v1/customers', { key, body: {} })
    expect([refused.status, refused.body.code, refused.body.detail]).toEqual([403, 'scope_missing', 'Needs the scope customers:write.'])
  })

  it('grants no more than it has', async () => {
    const { key } = await createApiKey(api.pool, { name: 'keys', scopes: ['keys:*', 'orders:read'] })
    const make = async (scopes: string[]) => (await api.call('POST', '/api/v1/api-keys', { key, body: { name: 'child', scopes } })).status
    expect(await make(['orders:read', 'keys:write'])).toBe(201)
    expect(await make(['orders:*'])).toBe(403)
    expect(await make(['*'])).toBe(403)
    expect(await make(['everything'])).toBe(422)
  })

  it('is kept as a hash alone', async () => {
    const { body } = await api.call<{ key: string }>('POST', '/api/v1/api-keys', { body: { name: 'secret', scopes: ['*'] } })
    const [row] = await api.pool<{ text: string }[]>`SELECT api_keys::text AS text FROM api_keys WHERE name = 'secret'`
    expect(row?.text).not.toContain(body.key.slice(10))
    expect((await api.call<string>('GET', '/api/v1/api-keys')).body).not.toContain(body.key)
  })
})

it('asks a key that asks too often to wait', async () => {
  const limited = await startTestApi({
    config: { publicUrl: '', secret: '', temporal: { uiUrl: '', namespace: '' }, rateLimit: { requests: 3, perSeconds: 60 } },
  })
  const statuses: number[] = []
  for (let request = 0; request < 4; request += 1) statuses.push((await limited.call('GET', '/api/v1/orders')).status)
  const refused = await limited.call<ProblemBody>('GET', '/api/v1/orders')
  await limited.close()
  expect(statuses).toEqual([200, 200, 200, 429])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
})
