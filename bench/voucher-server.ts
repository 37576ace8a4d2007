/** A PostgreSQL, an API process as `start` runs it, and beside it the floor of HTTP, each the benchmark's own. */
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
  /** Of the database. */
  url: string
  /** One key a client: a key may ask 500 times a second. */
  post(client: number, path: string, body: unknown, idempotencyKey?: string): Promise<{ status: number; body: unknown }>
  /** The same of the floor. */
  postFloor(path: 'insert' | 'update', id: string): Promise<void>
  stop(): Promise<void>
}

function locate(file: string): string {
  return new URL(file, import.meta.url).pathname
}

export async function startVoucherServer({ clients }: { clients: number }): Promise<VoucherServer> {
  const directory = mkdtempSync(join(tmpdir(), 'regulars-vouchers-'))
  const [port = 0, floorPort = 0] = await findFreePorts(2)
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
  const startServer = (program: string[], ownPort: number) =>
    startChild({
      command: process.execPath,
      args: program,
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: postgres.url,
        REGULARS_DATA_DIR: directory,
        REGULARS_SECRET: 'a secret for measuring, of many characters',
        // Nothing is asked of Temporal here.
        TEMPORAL_ADDRESS: '127.0.0.1:1',
        PORT: String(ownPort),
        LOG_LEVEL: 'warn',
      },
      logFile: join(directory, `${ownPort}.log`),
      lifeline: 'none',
    })
  const api = await startServer(['--enable-source-maps', locate('../dist/api/main.js')], port)
  const floor = await startServer(['--import', 'tsx', locate('voucher-floor-server.ts')], floorPort)
  const keys = await Promise.all(
    Array.from({ length: clients }, async (_, client) => (await createApiKey(pool, { name: `client ${client}`, scopes: ['*'] })).key),
  )
  for (const [server, at] of [
    [api, port],
    [floor, floorPort],
  ] as const)
    if (!(await waitForHttp(`http://127.0.0.1:${at}/healthz`, { timeoutMs: 30_000, signal: server.ended })))
      throw new Error(`A server did not come up: see ${directory}`)
  return {
    pool,
    url: postgres.url,
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
    async postFloor(path, id) {
      const response = await fetch(`http://127.0.0.1:${floorPort}/floor/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id }),
      })
      if (!response.ok) throw new Error(`The floor answered ${response.status}`)
      await response.json()
    },
    async stop() {
      await Promise.all([api.stop({ timeoutMs: 10_000 }), floor.stop({ timeoutMs: 10_000 })])
      await pool.end({ timeout: 5 })
      await postgres.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
