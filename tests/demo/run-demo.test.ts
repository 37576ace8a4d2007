import { Worker } from '@temporalio/worker'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createActivities } from '../../activities/index.ts'
import { createCustomerSide, type CustomerSide } from '../../api/customer-side.ts'
import { createEmailChannel } from '../../channels/email-resend.ts'
import { createUnconfiguredChannel } from '../../channels/unconfigured.ts'
import { runDemo } from '../../cli/demo/run-demo.ts'
import { writeDemoStore } from '../../cli/demo/write-store.ts'
import { connect, type Pool } from '../../db/client.ts'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts'
import { findWorkflows } from '../../workers/bundle.ts'
import { taskQueue } from '../../workflows/clients/task-queue.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { createOwnNamespace, type OwnNamespace } from '../support/own-namespace.ts'

const secret = 'a secret for tests that is long enough'
const store = { seed: 1, until: new Date(Date.now() - 60_000), customers: 600 }

let database: TestDatabase
let pool: Pool
let temporal: OwnNamespace
let sandbox: Sandbox
let side: CustomerSide
let api: TestApi
let key: string
let worker: Worker
let working: Promise<void>
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 10 })
  temporal = await createOwnNamespace()
  sandbox = await createSandbox({ behaviour: { openRate: 0.5, clickRate: 0.4, bounceRate: 0.05, receiptDelayMs: 20 } })
  const { apiKey, webhookSecret } = sandbox.credentials.resend
  const clock = () => new Date()
  side = createCustomerSide({
    pool,
    logger: pino({ level: 'silent' }),
    clock,
    publicUrl: 'http://127.0.0.1',
    secret,
    resend: { webhookSecret },
  })
  api = await startTestApi({ pool, temporal: temporal.client, publicRouters: side.routers })
  ;({ key } = await createApiKey(pool, { name: 'demo', scopes: ['*'] }))
  sandbox.changeBehaviour({ webhookBaseUrl: api.url })
  worker = await Worker.create({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue,
    workflowsPath: findWorkflows(),
    activities: createActivities({
      pool,
      channels: {
        email: createEmailChannel({ apiKey, baseUrl: sandbox.resendBaseUrl, timeoutMs: 10_000 }),
        sms: createUnconfiguredChannel('sms'),
        push: createUnconfiguredChannel('push'),
      },
      requestsPerSecond: { email: Infinity, sms: Infinity, push: Infinity },
      publicUrl: api.url,
      secret,
      lookUpForMs: 1_000,
      now: clock,
    }),
  })
  working = worker.run()
})
afterAll(async () => {
  worker.shutdown()
  await working
  await side.close()
  await api.close()
  await sandbox.close()
  await temporal.close()
  await database.drop()
})

/** The numbers of the printed report, by label. */
function readNumbers(lines: string[]): Record<string, number> {
  const rows = lines.map((line) => /^ +(?<label>[A-Za-z ]+?) +(?<count>\d+)(?: |$)/.exec(line)?.groups)
  return Object.fromEntries(rows.flatMap((row) => (row === undefined ? [] : [[row['label'], Number(row['count'])]])))
}

async function demo(): Promise<string[]> {
  const lines: string[] = []
  await runDemo({
    pool,
    api: { url: api.url, key },
    log: (line) => lines.push(line),
    sandboxUrl: sandbox.url,
    temporalUiUrl: 'http://127.0.0.1:8233',
    ...store,
  })
  return lines
}

describe('the demo', () => {
  let first: string[]
  it('goes from an empty database to the report of a delivered broadcast', async () => {
    first = await demo()
    expect(first.slice(0, 2)).toEqual([
      expect.stringMatching(/^Demo store: 600 customers and [\d,]+ orders/),
      expect.stringMatching(/^Segments: 5\d\d buyers/),
    ])
    const numbers = readNumbers(first)
    const [ledger] = await pool<{ atRisk: number; accepted: number }[]>`
      SELECT (SELECT count(*)::int FROM customer_metrics WHERE 'at_risk' = ANY(tags)) AS "atRisk", count(*) FILTER (WHERE accepted_at IS NOT NULL)::int AS accepted FROM deliveries`
    expect(numbers).toMatchObject({
      Recipients: ledger?.atRisk,
      Sent: ledger?.accepted,
      skipped: (ledger?.atRisk ?? 0) - (ledger?.accepted ?? 0),
    })
    expect(numbers['Sent']).toBeGreaterThan(5)
    expect(numbers['delivered']).toBeGreaterThan(0)
    // Readers take their time: what the report shows of them is what had come in by then.
    expect(numbers['Clicked']).toBeGreaterThanOrEqual(0)
    const countClicks = async () => (await pool`SELECT FROM delivery_events WHERE type = 'clicked'`).count
    await expect.poll(countClicks, { timeout: 60_000 }).toBeGreaterThan(0)
    expect(first.join('\n')).toContain(`${sandbox.url}/inbox`)
    expect(first.join('\n')).toContain(`/workflows/broadcast`)
  })

  it('has counted every day since the first order, and given push customers their devices', async () => {
    const [counts] =
      await pool`SELECT (SELECT count(DISTINCT day)::int FROM segment_counts) AS days, (SELECT max(day) - min(day) + 1 FROM segment_counts) AS span, (SELECT count(*)::int FROM push_subscriptions) AS devices,
      (SELECT count(*)::int FROM contact_states WHERE push_consent = 'subscribed') AS takers`
    expect(counts?.['days']).toBeGreaterThan(700)
    expect(counts?.['days']).toBe(counts?.['span'])
    expect(counts?.['devices']).toBeGreaterThan(10)
    expect(counts?.['devices']).toBe(counts?.['takers'])
  })

  it('makes and sends nothing twice when it is run again', async () => {
    const accepted = (await sandbox.summarise()).accepted
    const again = await demo()
    expect(readNumbers(again)['Recipients']).toBe(readNumbers(first)['Recipients'])
    expect((await sandbox.summarise()).accepted).toBe(accepted)
    expect(await pool`SELECT id FROM broadcasts`).toHaveLength(1)
  })
})

describe('the demo store in a database', () => {
  it('is made once by two at the same moment, and never over a store that is somebody’s', async () => {
    const other = await createTestDatabase()
    const otherPool = connect(other.url, { max: 3 })
    const options = { seed: 2, until: store.until, count: 40 }
    const made = await Promise.all([writeDemoStore(otherPool, options), writeDemoStore(otherPool, options)])
    expect(made.map(({ kind }) => kind).toSorted()).toEqual(['found', 'made'])
    expect(await otherPool`SELECT FROM customers`).toHaveLength(40)
    const [dated] =
      await otherPool`SELECT count(*)::int AS customers FROM customers AS c WHERE created_at > ${store.until} OR created_at > (SELECT min(placed_at) FROM orders WHERE customer_id = c.id)`
    expect(dated).toEqual({ customers: 0 })
    await otherPool`DELETE FROM settings WHERE key = 'demo'`
    expect(await writeDemoStore(otherPool, options)).toEqual({ kind: 'occupied' })
    expect(await otherPool`SELECT FROM customers`).toHaveLength(40)
    await otherPool.end()
    await other.drop()
  })
})
