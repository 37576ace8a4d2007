import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import type { AdminFault } from '../sandbox/store-admin/admin-faults.ts'
import type { StoreAdmin } from './store-admin.ts'
import { createHttpStoreAdmin } from './store-admin-http.ts'

let sandbox: Sandbox
let admin: StoreAdmin
beforeAll(async () => {
  sandbox = await createSandbox({ storeAdmin: { token: 'the token' } })
  admin = createHttpStoreAdmin({ url: sandbox.storeAdminUrl, token: 'the token', timeoutMs: 20_000, retryDelaysMs: [1, 1, 1] })
})
afterAll(() => sandbox.close())
beforeEach(() => sandbox.storeAdmin.reset())

const ids = Array.from({ length: 12_000 }, (_, index) => `customer ${String(index).padStart(5, '0')} ñ/?#`)
const fails = (faults: AdminFault[]) => sandbox.storeAdmin.faults.set(faults)

async function readMembers(id: string): Promise<string[]> {
  const members: string[] = []
  let cursor: string | null = null
  do {
    const page = await admin.listMembers(id, { cursor })
    if (page === undefined) throw new Error('There is no such group')
    members.push(...page.customerIds)
    cursor = page.nextCursor
  } while (cursor !== null)
  return members
}

describe('the store admin over HTTP', () => {
  it('gives groups and their members page by page, whatever their ids look like', async () => {
    sandbox.storeAdmin.create({ id: 'a/b ?é', name: 'Käufer 東京', members: ids })
    sandbox.storeAdmin.create({ id: 'all', name: 'All', kind: 'all_customers' })
    const { groups, nextCursor } = await admin.listGroups({ cursor: null })
    expect(nextCursor).toBeNull()
    expect(groups).toEqual([
      { id: 'a/b ?é', name: 'Käufer 東京', version: expect.any(Number), memberCount: 12_000, isEveryone: false },
      { id: 'all', name: 'All', version: expect.any(Number), memberCount: 0, isEveryone: true },
    ])
    expect(await admin.readGroup('a/b ?é')).toEqual(groups[0])
    expect(await readMembers('a/b ?é')).toEqual(ids)
  })

  it('says that a group is not there, and takes no other 404 for that', async () => {
    expect(await admin.readGroup('nothing')).toBeUndefined()
    expect(await admin.listMembers('nothing', { cursor: null })).toBeUndefined()
    const elsewhere = createHttpStoreAdmin({ url: `${sandbox.url}/nowhere`, token: 'x', retryDelaysMs: [] })
    await expect(elsewhere.readGroup('nothing')).rejects.toMatchObject({ kind: 'invalid_answer' })
  })

  it('is tried again where a fault passes', async () => {
    sandbox.storeAdmin.create({ id: 'g', name: 'G', members: ['one'] })
    for (const kind of ['server_error', 'reset'] as const) {
      fails([{ kind, count: 3 }])
      expect(await readMembers('g')).toEqual(['one'])
      fails([{ kind, count: 4 }])
      await expect(readMembers('g')).rejects.toMatchObject({ kind: kind === 'reset' ? 'unreachable' : 'server_error' })
    }
  })

  it('is asked again no sooner than it says, and a long wait is left to the caller', async () => {
    fails([{ kind: 'rate_limited', count: 1, retryAfterSeconds: 1 }])
    const begunAt = performance.now()
    expect(await admin.readGroup('nothing')).toBeUndefined()
    expect(performance.now() - begunAt).toBeGreaterThanOrEqual(990)
    fails([{ kind: 'rate_limited', count: 1, retryAfterSeconds: 3_600 }])
    await expect(admin.readGroup('nothing')).rejects.toMatchObject({ kind: 'rate_limited', retryAfterMs: 3_600_000 })
  })

  it('is not waited for beyond its time', async () => {
    // An answer that is not slowed comes well within it, on a busy machine too.
    const hasty = createHttpStoreAdmin({ url: sandbox.storeAdminUrl, token: 'the token', timeoutMs: 2_000, retryDelaysMs: [1] })
    fails([{ kind: 'slow', ms: 20_000, count: 2 }])
    await expect(hasty.readGroup('g')).rejects.toMatchObject({ kind: 'unreachable' })
    fails([{ kind: 'slow', ms: 20_000, count: 1 }])
    expect(await hasty.readGroup('g')).toBeUndefined()
  })

  it('is left alone once the caller gives up', async () => {
    fails([{ kind: 'server_error' }])
    const patient = createHttpStoreAdmin({ url: sandbox.storeAdminUrl, token: 'the token', retryDelaysMs: [19_000] })
    const giving = new AbortController()
    const answer = patient.readGroup('g', { signal: giving.signal })
    setTimeout(() => giving.abort(new Error('enough')), 30)
    await expect(answer).rejects.toThrow('enough')
  })

  it('is told apart from one that refuses the token, and the token is in no error', async () => {
    const stranger = createHttpStoreAdmin({ url: sandbox.storeAdminUrl, token: 'another token', retryDelaysMs: [1] })
    const error: unknown = await stranger.listGroups({ cursor: null }).catch((fault: unknown) => fault)
    expect(error).toMatchObject({ kind: 'refused' })
    expect(JSON.stringify(error) + String(error)).not.toContain('token')
  })
})

describe('an answer of a store admin that is none', () => {
  let body: string | Buffer = ''
  let status = 200
  let headers: Record<string, string> = {}
  const asked: IncomingMessage[] = []
  const server = createServer((request, response) => {
    asked.push(request)
    response.writeHead(status, headers).end(body)
  })
  let broken: StoreAdmin
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    broken = createHttpStoreAdmin({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'x', retryDelaysMs: [] })
  })
  afterAll(() => void server.close())
  beforeEach(() => {
    status = 200
    headers = {}
  })

  const page = (change: object) => JSON.stringify({ groupId: 'g', version: 1, data: ['a'], nextCursor: null, ...change })
  it.each([
    ['is no JSON', '{"data": ['],
    ['is of another group', page({ groupId: 'h' })],
    ['has no version', page({ version: undefined })],
    ['has a version that is no whole number', page({ version: 1.5 })],
    ['has a version beyond what numbers hold', page({}).replace('"version":1', '"version":9007199254740993')],
    ['has a member that is no text', page({ data: [1] })],
    ['has an empty member', page({ data: [''] })],
    ['has a member with NUL', page({ data: ['a\0'] })],
    ['has half a character', page({}).replace('"a"', '"\\ud800"')],
    ['has a member of a thousand characters', page({ data: ['a'.repeat(1_000)] })],
    ['has more members than were asked for', page({ data: Array.from({ length: 5_001 }, (_, index) => `m${index}`) })],
    ['does not say whether there is more', page({ nextCursor: undefined })],
    ['leads back to itself', page({ nextCursor: 'here' })],
    ['is larger than any answer', Buffer.alloc(9 * 1024 * 1024, 32)],
  ])('because it %s is refused whole', async (_what, answer) => {
    body = answer
    await expect(broken.listMembers('g', { cursor: 'here' })).rejects.toMatchObject({ kind: 'invalid_answer', message: 'invalid_answer' })
  })

  it('because it leads elsewhere is not followed', async () => {
    status = 302
    headers = { location: `${sandbox.storeAdminUrl}/groups` }
    const before = sandbox.storeAdmin.api.requests()
    await expect(broken.listGroups({ cursor: null })).rejects.toMatchObject({ kind: 'invalid_answer' })
    expect(sandbox.storeAdmin.api.requests()).toBe(before)
  })
})
