/** The API as tests call it: the real application on a port of its own, on a database of its own, with a key that may do everything. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { type AppDependencies, createApp } from '../../api/app.ts'
import { connect, type Pool } from '../../db/client.ts'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { createTestDatabase } from '../support/database.ts'

export interface Called<Body> {
  status: number
  headers: Headers
  body: Body
}

export interface CallOptions {
  /** Sent as JSON, unless it is bytes or a text. */
  body?: unknown
  headers?: Record<string, string>
  /** Null sends none. */
  key?: string | null
  /** Without it, a fault of ours (500) fails the test with what was logged of it. */
  allowsFault?: boolean
}

export interface TestApi {
  url: string
  key: string
  pool: Pool
  /** Every line that was logged so far. */
  logLines: string[]
  call<Body = never>(method: string, path: string, options?: CallOptions): Promise<Called<Body>>
  /** From now on nobody answers, as after a crash: whoever is being answered is cut off. */
  goAway(): Promise<void>
  /** On the same port as before. */
  comeBack(): Promise<void>
  close(): Promise<void>
}

export async function startTestApi(overrides: Partial<AppDependencies> = {}): Promise<TestApi> {
  const database = await createTestDatabase()
  const pool = overrides.pool ?? connect(database.url, { max: 6 })
  const keyedPool = overrides.keyedPool ?? overrides.pool ?? connect(database.url, { max: 4, plans: 'kept' })
  const logLines: string[] = []
  const logger = pino({ level: 'debug' }, { write: (line: string) => void logLines.push(line) })
  const app = createApp({
    temporal: undefined,
    clock: () => new Date(),
    checksAnswers: true,
    logger,
    keyedPool,
    ...overrides,
    config: {
      publicUrl: 'http://127.0.0.1:3000',
      secret: 'a secret for tests',
      temporal: { uiUrl: 'http://127.0.0.1:8233', namespace: 'default' },
      rateLimit: { requests: 1_000_000, perSeconds: 1 },
      ...overrides.config,
    },
    pool,
  })
  let server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const goAway = async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  const keyPool = connect(database.url, { max: 1 })
  const { key } = await createApiKey(keyPool, { name: 'test', scopes: ['*'] })
  await keyPool.end()
  return {
    url,
    key,
    pool,
    logLines,
    async call<Body>(method: string, path: string, options: CallOptions = {}) {
      const called = await call<Body>(url, key, method, path, options)
      if (called.status === 500 && options.allowsFault !== true)
        throw new Error(`${method} ${path} broke: ${logLines.filter((line) => line.includes('frames')).at(-1)}`)
      return called
    },
    goAway,
    async comeBack() {
      server = createServer(app).listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await Promise.all([pool.end({ timeout: 1 }), keyedPool.end({ timeout: 1 })])
      await database.drop()
    },
  }
}

async function call<Body>(
  url: string,
  ownKey: string,
  method: string,
  path: string,
  { body, headers, key = ownKey }: CallOptions = {},
): Promise<Called<Body>> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  const response = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body }
}
