import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ConsoleSessionOptions, createConsoleSession } from '../../api/console-session.ts'
import { connect, type Pool } from '../../db/client.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { startTestApi, type TestApi } from './test-api.ts'

const directory = mkdtempSync(join(tmpdir(), 'regulars-session-'))
const keyFile = join(directory, 'api-key')
const local = {
  clock: () => new Date(),
  host: '127.0.0.1',
  publicUrl: 'http://127.0.0.1:3000',
  keyFile,
  sandboxUrl: 'http://127.0.0.1:3100',
}
const ownPage = { host: 'localhost:3000', 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty' }
const started: TestApi[] = []
let database: TestDatabase
let pool: Pool
let api: TestApi

beforeAll(async () => {
  writeFileSync(keyFile, 'the local key\n')
  database = await createTestDatabase()
  pool = connect(database.url, { max: 6 })
  api = await start({})
})

afterAll(async () => {
  for (const one of started) await one.close()
  await pool.end({ timeout: 1 })
  await database.drop()
  rmSync(directory, { recursive: true })
})

async function start(options: Partial<ConsoleSessionOptions>): Promise<TestApi> {
  const one = await startTestApi({ pool, publicRouters: [createConsoleSession({ pool, ...local, ...options })] })
  started.push(one)
  return one
}

interface Answered {
  status: number | undefined
  headers: { 'set-cookie'?: string[] } & Record<string, unknown>
  text: string
}

/** Over a bare connection: fetch sets some of these headers itself. */
function ask({ url }: TestApi, method: string, headers: Record<string, string>, path = '/console/session'): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request(url + path, { method, headers, setHost: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => (text += part))
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('one-click sign-in', () => {
  it.each(['127.0.0.1:3000', 'localhost:3000', '[::1]:3000', 'localhost'])(
    'signs the console’s own page at %s in as the owner',
    async (host) => {
      const answer = await ask(api, 'POST', { ...ownPage, host })
      expect(answer.status).toBe(204)
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' })
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
      const cookie = answer.headers['set-cookie']?.[0] ?? ''
      expect(cookie).toMatch(/^regulars-3000=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/)
      const who = await ask(api, 'GET', { ...ownPage, host, cookie: cookie.split(';')[0] ?? '' }, '/api/v1/session')
      expect(JSON.parse(who.text)).toMatchObject({ member: { name: 'Owner', role: 'owner', email: null, hasPassword: false } })
    },
  )

  it('makes one owner, however often it is clicked at once', async () => {
    const clicks = await Promise.all(Array.from({ length: 6 }, () => ask(api, 'POST', ownPage)))
    expect(clicks.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 204))
    expect(await pool`SELECT role FROM members`).toHaveLength(1)
  })

  it('says where the inbox is, and signs nobody in, when it is only asked what there is', async () => {
    const { status, headers, text } = await ask(api, 'GET', ownPage)
    expect([status, JSON.parse(text)]).toEqual([200, { inboxUrl: 'http://127.0.0.1:3100/inbox' }])
    expect(headers).not.toHaveProperty('set-cookie')
  })

  it.each([
    ['a name that was made to lead here', { host: 'evil.example:3000' }],
    ['a name that begins like ours', { host: 'localhost.evil.example' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine', { 'sec-fetch-site': 'same-site' }],
    ['an address that was typed in', { 'sec-fetch-site': 'none' }],
    ['a page that was opened', { 'sec-fetch-dest': 'document' }],
    ['a proxy', { 'x-forwarded-for': '192.0.2.1' }],
    ['a tunnel', { forwarded: 'for=192.0.2.1' }],
    ['a client that does not say what it is', { 'sec-fetch-site': '' }],
  ])('is not offered to %s', async (_who, given) => {
    for (const method of ['GET', 'POST']) {
      const { status, headers, text } = await ask(api, method, { ...ownPage, ...given })
      expect(status).toBe(404)
      expect(headers).not.toHaveProperty('set-cookie')
      expect(text).not.toContain('the local key')
    }
  })

  it.each([
    ['listens for others', { host: '0.0.0.0' }],
    ['is known outside', { publicUrl: 'https://marketing.example.com' }],
    ['has no local key', { keyFile: join(directory, 'nothing') }],
  ])('is not offered by an API that %s', async (_what, options) => {
    expect((await ask(await start(options), 'POST', ownPage)).status).toBe(404)
  })
})
