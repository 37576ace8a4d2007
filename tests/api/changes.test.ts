import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { changeTopics } from '../../domain/change-topics.ts'
import { formatId } from '../../domain/ids.ts'
import { enterAs, ownPage } from '../members/member-browser.ts'
import { listen as open, type Listening } from './listen.ts'
import { startTestApi, type TestApi } from './test-api.ts'

const path = '/api/v1/changes'
const heard: Listening[] = []

let api: TestApi

beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())
afterEach(() => {
  for (const listening of heard.splice(0)) listening.close()
})

async function listen({ url = api.url, key = api.key, headers }: { url?: string; key?: string; headers?: Record<string, string> } = {}) {
  const listening = await open(url + path, headers ?? { authorization: `Bearer ${key}` })
  heard.push(listening)
  return listening
}

async function createKey(...scopes: string[]): Promise<{ id: string; key: string }> {
  return createApiKey(api.pool, { name: 'listener', scopes })
}

function createAudience(name: string) {
  return api.call<{ id: string }>('POST', '/api/v1/audiences', { body: { name, text: 'everyone' } })
}

const has = (topic: string) => (data: Record<string, unknown>) => (data['topics'] as string[]).includes(topic)

describe('the stream of changes', () => {
  it('begins with what it tells of, then says within seconds what has changed, and nothing but that', async () => {
    const listening = await listen()
    expect(await listening.hear('opened')).toEqual({ topics: changeTopics, recent: expect.any(Array) })
    const askedAt = performance.now()
    await createAudience('Heard at once')
    await listening.hear('changed', has('audiences'))
    // A second, and a machine that has other things to do.
    expect(performance.now() - askedAt).toBeLessThan(10_000)
    expect(listening.events.every(({ data }) => Object.keys(data).every((name) => name === 'topics' || name === 'recent'))).toBe(true)
  })

  it('tells of what is written without a trigger, as PostgreSQL counts it', async () => {
    const listening = await listen()
    await listening.hear('opened')
    await api.call('POST', '/api/v1/customers', { body: { externalId: 'counted' } })
    expect(await listening.hear('changed', has('customers'))).toMatchObject({ topics: expect.arrayContaining(['customers']) })
  })

  it('says once what a transaction did, when it has committed, however long it took', async () => {
    const listening = await listen()
    await listening.hear('opened')
    await api.pool.begin(async (sql) => {
      await sql`INSERT INTO offers (name) VALUES ('Slow')`
      await createAudience('Meanwhile')
      await listening.hear('changed', has('audiences'))
    })
    await listening.hear('changed', has('offers'))
    await createAudience('Afterwards')
    await listening.hear(
      'changed',
      (data) => has('audiences')(data) && listening.events.filter((one) => has('audiences')(one.data)).length > 2,
    )
    expect(listening.events.filter(({ event, data }) => event === 'changed' && has('offers')(data))).toHaveLength(1)
  })

  it('tells of nothing that was rolled back', async () => {
    const listening = await listen()
    await listening.hear('opened')
    await expect(
      api.pool.begin(async (sql) => {
        await sql`INSERT INTO offers (name) VALUES ('Never')`
        throw new Error('taken back')
      }),
    ).rejects.toThrow('taken back')
    await createAudience('Kept')
    await listening.hear('changed', has('audiences'))
    expect(listening.events.some(({ event, data }) => event === 'changed' && has('offers')(data))).toBe(false)
  })

  it('tells each caller of what their scopes may read alone', async () => {
    const { key } = await createKey('imports:read')
    const everything = await listen()
    const imports = await listen({ key })
    expect(await imports.hear('opened')).toMatchObject({ topics: ['imports'] })
    await everything.hear('opened')
    await createAudience('Not for everybody')
    await everything.hear('changed', has('audiences'))
    await api.pool`INSERT INTO imports (kind, file_name, options) VALUES ('customers', 'a.csv', '{}')`
    await imports.hear('changed', has('imports'))
    expect(imports.events.filter(({ event }) => event === 'changed').map(({ data }) => data)).toEqual([{ topics: ['imports'] }])
  })

  it('loses nothing to whoever comes back: what changed shortly before is said at the beginning', async () => {
    const first = await listen()
    await first.hear('opened')
    first.close()
    await createAudience('While nobody listened')
    const again = await listen()
    expect((await again.hear('opened'))['recent']).toContain('audiences')
  })

  it('says it to listeners of every process', async () => {
    const other = await startTestApi({ pool: api.pool, keyedPool: api.pool })
    const elsewhere = await listen({ url: other.url })
    await elsewhere.hear('opened')
    await createAudience('From next door')
    expect(await elsewhere.hear('changed', has('audiences'))).toMatchObject({ topics: expect.arrayContaining(['audiences']) })
    elsewhere.close()
    await other.goAway()
  })

  it('is for those who are known alone', async () => {
    await expect(open(api.url + path, {})).rejects.toThrow('401 api_key_missing')
  })
})

describe('a stream', () => {
  it('ends with the key it was opened with, and with its expiry', async () => {
    const { id, key } = await createKey('audiences:read')
    const expiring = await createKey('*')
    const revoked = await listen({ key })
    const expired = await listen({ key: expiring.key })
    const lasting = await listen()
    await api.call('DELETE', `/api/v1/api-keys/${formatId('apiKey', id)}`)
    await api.pool`UPDATE api_keys SET expires_at = now() WHERE id = ${expiring.id}`
    await Promise.all([revoked.hearEnd(), expired.hearEnd()])
    expect(lasting.hasEnded()).toBe(false)
    await expect(listen({ key })).rejects.toThrow('401 api_key_revoked')
  })

  it('ends with the session it was opened with, and with the role', async () => {
    const leaver = await enterAs(api, 'operator', { name: 'leaver' })
    const demoted = await enterAs(api, 'operator', { name: 'demoted' })
    const stayer = await enterAs(api, 'viewer', { name: 'stayer' })
    const [ofLeaver, ofDemoted, ofStayer] = await Promise.all(
      [leaver, demoted, stayer].map(({ cookie }) => listen({ headers: { cookie, ...ownPage } })),
    )
    await leaver.call('DELETE', '/api/v1/session')
    await api.pool`UPDATE members SET role = 'viewer' WHERE id = ${demoted.member.id}`
    await ofLeaver?.hearEnd()
    await ofDemoted?.hearEnd()
    expect(ofStayer?.hasEnded()).toBe(false)
  })

  it('of a run ends as well', async () => {
    const { id: importId } = (
      await api.pool<{ id: string }[]>`
      INSERT INTO imports (kind, file_name, options) VALUES ('customers', 'b.csv', '{}') RETURNING id`
    )[0] ?? { id: '' }
    const { id, key } = await createKey('imports:read')
    const listening = await open(`${api.url}/api/v1/imports/${formatId('import', importId)}/stream`, { authorization: `Bearer ${key}` })
    heard.push(listening)
    await listening.hear('progress')
    await api.pool`UPDATE api_keys SET scopes = '{}' WHERE id = ${id}`
    await listening.hearEnd()
    expect(listening.hasEnded()).toBe(true)
  })
})
