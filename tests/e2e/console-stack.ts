/**
 * The console as an operator has it: built, served by the API on loopback with a demo store, a worker and the sandbox behind it, and open in
 * Chromium.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@temporalio/client'
import { Worker } from '@temporalio/worker'
import { type Browser, chromium } from 'playwright-core'
import { createActivities } from '../../activities/index.ts'
import { describeChannelSetups } from '../../api/channel-setup/channel-setups.ts'
import { createConsoleRouter } from '../../api/console-router.ts'
import { createConsoleSession } from '../../api/console-session.ts'
import { createCustomerSide } from '../../api/customer-side.ts'
import { makeDemoGroups } from '../../cli/demo/make-groups.ts'
import { writeDemoStore } from '../../cli/demo/write-store.ts'
import { createHttpStoreAdmin } from '../../connectors/store-admin-http.ts'
import type { Pool } from '../../db/client.ts'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { countSegmentDays } from '../../db/queries/segments/count-segment-days.ts'
import { refreshSegments } from '../../db/queries/segments/refresh-segments.ts'
import { findWorkflows } from '../../workers/bundle.ts'
import { createChannelTrial } from '../../workers/channel-trial.ts'
import { createJourneyRuns } from '../../workers/journey-runs.ts'
import { relayOutbox } from '../../workers/outbox-relay.ts'
import { requestGroupSync } from '../../workflows/clients/start-group-sync.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { pino } from 'pino'
import { startSendPath } from '../send-path/send-path-harness.ts'
import { findChromium } from '../support/chromium.ts'
import { createOwnNamespace } from '../support/own-namespace.ts'
import { askForService } from '../support/services-client.ts'

export interface ConsoleStack {
  url: string
  pool: Pool
  browser: Browser
  /** What stands in for the providers. */
  sandbox: Sandbox
  temporal: Client
  /** A call of the API with the local key. */
  call<Body>(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Body>
  /** Bytes, as they are. */
  send(path: string, bytes: string): Promise<void>
  /** The API, with the console that it serves: gone, and back under the same address. */
  api: Pick<TestApi, 'goAway' | 'comeBack'>
  close(): Promise<void>
}

const publicUrl = 'http://127.0.0.1:3000'

/** With 0 customers the store is empty. */
export async function startConsoleStack({ customers }: { customers: number }): Promise<ConsoleStack> {
  const directory = mkdtempSync(join(tmpdir(), 'regulars-console-'))
  const [sendPath, namespace, executablePath, { directory: built }] = await Promise.all([
    startSendPath(),
    createOwnNamespace(),
    findChromium(),
    askForService('/console'),
  ])
  const { pool, dependencies, sandbox } = sendPath
  if (customers > 0) await fillStore(pool, customers)
  const { key } = await createApiKey(pool, { name: 'local', scopes: ['*'] })
  const keyFile = join(directory, 'api-key')
  writeFileSync(keyFile, `${key}\n`)

  const consoleRouter = createConsoleRouter(built)
  if (consoleRouter === undefined) throw new Error('The console was not built')
  const session = createConsoleSession({ pool, clock: () => new Date(), host: '127.0.0.1', publicUrl, keyFile, sandboxUrl: undefined })
  const { resend, vonage } = sandbox.credentials
  const side = createCustomerSide({
    ...{ pool, publicUrl, secret: dependencies.secret, resend, vonage },
    logger: pino({ level: 'silent' }),
    clock: () => new Date(),
  })
  const api = await startTestApi({
    pool,
    temporal: namespace.client,
    publicRouters: [...side.routers, session],
    tryChannel: createChannelTrial(dependencies),
    consoleRouter,
    config: {
      host: '127.0.0.1',
      publicUrl,
      secret: dependencies.secret,
      temporal: { uiUrl: 'http://127.0.0.1:8233', namespace: namespace.namespace },
      hasStoreAdmin: true,
      sandboxUrl: sandbox.url,
      channelSetups: describeChannelSetups({
        resend: { ...resend, baseUrl: sandbox.resendBaseUrl, requestsPerSecond: 2 },
        vonage: { ...vonage, apiHost: sandbox.vonageApiHost, messagesPerSecond: 30 },
        push: { requestsPerSecond: 500 },
        sandbox,
      }),
    },
  })
  sandbox.changeBehaviour({ webhookBaseUrl: api.url })
  const storeAdmin = createHttpStoreAdmin({ url: sandbox.storeAdminUrl, token: sandbox.credentials.storeAdmin.token })
  const worker = await Worker.create({
    connection: namespace.nativeConnection,
    namespace: namespace.namespace,
    taskQueue: 'regulars',
    workflowsPath: findWorkflows(),
    activities: createActivities({ ...dependencies, storeAdmin, journeyRuns: createJourneyRuns(namespace.client), now: () => new Date() }),
  })
  const working = worker.run()
  const stopping = new AbortController()
  const relaying = relayOutbox({ pool, client: namespace.client, onError: () => undefined }, stopping.signal)
  if ((await makeDemoGroups(pool, { sandboxUrl: sandbox.url })) > 0) await requestGroupSync(namespace.client)
  const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
  return {
    url: api.url,
    pool,
    browser,
    temporal: namespace.client,
    sandbox,
    api,
    async send(path, bytes) {
      const { status } = await api.call('PUT', path, { key, body: bytes, headers: { 'content-type': 'application/octet-stream' } })
      if (status >= 400) throw new Error(`${path} was refused: ${status}`)
    },
    async call<Body>(method: string, path: string, body?: object, headers?: Record<string, string>) {
      const answer = await api.call<Body>(method, path, {
        key,
        ...(body === undefined ? {} : { body }),
        ...(headers === undefined ? {} : { headers }),
      })
      if (answer.status >= 400) throw new Error(`${method} ${path} was refused: ${JSON.stringify(answer.body)}`)
      return answer.body
    },
    async close() {
      await browser.close()
      stopping.abort()
      await relaying
      worker.shutdown()
      await working
      await api.close()
      await side.close()
      await namespace.close()
      await sendPath.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function fillStore(pool: Pool, customers: number): Promise<void> {
  const until = new Date()
  await writeDemoStore(pool, { seed: 1, until, count: customers })
  await refreshSegments(pool, until)
  await countSegmentDays(pool, { at: new Date() })
}
