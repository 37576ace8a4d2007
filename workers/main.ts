/** A worker process: polls the task queue with every workflow and activity, and relays the outbox. Any number of them may run. */
import { existsSync } from 'node:fs'
import { Client, Connection } from '@temporalio/client'
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker'
import { pino } from 'pino'
import { createActivities } from '../activities/index.ts'
import { loadConfig, type Config } from '../config.ts'
import { createHttpStoreAdmin } from '../connectors/store-admin-http.ts'
import { createStoreWebhook } from '../channels/store-webhook.ts'
import { sampleSystem } from '../api/operations/sample-system.ts'
import { connect } from '../db/client.ts'
import { ensureSchedules } from '../workflows/clients/ensure-schedules.ts'
import { taskQueue } from '../workflows/clients/task-queue.ts'
import { bundleFile, findWorkflows, workflowModules } from './bundle.ts'
import { createCallCounter } from './call-counter.ts'
import { createFailureInterceptor } from './failure-interceptor.ts'
import { ensureGroupSync } from './group-sync.ts'
import { createJourneyRuns } from './journey-runs.ts'
import { serveHealth } from './health.ts'
import { relayOutbox } from './outbox-relay.ts'
import { watchRuns } from './run-watch.ts'
import { wakeCustomers } from './segment-wakeups.ts'
import { createProviderChannels, isLoopback } from './provider-channels.ts'

const config = loadConfig()
const logger = pino({ level: config.logLevel, base: { process: 'worker' } })

Runtime.install({
  shutdownSignals: [],
  // What the SDK logs of an activity's failure is its message: ours hold codes alone.
  logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
    logger[level === 'ERROR' ? 'error' : 'warn'](
      { workflowId: meta?.workflowId, activityType: meta?.activityType, attempt: meta?.attempt },
      message,
    )
  }),
})

const pool = connect(config.databaseUrl, { max: 12, applicationName: 'regulars-worker' })
const connection = await NativeConnection.connect(config.temporal.connection)
const client = new Client({ connection: await Connection.connect(config.temporal.connection), namespace: config.temporal.namespace })

const calls = createCallCounter({ pool, now: () => new Date(), onError: () => logger.warn('Provider calls could not be counted') })

const worker = await Worker.create({
  connection,
  namespace: config.temporal.namespace,
  taskQueue,
  ...(existsSync(bundleFile)
    ? { workflowBundle: { codePath: bundleFile } }
    : { workflowsPath: findWorkflows(), bundlerOptions: workflowModules() }),
  activities: createActivities({
    pool,
    ...createProviderChannels(config),
    publicUrl: config.publicUrl,
    secret: config.secret,
    lookUpForMs: config.lookUpForMs,
    countCall: calls.count,
    postToStore: createStoreWebhook({ allowLoopback: isLoopback(config) }),
    journeyRuns: createJourneyRuns(client),
    storeAdmin: config.storeAdmin && createHttpStoreAdmin(config.storeAdmin),
    now: () => new Date(),
  }),
  interceptors: { activity: [createFailureInterceptor((failure) => logger.error(failure, 'An activity failed'))] },
  // A run that waits needs no place in memory: whatever wakes it reads its few events again. One that is kept takes about 200 KB (docs/journeys.md).
  maxCachedWorkflows: 2_000,
  // Runs' tasks are short, and there may be thousands at once: with the ten polls that the SDK would make, two of them for new runs, a worker idles while they wait in the server.
  workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 40 },
  nonStickyToStickyPollRatio: 0.5,
  // Of thousands that are told of something at once the last wait longer than the SDK's ten seconds; each that is handed on to the common queue is read from its history once more.
  stickyQueueScheduleToStartTimeout: '30 s',
  maxConcurrentWorkflowTaskExecutions: 100,
  workflowThreadPoolSize: 2,
  maxConcurrentLocalActivityExecutions: 100,
  maxConcurrentActivityTaskExecutions: 40,
  maxHeartbeatThrottleInterval: '2 s',
  defaultHeartbeatThrottleInterval: '2 s',
  shutdownGraceTime: '10 s',
  ...describeDeployment(config),
})

await ensureSchedules(client)
await ensureGroupSync({ pool, client, admin: config.storeAdmin?.url, now: () => new Date() })
const stopping = new AbortController()
const health = await serveHealth({ host: config.host, port: config.metricsPort }, () => worker.getState() === 'RUNNING')
const relay = relayOutbox({ pool, client, onError: (code) => logger.warn({ code }, 'The outbox could not be relayed') }, stopping.signal)
const wakeups = wakeCustomers(
  { pool, now: () => new Date(), onError: () => logger.warn('Customers with an order of the future could not be scored') },
  stopping.signal,
)
const watch = watchRuns(
  { pool, client, now: () => new Date(), onError: (code) => logger.warn({ code }, 'Runs could not be watched') },
  stopping.signal,
)

const sampling = sampleSystem(
  {
    pool,
    temporal: client,
    hasStoreAdmin: config.storeAdmin !== undefined,
    now: () => new Date(),
    onError: () => logger.warn('How the system is could not be kept'),
  },
  stopping.signal,
)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopping.abort()
    if (worker.getState() === 'RUNNING') worker.shutdown()
  })
}
logger.info({ taskQueue, namespace: config.temporal.namespace }, 'The worker polls')
await worker.run()
stopping.abort()
await calls.close()
await relay
await watch
await wakeups
await sampling
health?.close()
await client.connection.close()
await connection.close()
await pool.end()

/** Broadcasts stay on the version that they started with; other behaviour is set where it differs. */
function describeDeployment({ worker: deployment }: Config): Pick<WorkerOptions, 'workerDeploymentOptions'> {
  if (deployment === undefined) return {}
  return { workerDeploymentOptions: { version: deployment, useWorkerVersioning: true, defaultVersioningBehavior: 'PINNED' } }
}
