/**
 * The API process: wires configuration, database, Temporal and the customer's side, and serves them with the console on one port. It is up
 * while Temporal is down; what needs Temporal says so.
 */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, Connection } from '@temporalio/client'
import { pino } from 'pino'
import { loadConfig } from '../config.ts'
import { connect } from '../db/client.ts'
import { deleteExpiredFiles } from '../db/queries/audiences/exports.ts'
import { deleteOldChanges } from '../db/queries/changes.ts'
import { deleteExpiredAnswers } from '../db/queries/idempotency-keys.ts'
import { deleteExpiredSessions } from '../db/queries/members/sessions.ts'
import { deleteOldFiles } from '../db/queries/import-files.ts'
import { createCallCounter } from '../workers/call-counter.ts'
import { createChannelTrial } from '../workers/channel-trial.ts'
import { createApp } from './app.ts'
import { describeChannelSetups } from './channel-setup/channel-setups.ts'
import { createConsoleRouter } from './console-router.ts'
import { createConsoleSession } from './console-session.ts'
import { createCustomerSide } from './customer-side.ts'
import type { ChannelTrial } from './dependencies.ts'
import { logFault } from './http/faults.ts'
import { sampleSystem } from './operations/sample-system.ts'

const config = loadConfig()
const logger = pino({ level: config.logLevel, base: { process: 'api' } })
const clock = () => new Date()
const pool = connect(config.databaseUrl, { max: 20, applicationName: 'regulars-api' })
const keyedPool = connect(config.databaseUrl, { max: 10, applicationName: 'regulars-api', plans: 'kept' })
const connection = Connection.lazy(config.temporal.connection)
const temporal = new Client({ connection, namespace: config.temporal.namespace })
const customerSide = createCustomerSide({ ...config, pool, clock, logger })
const { host, publicUrl } = config
const consoleSession = createConsoleSession({
  pool,
  clock,
  host,
  publicUrl,
  keyFile: join(config.dataDirectory, 'api-key'),
  sandboxUrl: config.sandbox.url,
})
const consoleRouter = createConsoleRouter(fileURLToPath(new URL('../console/', import.meta.url)))

const calls = createCallCounter({
  pool,
  now: clock,
  onError: () => logger.warn({ event: 'counting_failed' }, 'Provider calls could not be counted'),
})

let trial: Promise<ChannelTrial> | undefined
/** The providers' SDKs take long to load, and are needed once somebody tries a channel out. */
function openTrial(): Promise<ChannelTrial> {
  trial ??= import('../workers/provider-channels.ts').then(({ createProviderChannels }) =>
    createChannelTrial({ pool, ...createProviderChannels(config), countCall: calls.count, now: clock }),
  )
  return trial
}

const app = createApp({
  tryChannel: async (test) => (await openTrial())(test),
  pool,
  keyedPool,
  temporal,
  logger,
  clock,
  config: {
    host,
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
    secret: config.secret,
    hasStoreAdmin: config.storeAdmin !== undefined,
    channels: [
      ...(config.resend ? (['email'] as const) : []),
      ...(config.vonage ? (['sms'] as const) : []),
      ...(config.push ? (['push'] as const) : []),
    ],
    channelSetups: describeChannelSetups(config),
    sandboxUrl: config.sandbox.url,
    temporal: { uiUrl: config.temporal.uiUrl ?? `http://127.0.0.1:${config.temporal.uiPort}`, namespace: config.temporal.namespace },
  },
  publicRouters: [...customerSide.routers, consoleSession],
  ...(consoleRouter === undefined ? {} : { consoleRouter }),
})

const server = createServer(app)
// Longer than proxies keep an idle connection, so that they close it first.
server.keepAliveTimeout = 65_000
const running = new Set<ServerResponse>()
server.on('request', (_request, response) => {
  running.add(response)
  response.once('close', () => running.delete(response))
})
server.listen(config.port, config.host)
await once(server, 'listening')
logger.info({ event: 'listening', host: config.host, port: config.port }, 'The API listens')

const cleanEveryMs = 3_600_000
const cleaning = setInterval(
  () =>
    void Promise.all([
      deleteExpiredAnswers(pool),
      deleteExpiredFiles(pool, clock()),
      deleteOldFiles(pool),
      deleteExpiredSessions(pool, clock()),
      deleteOldChanges(pool),
    ]).catch((error: unknown) => logFault(logger, error, 'cleaning_failed')),
  cleanEveryMs,
)
cleaning.unref()
const stopping = new AbortController()
const sampling = sampleSystem(
  {
    pool,
    temporal,
    hasStoreAdmin: config.storeAdmin !== undefined,
    now: clock,
    onError: () => logger.warn({ event: 'sampling_failed' }, 'How the system is could not be kept'),
  },
  stopping.signal,
)

/** Lets requests that run finish, for at most this long; streams end at once. */
const stopWithinMs = 10_000
let isStopping = false

async function stop(): Promise<void> {
  if (isStopping) return
  isStopping = true
  clearInterval(cleaning)
  stopping.abort()
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  for (const response of running) if (String(response.getHeader('content-type')).startsWith('text/event-stream')) response.destroy()
  const impatience = setTimeout(() => server.closeAllConnections(), stopWithinMs)
  await closed
  clearTimeout(impatience)
  await sampling
  await customerSide.close()
  await calls.close()
  await Promise.all([pool.end({ timeout: 5 }), keyedPool.end({ timeout: 5 })])
  await connection.close().catch(() => undefined)
  logger.info({ event: 'stopped' }, 'The API has stopped')
  process.exit(0)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop())
