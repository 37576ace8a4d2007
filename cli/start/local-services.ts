/**
 * The services of a local installation, in the order in which they start: PostgreSQL, Temporal, the sandbox, the worker, the API.
 */
import { join } from 'node:path'
import type { Environment, StartConfig } from '../../config.ts'
import { connect } from '../../db/client.ts'
import { ensureLocalApiKey } from '../../db/queries/api-keys.ts'
import { findOrigin } from './addresses.ts'
import { buildLocalEnvironment, needsSandbox, writeLocalEnvironment } from './children-environment.ts'
import { prepareDatabase } from './database.ts'
import { defineNodeService } from './node-service.ts'
import { findFreePort } from './ports.ts'
import type { PortNeed } from './ports.ts'
import { buildDurableSettings } from './postgres-settings.ts'
import { startPostgres } from './postgres.ts'
import { readOrMakeSecrets } from './secrets.ts'
import type { ServiceDefinition, Supervisor } from './supervisor.ts'
import { findTemporalExecutable } from './temporal-executable.ts'
import { prepareNamespace } from './temporal-namespace.ts'
import { startTemporalServer } from './temporal-server.ts'
import type { RunningTemporalServer } from './temporal-server.ts'
import type { Terminal } from './terminal.ts'

/** Compiled: they run as processes of their own. */
const programs = { sandbox: 'sandbox/main.js', worker: 'workers/main.js', api: 'api/main.js' }

export interface LocalServicesOptions {
  config: StartConfig
  supervisor: Supervisor
  terminal: Terminal
  env: Environment
  logDirectory: string
  apiKeyFile: string
}

export function listPortNeeds(config: StartConfig): PortNeed[] {
  return [
    { port: config.port, purpose: 'the API and the console', variable: 'PORT' },
    ...(needsSandbox(config) ? [{ port: config.sandbox.port, purpose: 'the sandbox', variable: 'SANDBOX_PORT' }] : []),
    ...(config.temporal.connection === undefined
      ? [
          { port: config.temporal.port, purpose: 'the Temporal server', variable: 'TEMPORAL_PORT' },
          { port: config.temporal.uiPort, purpose: "the Temporal server's UI", variable: 'TEMPORAL_UI_PORT' },
        ]
      : []),
  ]
}

/** Starts everything and waits until it is ready. @throws StartFailure for the first thing that does not become ready. */
export async function startLocalServices(options: LocalServicesOptions): Promise<{ temporalAddress: string; environment: Environment }> {
  const { config, supervisor, terminal, env, logDirectory } = options
  const secrets = readOrMakeSecrets(join(config.dataDirectory, 'secrets.json'))
  terminal.report('Preparing the database')
  const databaseUrl = config.databaseUrl ?? (await supervisor.run(definePostgres(options))).url
  await prepareDatabase(databaseUrl)
  await prepareLocalApiKey(databaseUrl, options.apiKeyFile)

  const ownTemporal = config.temporal.connection === undefined ? await supervisor.run(await defineTemporal(options)) : undefined
  const connection = config.temporal.connection ?? { address: ownTemporal?.address ?? '' }
  terminal.report(`Connecting to Temporal at ${connection.address}`)
  await prepareNamespace({ connection, namespace: config.temporal.namespace, isOurServer: ownTemporal !== undefined })

  const local = buildLocalEnvironment(config, secrets, { databaseUrl, temporalAddress: ownTemporal?.address })
  writeLocalEnvironment(config.dataDirectory, local)
  const environment = { ...env, ...local }
  const defineOwn = (name: keyof typeof programs, origin: string, extra: Environment = {}): ServiceDefinition =>
    defineNodeService({
      name,
      program: new URL(`../../${programs[name]}`, import.meta.url),
      env: { ...environment, ...extra },
      logFile: join(logDirectory, `${name}.log`),
      readyUrl: `${origin}/healthz`,
    })
  terminal.report('Starting sandbox, worker and API')
  if (needsSandbox(config)) await supervisor.run(defineOwn('sandbox', `http://127.0.0.1:${config.sandbox.port}`))
  const metricsPort = config.metricsPort ?? (await findFreePort())
  await supervisor.run(
    defineOwn('worker', findOrigin({ ...config, port: metricsPort }), { METRICS_PORT: String(metricsPort), REGULARS_ROLE: 'worker' }),
  )
  await supervisor.run(defineOwn('api', findOrigin(config), { REGULARS_ROLE: 'api' }))
  return { temporalAddress: connection.address, environment }
}

function definePostgres({ config, env, logDirectory }: LocalServicesOptions) {
  const logFile = join(logDirectory, 'postgres.log')
  const directory = join(config.dataDirectory, 'postgres')
  const start = () => startPostgres({ directory, logFile, settings: buildDurableSettings(), env, database: 'regulars' })
  return { name: 'PostgreSQL', logFile, start }
}

async function defineTemporal({
  config,
  env,
  logDirectory,
  terminal,
}: LocalServicesOptions): Promise<ServiceDefinition<RunningTemporalServer>> {
  const { cacheDirectory, dataDirectory, temporal } = config
  const executable = await findTemporalExecutable({ cacheDirectory, env, report: (text) => terminal.report(text) })
  terminal.report('Starting Temporal')
  const logFile = join(logDirectory, 'temporal.log')
  const databaseFile = join(dataDirectory, 'temporal', 'temporal.db')
  const { port, uiPort, namespace } = temporal
  return {
    name: 'Temporal',
    logFile,
    start: () => startTemporalServer({ executable, port, uiPort, databaseFile, namespace, logFile, env }),
  }
}

/** The key of whoever sits at this machine: in a file of theirs, and known to the database. */
async function prepareLocalApiKey(databaseUrl: string, file: string): Promise<void> {
  const pool = connect(databaseUrl, { max: 1, applicationName: 'regulars-start' })
  try {
    await ensureLocalApiKey(pool, file)
  } finally {
    await pool.end()
  }
}
