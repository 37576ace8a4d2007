/**
 * The whole program in a folder of its own, as `start` runs it: PostgreSQL, Temporal and the sandbox as real processes, and workers that can be killed. For what is
 * measured or broken from outside (`bench/`, `tests/chaos`). Runs what `npm run build` has made.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { type Child, startChild } from '../../cli/start/child-process.ts'
import { buildLocalEnvironment } from '../../cli/start/children-environment.ts'
import { findFreePorts, waitForHttp } from '../../cli/start/ports.ts'
import { startPostgres } from '../../cli/start/postgres.ts'
import { buildDurableSettings } from '../../cli/start/postgres-settings.ts'
import { readOrMakeSecrets } from '../../cli/start/secrets.ts'
import { findTemporalExecutable } from '../../cli/start/temporal-executable.ts'
import { startTemporalServer } from '../../cli/start/temporal-server.ts'
import { loadStartConfig, readEnvironment } from '../../config.ts'
import { connect, type Pool } from '../../db/client.ts'
import { migrate } from '../../db/migrate.ts'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { keepMortal, type MortalServer } from './mortal-server.ts'

export interface Stack {
  directory: string
  pool: Pool
  client: Client
  sandboxUrl: string
  /** What the processes are told. */
  environment: Record<string, string | undefined>
  /** Process ids by role, for measuring. */
  pids: { readonly postgres: number; readonly temporal: number; sandbox: number }
  /** Can be killed and started again. */
  servers: { postgres: MortalServer; temporal: MortalServer }
  /** Starts a worker; its program can be another one than ours. */
  startWorker(program?: WorkerProgram): Promise<Child>
  /** Starts the API, with a key that may do everything; messages' receipts come to it. */
  startApi(): Promise<{ url: string; key: string; process: Child }>
  stop(): Promise<void>
}

export interface WorkerProgram {
  /** What Node runs. */
  args: string[]
}

const distribution = new URL('../../dist/', import.meta.url)
/** Whoever we started goes when we go. */
const parentWatch = new URL('cli/start/parent-watch.js', distribution).href
const workerProgram: WorkerProgram = { args: [new URL('workers/main.js', distribution).pathname] }

export async function startStack({ environment = {} }: { environment?: Record<string, string> } = {}): Promise<Stack> {
  const directory = mkdtempSync(join(tmpdir(), 'regulars-stack-'))
  const own = readEnvironment()
  const [temporalPort = 0, sandboxPort = 0, apiPort = 0] = await findFreePorts(3)
  const config = loadStartConfig({
    ...withoutConfiguration(own),
    REGULARS_DATA_DIR: directory,
    TEMPORAL_PORT: String(temporalPort),
    SANDBOX_PORT: String(sandboxPort),
    PORT: String(apiPort),
    LOG_LEVEL: 'warn',
    ...environment,
  })
  const startDatabase = () =>
    startPostgres({
      directory: join(directory, 'postgres'),
      logFile: join(directory, 'postgres.log'),
      settings: buildDurableSettings(),
      env: own,
      database: 'regulars',
    })
  const firstPostgres = await startDatabase()
  const postgres = keepMortal(firstPostgres, startDatabase)
  const executable = await findTemporalExecutable({
    cacheDirectory: config.cacheDirectory,
    env: own,
    report: (text) => process.stderr.write(`${text}\n`),
  })
  const startTemporal = () =>
    startTemporalServer({
      executable,
      port: temporalPort,
      databaseFile: join(directory, 'temporal.db'),
      logFile: join(directory, 'temporal.log'),
      env: own,
    })
  const { address: temporalAddress, ...firstTemporal } = await startTemporal()
  const temporal = keepMortal(firstTemporal, startTemporal)
  await migrate(firstPostgres.url)
  const childEnvironment = {
    ...withoutConfiguration(own),
    ...buildLocalEnvironment(config, readOrMakeSecrets(join(directory, 'secrets.json')), {
      databaseUrl: firstPostgres.url,
      temporalAddress,
    }),
    LOG_LEVEL: 'warn',
    ...environment,
  }
  const children: Child[] = []
  const run = async (name: string, { args }: WorkerProgram) => {
    const child = await startChild({
      command: process.execPath,
      args: ['--enable-source-maps', '--import', parentWatch, ...args],
      env: childEnvironment,
      logFile: join(directory, `${name}.log`),
      lifeline: 'ipc',
    })
    children.push(child)
    return child
  }
  const sandbox = await run('sandbox', { args: [new URL('sandbox/main.js', distribution).pathname] })
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`
  if (!(await waitForHttp(`${sandboxUrl}/healthz`, { timeoutMs: 60_000, signal: sandbox.ended })))
    throw new Error(`The sandbox did not come up: see ${directory}`)
  const connection = await Connection.connect({ address: temporalAddress })
  const pool = connect(firstPostgres.url, { max: 4 })
  return {
    directory,
    pool,
    client: new Client({ connection }),
    sandboxUrl,
    environment: childEnvironment,
    pids: {
      get postgres() {
        return postgres.pid
      },
      get temporal() {
        return temporal.pid
      },
      sandbox: sandbox.pid,
    },
    servers: { postgres, temporal },
    startWorker: (program = workerProgram) => run('worker', program),
    async startApi() {
      const { key } = await createApiKey(pool, { name: 'stack', scopes: ['*'] })
      const process = await run('api', { args: [new URL('api/main.js', distribution).pathname] })
      const url = `http://127.0.0.1:${apiPort}`
      if (!(await waitForHttp(`${url}/healthz`, { timeoutMs: 60_000, signal: process.ended })))
        throw new Error(`The API did not come up: see ${directory}`)
      return { url, key, process }
    },
    async stop() {
      await pool.end()
      await connection.close()
      await Promise.all(children.map((child) => child.stop({ timeoutMs: 15_000 })))
      await temporal.stop()
      await postgres.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Nothing that is configured on the machine finds its way in. */
function withoutConfiguration(environment: Record<string, string | undefined>): Record<string, string | undefined> {
  const ours =
    /^(REGULARS_(?!CACHE)|TEMPORAL_|RESEND_|VONAGE_|VAPID_|PUSH_|STORE_ADMIN_|SANDBOX_|WORKER_|DATABASE_URL$|PUBLIC_URL$|PORT$|HOST$|METRICS_PORT$)/
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ours.test(name)))
}
