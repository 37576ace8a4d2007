/** A PostgreSQL and an API process of the benchmark's own, as `start` runs them, with customers and an offer. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChild } from '../cli/start/child-process.ts'
import { findFreePorts, waitForHttp } from '../cli/start/ports.ts'
import { buildDurableSettings } from '../cli/start/postgres-settings.ts'
import { startPostgres } from '../cli/start/postgres.ts'
import { connect, type Pool } from '../db/client.ts'
import { migrate } from '../db/migrate.ts'
import { createApiKey } from '../db/queries/api-keys.ts'

export interface VoucherServer {
  pool: Pool
  /** One key a client: a key may ask 500 times a second. */
  post(client: number, path: string, body: unknown, idempotencyKey?: string): Promise<{ status: number; body: unknown }>
  stop(): Promise<void>
}

export async function startVoucherServer({ clients }: { clients: number }): Promise<VoucherServer> {
  const directory = mkdtempSync(join(tmpdir(), 'regulars-vouchers-'))
  const [port = 0] = await findFreePorts(1)
  const postgres = await startPostgres({
    directory: join(directory, 'postgres'),
    logFile: join(directory, 'postgres.log'),
    settings: buildDurableSettings(),
    env: process.env,
    database: 'regulars',
  })
  await migrate(postgres.url)
  const pool = connect(postgres.url, { max: clients })
  const url = `http://127.0.0.1:${port}`
  const api = await startChild({
    command: process.execPath,
    args: ['--enable-source-maps', new URL('../dist/api/main.js', import.meta.url).pathname],
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: postgres.url,
      REGULARS_DATA_DIR: directory,
      REGULARS_SECRET: 'a secret for measuring, of many characters',
      // Nothing is asked of Temporal here.
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      PORT: String(port),
      LOG_LEVEL: 'warn',
    },
    logFile: join(directory, 'api.log'),
    lifeline: 'none',
  })
  const keys = await Promise.all(
    Array.from({ length: clients }, async (_, client) => (await createApiKey(pool, { name: `client ${client}`, scopes: ['*'] })).key),
  )
  if (!(await waitForHttp(`${url}/healthz`, { timeoutMs: 20_000, signal: api.ended })))
    throw new Error(`The API did not come up: see ${directory}`)
  return {
    pool,
    async post(client, path, body, idempotencyKey) {
      const response = await fetch(url + path, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${keys[client]}`,
          'content-type': 'application/json',
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        body: JSON.stringify(body),
      })
      return { status: response.status, body: await response.json() }
    },
    async stop() {
      await api.stop({ timeoutMs: 10_000 })
      await pool.end({ timeout: 5 })
      await postgres.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
