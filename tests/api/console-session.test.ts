import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ConsoleSessionOptions, createConsoleSession } from '../../api/console-session.ts'
import { startTestApi, type TestApi } from './test-api.ts'

const directory = mkdtempSync(join(tmpdir(), 'regulars-session-'))
const keyFile = join(directory, 'api-key')
const local: ConsoleSessionOptions = { host: '127.0.0.1', publicUrl: 'http://127.0.0.1:3000', keyFile, sandboxUrl: 'http://127.0.0.1:3100' }
const ownPage = { host: 'localhost:3000', 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty' }
const started: TestApi[] = []
let api: TestApi

beforeAll(async () => {
  writeFileSync(keyFile, 'the local key\n')
  api = await start({})
})

afterAll(async () => {
  for (const one of started) await one.close()
  rmSync(directory, { recursive: true })
})

async function start(options: Partial<ConsoleSessionOptions>): Promise<TestApi> {
  const one = await startTestApi({ publicRouters: [createConsoleSession({ ...local, ...options })] })
  started.push(one)
  return one
}

/** Over a bare connection: fetch sets some of these headers itself. */
function ask(
  { url }: TestApi,
  method: string,
  headers: Record<string, string>,
): Promise<{ status: number | undefined; headers: object; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/console/session`, { method, headers, setHost: false }, (response) => {
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
    'hands the local key to the console’s own page at %s',
    async (host) => {
      const answer = await ask(api, 'POST', { ...ownPage, host })
      expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { key: 'the local key' }])
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' })
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    },
  )

  it('says where the inbox is, and no key, when it is only asked what there is', async () => {
    const { status, text } = await ask(api, 'GET', ownPage)
    expect([status, JSON.parse(text)]).toEqual([200, { inboxUrl: 'http://127.0.0.1:3100/inbox' }])
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
  ])('is not offered to %s', async (_who, headers) => {
    for (const method of ['GET', 'POST']) {
      const { status, text } = await ask(api, method, { ...ownPage, ...headers })
      expect(status).toBe(404)
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
