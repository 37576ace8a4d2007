import { request as sendRequest } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { connect, type Pool } from '../../../db/client.ts'
import { createApiKey } from '../../../db/queries/api-keys.ts'
import { formatId } from '../../../domain/ids.ts'
import { startTestApi, type TestApi } from '../test-api.ts'
import { insertCustomers, insertGroup, type ProblemBody, saveAudience, subscribed } from './audience-fixtures.ts'

interface Preview {
  count: number
  reach: Record<'email' | 'sms' | 'push', { reachable: number; reasons: Record<string, number> }>
  sample: { id: string; externalId: string; name: string | null }[]
  words: string
  tookMs: number
}

let api: TestApi
/** Beside the API's own connections. */
let watcher: Pool
beforeAll(async () => {
  api = await startTestApi({ config: { questions: { atOnce: 2, waitingAtMost: 2, waitMs: 300, timeoutMs: 6_000 } } as never })
  const [{ database }] = await api.pool<[{ database: string }]>`SELECT current_database() AS database`
  const url = new URL(`postgres://x/${database}`)
  const { host, port, user, pass } = api.pool.options as unknown as { host: string[]; port: number[]; user: string; pass: string }
  watcher = connect(`postgres://${user}:${encodeURIComponent(pass)}@${host[0]}:${port[0]}${url.pathname}`, { max: 3 })
  await insertCustomers(api, [
    { externalId: 'ada', firstName: 'Ада', lastName: 'Иванова', city: 'София', email: 'ada@example.com', consents: { email: subscribed } },
    {
      externalId: 'bob',
      firstName: 'Bob',
      city: 'Sofia',
      email: 'bob@example.com',
      phone: '+359888123456',
      consents: { email: { ...subscribed, status: 'unsubscribed' }, sms: subscribed },
    },
    { externalId: 'cleo', city: 'софия', email: 'cleo@example.com', consents: { email: subscribed } },
    { externalId: 'dan', lastName: 'Dan', city: 'Varna' },
  ])
  await api.pool`INSERT INTO suppressions (channel, address, reason, source) VALUES ('email', 'cleo@example.com', 'complaint', 'test')`
})
afterAll(async () => {
  await watcher.end({ timeout: 1 })
  await api.close()
})

const preview = (body: object, key?: string) =>
  api.call<Preview & ProblemBody>('POST', '/api/v1/audiences/preview', { body, ...(key === undefined ? {} : { key }) })

describe('a preview', () => {
  it('counts, says whom each channel reaches and why not the others, names some, and says it in words', async () => {
    const { status, body } = await preview({ text: 'city = СОФИЯ' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      count: 2,
      reach: {
        email: { reachable: 1, reasons: { no_address: 0, suppressed: 1, not_subscribed: 0 } },
        sms: { reachable: 0, reasons: { no_address: 2, suppressed: 0, not_subscribed: 0 } },
        push: { reachable: 0, reasons: { no_address: 2, suppressed: 0, not_subscribed: 0 } },
      },
    })
    expect(Object.fromEntries(body.sample.map(({ externalId, name }) => [externalId, name]))).toEqual({ ada: 'Ада Иванова', cleo: null })
    expect(body.words).toContain('София'.toUpperCase())
    expect(body.tookMs).toBeGreaterThanOrEqual(0)
  })

  it('takes include and exclude parts of every kind', async () => {
    const group = await insertGroup(api, 'Team', ['ada', 'bob'])
    const saved = await saveAudience(api, 'Varna', 'city = Varna')
    const { body } = await preview({
      audience: {
        include: [
          { kind: 'group', groupId: formatId('group', group) },
          { kind: 'audience', audienceId: saved.id },
          { kind: 'rule', text: 'city = софия' },
          { kind: 'rfmCell', recency: 5, fm: 5 },
        ],
        exclude: [{ kind: 'rule', rule: { field: 'externalId', op: '=', value: 'bob' } }],
      },
    })
    expect(body.count).toBe(3)
    expect(body.sample.map(({ externalId }) => externalId).toSorted()).toEqual(['ada', 'cleo', 'dan'])
    expect(body.words).toMatch(
      /the group “Team”; or the audience “Varna”; or whoever .*; or the RFM cell 5\/5 \(champions\); but not whoever /,
    )
  })

  it('names as many as are asked for', async () => {
    expect((await preview({ text: 'everyone', sample: 3 })).body.sample).toHaveLength(3)
    expect((await preview({ text: 'everyone', sample: 0 })).body).toMatchObject({ count: 4, sample: [] })
    expect((await preview({ text: 'everyone', sample: 101 })).status).toBe(422)
  })

  it('names nobody to a key that may not read customers', async () => {
    const { key } = await createApiKey(watcher, { name: 'counts only', scopes: ['audiences:read'] })
    expect((await preview({ text: 'everyone' }, key)).body).toMatchObject({ count: 4, sample: [] })
    const refused = await preview({ text: 'everyone', sample: 1 }, key)
    expect([refused.status, refused.body.code]).toEqual([403, 'scope_missing'])
  })

  it('of nobody, and of parts that are none, is zero', async () => {
    expect((await preview({ text: 'nobody' })).body).toMatchObject({ count: 0, sample: [] })
    expect((await preview({ audience: { include: [], exclude: [{ kind: 'everyone' }] } })).body).toMatchObject({
      count: 0,
      words: 'nobody',
    })
    expect((await preview({ audience: { include: [{ kind: 'everyone' }], exclude: [{ kind: 'everyone' }] } })).body.count).toBe(0)
  })

  it('refuses what is no rule, and what is not there, at its path', async () => {
    expect((await preview({})).body.code).toBe('invalid_request')
    expect((await preview({ text: 'everyone', rule: { all: [] } })).body.code).toBe('invalid_request')
    const part = await preview({
      audience: { include: [{ kind: 'everyone' }, { kind: 'rule', rule: { all: [{ field: 'x', op: '=', value: 1 }] } }], exclude: [] },
    })
    expect([part.body.code, part.body.errors?.[0]?.path]).toEqual(['audience_rule_invalid', 'audience.include[1].rule.all[0].field'])
    const both = await preview({ audience: { include: [{ kind: 'rule', rule: { all: [] }, text: 'everyone' }], exclude: [] } })
    expect(both.body.errors).toEqual([{ path: 'audience.include[0]', message: 'Must have exactly one of rule and text' }])
    const gone = await preview({ text: 'audience = aud_01jd3x7k0fe1qv8m4z2r5t9w6n' })
    expect([gone.body.code, gone.body.errors?.[0]?.path]).toEqual(['audience_part_unavailable', 'text'])
    const cell = await preview({ audience: { include: [{ kind: 'rfmCell', recency: 6, fm: 1 }], exclude: [] } })
    expect(cell.body.errors?.[0]?.path).toBe('audience.include[0].recency')
  })
})

/** Keeps every question about customers waiting until it is released. */
async function holdCustomers(): Promise<() => Promise<void>> {
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  let isHeld: () => void = () => undefined
  const held = new Promise<void>((resolve) => (isHeld = resolve))
  const holding = watcher.begin(async (sql) => {
    await sql`LOCK TABLE customers IN ACCESS EXCLUSIVE MODE`
    isHeld()
    await released
  })
  await held
  const letGo = async () => {
    release()
    await holding
  }
  releases.push(letGo)
  return letGo
}

const releases: (() => Promise<void>)[] = []
// Also after a failure, so that the next test is not held by it.
afterEach(() => Promise.all(releases.splice(0).map((letGo) => letGo())))

const countWaiting = async () =>
  (await watcher`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'`).length

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; await delay(10)) if (await isTrue()) return
  throw new Error('It did not come to that')
}

function leave(path: string, method: string, body?: object) {
  const url = new URL(api.url + path)
  const request = sendRequest(url, { method, headers: { authorization: `Bearer ${api.key}`, 'content-type': 'application/json' } })
  request.on('error', () => undefined)
  request.end(body === undefined ? undefined : JSON.stringify(body))
  return request
}

describe('a preview that nobody waits for', () => {
  it('ends in the database as soon as the client has left', async () => {
    const { id } = await saveAudience(api, 'Asked', 'everyone')
    for (const [path, method, body] of [
      ['/api/v1/audiences/preview', 'POST', { text: 'everyone' }],
      [`/api/v1/audiences/${id}/customers`, 'GET', undefined],
      [`/api/v1/audiences/${id}/figures`, 'GET', undefined],
    ] as const) {
      const release = await holdCustomers()
      const request = leave(path, method, body)
      await until(async () => (await countWaiting()) === 1)
      const leftAt = performance.now()
      request.destroy()
      await until(async () => (await countWaiting()) === 0)
      // Long before the statement's own time is over.
      expect(performance.now() - leftAt).toBeLessThan(4_000)
      await release()
    }
    expect((await preview({ text: 'everyone' })).body.count).toBe(4)
  })

  it('that takes too long is a clear problem', async () => {
    const release = await holdCustomers()
    const { status, body } = await preview({ text: 'everyone' })
    expect([status, body.code]).toEqual([503, 'question_timed_out'])
    expect(await countWaiting()).toBe(0)
    await release()
  })
})

describe('many slow previews', () => {
  it('take a few connections, some wait, the rest are told to come again, and other requests go on', async () => {
    const release = await holdCustomers()
    const asked = Array.from({ length: 6 }, () => preview({ text: 'everyone' }))
    await until(async () => (await countWaiting()) === 2)
    expect((await api.call('GET', '/api/v1/broadcasts')).status).toBe(200)
    const answers = await Promise.all(asked)
    await release()
    const codes = answers.map(({ body }) => body.code).toSorted()
    expect(codes).toEqual([
      ...Array.from({ length: 2 }, () => 'question_timed_out'),
      ...Array.from({ length: 4 }, () => 'too_many_questions'),
    ])
    expect(answers.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('5')
    expect((await preview({ text: 'everyone' })).body.count).toBe(4)
  })
})
