import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Answer, defineRoute } from '../../api/http/routes.ts'
import { Problem } from '../../api/http/problems.ts'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { runInTransaction } from '../../db/transaction.ts'
import { startTestApi, type TestApi } from './test-api.ts'

/** Starts something: writes a row in the transaction that it is given, waits for `gate`, then does as the body says. */
let gate: Promise<void> = Promise.resolve()
let hasEntered: () => void = () => undefined
const committed: string[] = []

const startThing = defineRoute({
  method: 'post',
  path: '/api/v1/things',
  tag: 'Test',
  summary: 'Start a thing',
  scope: 'broadcasts:send',
  idempotencyKey: 'optional',
  body: z.strictObject({ name: z.string(), outcome: z.enum(['start', 'refuse', 'break']).default('start') }),
  response: z.strictObject({ count: z.int() }),
  status: 202,
  async handler({ body, sql, afterCommit }) {
    await runInTransaction(sql, async (sql) => sql`INSERT INTO outbox (kind, payload) VALUES (${body.name}, '{}')`)
    hasEntered()
    await gate
    if (body.outcome === 'refuse') throw new Problem('not_found')
    if (body.outcome === 'break') throw new Error('broken')
    afterCommit(async () => void committed.push(body.name))
    const [row] = await sql<{ count: number }[]>`SELECT count(*)::int AS count FROM outbox WHERE kind = ${body.name}`
    return new Answer(202, { count: row?.count ?? 0 }, { 'X-First': 'yes' })
  },
})
const mustBeNamed = defineRoute({
  method: 'post',
  path: '/api/v1/named-things',
  tag: 'Test',
  summary: 'Start a thing by name',
  scope: 'broadcasts:send',
  idempotencyKey: 'required',
  handler: async () => undefined,
})

let api: TestApi

beforeAll(async () => {
  api = await startTestApi({ routes: [startThing, mustBeNamed] })
})
afterAll(() => api.close())
beforeEach(() => {
  gate = Promise.resolve()
})

async function start(name: string, idempotencyKey: string | undefined, options: { outcome?: string; key?: string } = {}) {
  return api.call<{ count: number; code: string }>('POST', '/api/v1/things', {
    body: { name, ...(options.outcome === undefined ? {} : { outcome: options.outcome }) },
    ...(options.key === undefined ? {} : { key: options.key }),
    headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
    allowsFault: true,
  })
}

async function countRows(name: string): Promise<number> {
  return (await api.pool`SELECT FROM outbox WHERE kind = ${name}`).length
}

describe('a request under an Idempotency-Key', () => {
  it('is answered the same when it comes again, and done once', async () => {
    const first = await start('once', 'key-1')
    const again = await start('once', 'key-1')
    expect([first.status, again.status]).toEqual([202, 202])
    expect(again.body).toEqual(first.body)
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([null, 'true'])
    expect(await countRows('once')).toBe(1)
    expect(committed.filter((name) => name === 'once')).toHaveLength(1)
  })

  it('is refused while the first one runs, and with another body', async () => {
    let open = () => undefined as void
    gate = new Promise((resolve) => (open = resolve))
    const entered = new Promise<void>((resolve) => (hasEntered = resolve))
    const first = start('slow', 'key-2')
    await entered
    const second = await start('slow', 'key-2')
    open()
    expect((await first).status).toBe(202)
    expect([second.status, second.body.code]).toEqual([409, 'idempotency_key_in_flight'])
    const other = await start('other', 'key-2')
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused'])
    expect([await countRows('slow'), await countRows('other')]).toEqual([1, 0])
  })

  it('that was refused or broke did nothing, and may be sent again', async () => {
    expect((await start('failing', 'key-3', { outcome: 'refuse' })).status).toBe(404)
    expect((await start('failing', 'key-3', { outcome: 'break' })).status).toBe(500)
    expect(await countRows('failing')).toBe(0)
    expect((await start('failing', 'key-3')).status).toBe(202)
    expect(await countRows('failing')).toBe(1)
  })

  it('is another request under another API key', async () => {
    const { key } = await createApiKey(api.pool, { name: 'second', scopes: ['*'] })
    await start('theirs', 'key-4')
    expect((await start('theirs', 'key-4', { key })).body.count).toBe(2)
  })

  it('is forgotten after 24 hours', async () => {
    await start('old', 'key-5')
    await api.pool`UPDATE idempotency_keys SET created_at = created_at - interval '24 hours 1 second' WHERE key = 'key-5'`
    expect((await start('old', 'key-5')).body.count).toBe(2)
    expect((await start('old', 'key-5')).headers.get('idempotency-replayed')).toBe('true')
  })

  it('sent twenty times at once is done once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => start('crowd', 'key-6')))
    expect(answers.every(({ status }) => status === 202 || status === 409)).toBe(true)
    expect(await countRows('crowd')).toBe(1)
  })

  it('without one is done each time, and where one is a must it is asked for', async () => {
    await start('free', undefined)
    expect((await start('free', undefined)).body.count).toBe(2)
    expect((await api.call<{ code: string }>('POST', '/api/v1/named-things')).body.code).toBe('idempotency_key_required')
    expect((await start('free', 'x'.repeat(256))).body.code).toBe('invalid_idempotency_key')
  })
})
