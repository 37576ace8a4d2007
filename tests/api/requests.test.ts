import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineRoute } from '../../api/http/routes.ts'
import { connect } from '../../db/client.ts'
import { startTestApi, type TestApi } from './test-api.ts'

interface ProblemBody {
  type: string
  title: string
  status: number
  code: string
  requestId: string
  errors?: { path: string; message: string }[]
}

const canary = 'canary-7f3a@example.com'

const echo = defineRoute({
  method: 'post',
  path: '/api/v1/echo',
  tag: 'Test',
  summary: 'Echo',
  scope: 'customers:read',
  body: z.strictObject({
    name: z.string(),
    items: z.array(z.strictObject({ count: z.int() })).optional(),
    free: z.record(z.string(), z.unknown()).optional(),
  }),
  bodyLimitBytes: 100_000,
  response: z.strictObject({ name: z.string(), free: z.unknown() }),
  handler: async ({ body }) => ({ name: body.name, free: body.free ?? null }),
})
const broken = defineRoute({
  method: 'get',
  path: '/api/v1/broken',
  tag: 'Test',
  summary: 'Breaks',
  scope: 'customers:read',
  response: z.strictObject({}),
  handler: async () => {
    throw new Error(`No customer ${canary}`)
  },
})
const brokenQuery = defineRoute({
  method: 'get',
  path: '/api/v1/broken-query',
  tag: 'Test',
  summary: 'Breaks in the database',
  scope: 'customers:read',
  response: z.strictObject({}),
  async handler({ sql }) {
    await sql`INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor) VALUES (${canary}, gen_random_uuid(), now(), 'none', 'EUR', 1)`
    return {}
  },
})

let api: TestApi

beforeAll(async () => {
  api = await startTestApi({ routes: [echo, broken, brokenQuery] })
})
afterAll(() => api.close())

async function send(body: string | Uint8Array, headers: Record<string, string> = {}) {
  return api.call<ProblemBody>('POST', '/api/v1/echo', { body, headers })
}

describe('a body', () => {
  it.each([
    ['no JSON', '{"name"', 400, 'malformed_json'],
    ['nothing but a NUL byte', '\0', 400, 'malformed_json'],
    ['JSON in another encoding', Buffer.from('{"name":"é"}', 'latin1'), 400, 'malformed_json'],
    ['something else than an object', '[1]', 422, 'invalid_request'],
    ['too large', `{"name":"${'x'.repeat(100_000)}"}`, 413, 'body_too_large'],
    ['nested without end', `{"name":"x","free":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`, 422, 'invalid_request'],
  ])('that is %s is answered with its own code', async (_what, body, status, code) => {
    const answer = await send(body)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(answer.body).toMatchObject({ status, code, type: `urn:regulars:problem:${code}` })
    expect(answer.status).toBe(status)
  })

  it.each([
    ['an unknown field', '{"name":"x","nmae":1}', 'nmae'],
    ['an unknown field deeper down', '{"name":"x","items":[{"count":1},{"count":1,"cuont":2}]}', 'items[1].cuont'],
    ['a wrong type', '{"name":7}', 'name'],
    ['a NUL in a value', String.raw`{"name":"a\u0000b"}`, 'name'],
    ['a NUL in a key', String.raw`{"name":"x","free":{"a\u0000":1}}`, 'free'],
    ['half of a surrogate pair', String.raw`{"name":"x","free":{"a":["\ud83d"]}}`, 'free.a[0]'],
    ['an integer that would be rounded', '{"name":"x","items":[{"count":9007199254740993}]}', 'items[0].count'],
    ['an integer that would be rounded in a free-form value', '{"name":"x","free":{"n":12345678901234567890}}', 'free.n'],
    ['a number without end', '{"name":"x","free":{"n":1e999}}', 'free.n'],
    ['a prototype', '{"name":"x","free":{"__proto__":{"admin":true}}}', 'free'],
  ])('with %s is refused with the path to it', async (_what, body, path) => {
    const answer = await send(body)
    expect(answer.status).toBe(422)
    expect(answer.body.errors?.map((error) => error.path)).toContain(path)
  })

  it('is JSON by name', async () => {
    for (const type of ['text/plain', 'application/xml', 'application/json; charset=latin1', 'application/jsonp', '']) {
      expect((await send('{"name":"x"}', { 'content-type': type })).status, type).toBe(415)
    }
    for (const type of ['application/json', 'Application/JSON; charset=UTF-8'])
      expect((await send('{"name":"x"}', { 'content-type': type })).status).toBe(200)
  })

  it('may be compressed, and its limit is of what comes out', async () => {
    const compress = (text: string) => send(gzipSync(text), { 'content-encoding': 'gzip' })
    expect((await compress('{"name":"x"}')).status).toBe(200)
    expect((await compress(`{"name":"${'x'.repeat(200_000)}"}`)).status).toBe(413)
    expect((await send('{}', { 'content-encoding': 'gzip' })).status).toBe(400)
    expect((await send('{}', { 'content-encoding': 'zstd' })).status).toBe(415)
  })

  it('comes back as it was, emoji and all', async () => {
    expect((await send('{"name":"Zoë 👩‍🚀","free":{"constructor":1}}')).body).toEqual({ name: 'Zoë 👩‍🚀', free: { constructor: 1 } })
  })
})

describe('a path', () => {
  it('that is unknown is 404, with a method that it does not have 405 and those that it has', async () => {
    expect((await api.call('GET', '/api/v1/nothing')).status).toBe(404)
    const refused = await api.call<ProblemBody>('GET', '/api/v1/echo')
    expect([refused.status, refused.headers.get('allow'), refused.body.code]).toEqual([405, 'POST', 'method_not_allowed'])
    expect((await api.call('GET', '/api/v1/%E0%A4%A')).status).toBe(404)
  })

  it.each([
    ['pending-triggers?limit=2&stage=waiting', '/api/v1/pending-triggers?limit=2&stage=waiting'],
    ['pending-triggers/retry', '/api/v1/pending-triggers/retry'],
    ['diagnostics?customer=ext:1', '/api/v1/diagnostics?customer=ext:1'],
    ['system-health', '/api/v1/system-health'],
  ])('of voucher campaigns that has an address of its own sends on to it: %s', async (path, own) => {
    const answer = await fetch(`${api.url}/api/v1/voucher-campaigns/${path}`, { method: 'POST', redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([308, own])
  })

  it.each(['health', 'overlaps', 'pending-triggersome'])('of voucher campaigns is not sent on: %s', async (path) => {
    expect((await fetch(`${api.url}/api/v1/voucher-campaigns/${path}`, { redirect: 'manual' })).status).not.toBe(308)
  })
})

describe('a fault of ours', () => {
  it('says nothing of what it was, and the log has it under the request’s id without values', async () => {
    const answer = await api.call<ProblemBody>('GET', '/api/v1/broken', { allowsFault: true })
    expect(answer.status).toBe(500)
    expect(JSON.stringify(answer.body)).not.toContain('canary')
    const line = api.logLines.find((logged) => logged.includes('internal_error') && logged.includes(answer.body.requestId))
    expect(line).toContain('frames')
    expect(api.logLines.join('')).not.toContain('canary')
  })

  it('in the database is logged by its code and constraint alone', async () => {
    const answer = await api.call<ProblemBody>('GET', '/api/v1/broken-query', { allowsFault: true })
    expect(answer.status).toBe(500)
    expect(api.logLines.find((line) => line.includes('23514'))).toContain('orders_status_check')
    expect(api.logLines.join('')).not.toContain('canary')
  })
})

describe('the log', () => {
  it('has one line a request with its route, status and key, and nothing that a person could be known by', async () => {
    const { headers } = await api.call('POST', `/api/v1/echo?email=${canary}`, { body: { name: canary } })
    const id = headers.get('x-request-id') ?? 'none'
    const lines = api.logLines.filter((line) => line.includes(id)).map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({ event: 'request', method: 'POST', route: '/api/v1/echo', status: 200 })
    expect(lines[0]).toHaveProperty('keyId')
    expect(api.logLines.join('')).not.toContain('canary')
  })
})

describe('without the database', () => {
  it('is 503 with the request to come again, and the process lives', async () => {
    const pool = connect('postgres://nobody@127.0.0.1:1/none', { max: 2 })
    const cut = await startTestApi({ pool })
    const asked = await cut.call<ProblemBody>('GET', '/api/v1/orders', { key: 'reg_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' })
    const ready = await cut.call<ProblemBody>('GET', '/readyz')
    const alive = await cut.call('GET', '/healthz')
    const metrics = await cut.call<string>('GET', '/metrics')
    await cut.close()
    expect([asked.status, asked.body.code, asked.headers.get('retry-after')]).toEqual([503, 'database_unavailable', '2'])
    expect([ready.status, ready.body.code]).toEqual([503, 'not_ready'])
    expect(ready.body.errors?.map((error) => error.path)).toEqual(['database', 'temporal'])
    expect(alive.status).toBe(200)
    expect(metrics.body).toContain('regulars_http_request_duration_seconds_bucket')
  })
})
