import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { goodPassword, ownPage, type ProblemBody } from './member-browser.ts'

const owner = { name: 'Ada', email: 'ada@example.com', password: goodPassword }
const config = { publicUrl: 'http://127.0.0.1:3000', secret: 'a secret for tests', temporal: { uiUrl: '', namespace: '' } }
let local: TestApi
let elsewhere: TestApi

beforeAll(async () => {
  local = await startTestApi({ config: { ...config, host: '127.0.0.1' } })
  elsewhere = await startTestApi({ config: { ...config, host: '0.0.0.0', publicUrl: 'https://shop.example.com' } })
})
afterEach(async () => {
  for (const api of [local, elsewhere]) await api.pool`TRUNCATE members CASCADE`
})
afterAll(async () => {
  await local.close()
  await elsewhere.close()
})

describe('the first owner', () => {
  it('is made on the installation’s own machine by whoever opens the console, and is signed in', async () => {
    const before = await local.call('GET', '/api/v1/setup', { key: null, headers: ownPage })
    expect(before.body).toEqual({ hasOwner: false, needsKey: false })
    const made = await local.call<{ member: object }>('POST', '/api/v1/setup', { key: null, headers: ownPage, body: owner })
    expect([made.status, made.body.member]).toMatchObject([201, { name: 'Ada', email: 'ada@example.com', role: 'owner' }])
    const cookie = made.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect((await local.call('GET', '/api/v1/session', { key: null, headers: { ...ownPage, cookie } })).status).toBe(200)
    const again = await local.call<ProblemBody>('POST', '/api/v1/setup', { key: null, headers: ownPage, body: owner })
    expect([again.status, again.body.code]).toEqual([409, 'owner_exists'])
    expect((await local.call('GET', '/api/v1/setup', { key: null, headers: ownPage })).body).toMatchObject({ hasOwner: true })
  })

  it('is one, however many try at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_, at) =>
        local.call('POST', '/api/v1/setup', { key: null, headers: ownPage, body: { ...owner, email: `owner${at}@example.com` } }),
      ),
    )
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 409, 409, 409])
    expect(await local.pool`SELECT FROM members`).toHaveLength(1)
    expect(await local.pool`SELECT FROM sessions`).toHaveLength(1)
  })

  it('is not made by a stranger: elsewhere it takes a key that may do everything', async () => {
    expect((await elsewhere.call('GET', '/api/v1/setup', { key: null })).body).toEqual({ hasOwner: false, needsKey: true })
    const stranger = await elsewhere.call<ProblemBody>('POST', '/api/v1/setup', { key: null, headers: ownPage, body: owner })
    expect([stranger.status, stranger.body.code]).toEqual([403, 'setup_not_allowed'])
    const { key: lesser } = await createApiKey(elsewhere.pool, { name: 'shop', scopes: ['members:write', 'orders:*'] })
    expect((await elsewhere.call('POST', '/api/v1/setup', { key: lesser, body: owner })).status).toBe(403)
    expect((await elsewhere.call('POST', '/api/v1/setup', { body: owner })).status).toBe(201)
  })

  it('is not made through a proxy, nor under a name that was made to lead here', async () => {
    const disguises: Record<string, string>[] = [{ 'x-forwarded-for': '192.0.2.1' }, { host: 'evil.example' }]
    for (const headers of disguises) {
      expect(await postRaw({ ...ownPage, ...headers })).toBe(403)
    }
    expect(await local.pool`SELECT FROM members`).toHaveLength(0)
  })

  it('chooses a password that is not the first to be guessed', async () => {
    const refused = await local.call<ProblemBody>('POST', '/api/v1/setup', {
      key: null,
      headers: ownPage,
      body: { ...owner, password: 'ada@example.com' },
    })
    expect([refused.status, refused.body.errors?.map(({ path }) => path)]).toEqual([422, ['password']])
  })
})

/** Fetch would say its own Host. */
function postRaw(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${local.url}/api/v1/setup`,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        response.resume()
        resolve(response.statusCode)
      },
    )
    sent.on('error', reject)
    sent.end(JSON.stringify(owner))
  })
}
