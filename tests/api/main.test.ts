/** The API as the process that it is. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findFreePort, waitForHttp } from '../../cli/start/ports.ts'
import { connect } from '../../db/client.ts'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { listen } from './listen.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

it('is up while Temporal is down, says so, logs nobody, and stops cleanly when it is asked to', async () => {
  const port = await findFreePort()
  const pool = connect(database.url, { max: 1 })
  const { key } = await createApiKey(pool, { name: 'test', scopes: ['*'] })
  await pool.end()
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('../../api/main.ts', import.meta.url))], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: database.url,
      REGULARS_SECRET: 'a secret of at least thirty-two characters',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      PORT: String(port),
      REGULARS_DATA_DIR: '/nonexistent',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const url = `http://127.0.0.1:${port}`
  try {
    expect(await waitForHttp(`${url}/healthz`, { timeoutMs: 20_000, signal: new AbortController().signal })).toBe(true)
    const ready = await fetch(`${url}/readyz`)
    expect([ready.status, await ready.json()]).toMatchObject([503, { errors: [{ path: 'temporal' }] }])
    const made = await fetch(`${url}/api/v1/customers`, {
      method: 'POST',
      body: JSON.stringify({ externalId: 'canary-1', email: 'canary@example.com' }),
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    })
    expect(made.status).toBe(201)
    await fetch(`${url}/api/v1/customers?email=canary@example.com`, { headers: { authorization: `Bearer ${key}` } })
    const listening = await listen(`${url}/api/v1/changes`, { authorization: `Bearer ${key}` })
    await listening.hear('opened')
    const ended = once(child, 'exit')
    const askedAt = performance.now()
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    // Streams are not waited for, as requests are.
    expect(performance.now() - askedAt).toBeLessThan(10_000)
    expect(output).toContain('"event":"request"')
    expect(output).not.toContain('canary')
    expect(output).not.toContain(key)
  } finally {
    child.kill('SIGKILL')
  }
})
