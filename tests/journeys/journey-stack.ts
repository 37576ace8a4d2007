/** Journeys on real parts under a clock that can be moved: PostgreSQL, the time-skipping server, a worker, and the providers' SDKs on the sandbox. */
import { MockActivityEnvironment, type TestWorkflowEnvironment } from '@temporalio/testing'
import type { Client } from '@temporalio/client'
import { Worker } from '@temporalio/worker'
import { v7 as newUuid } from 'uuid'
import { createAutopilotActivities } from '../../activities/autopilots.ts'
import { createActivities } from '../../activities/index.ts'
import { insertAutopilot, projectAutopilot, publishVersion } from '../../db/queries/autopilots/autopilots.ts'
import { insertEvents } from '../../db/queries/events.ts'
import { listJourneys, readJourneyEvents } from '../../db/queries/journeys/journeys.ts'
import { checkDefinition } from '../../domain/journeys/check-definition.ts'
import { workflowIds } from '../../domain/ids.ts'
import type { JourneyDefinition } from '../../domain/journeys/journey-definition.ts'
import { isTold } from '../../domain/journeys/journey-notes.ts'
import { findWorkflows } from '../../workers/bundle.ts'
import { createJourneyRuns } from '../../workers/journey-runs.ts'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { relayOnce } from '../../workers/outbox-relay.ts'
import { taskQueue } from '../../workflows/clients/task-queue.ts'
import { type SendPathHarness, startSendPath } from '../send-path/send-path-harness.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { createTimeSkippingEnvironment } from '../support/temporal.ts'

class Away extends Error {
  override name = 'Away'
}
const refuse = () => Promise.reject(new Away())
const away = {
  withDeadline: (_: number, work: () => Promise<unknown>) => work(),
  workflow: { getHandle: () => ({ signal: refuse }), start: refuse },
} as unknown as Client

export type JourneyStack = Awaited<ReturnType<typeof startJourneyStack>>

export async function startJourneyStack() {
  const [environment, sendPath]: [TestWorkflowEnvironment, SendPathHarness] = await Promise.all([
    createTimeSkippingEnvironment(),
    startSendPath(),
  ])
  const { pool, clock, dependencies } = sendPath
  const { client } = environment
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowsPath: findWorkflows(),
    activities: createActivities({ ...dependencies, journeyRuns: createJourneyRuns(client) }),
    // Activities read the clock of the server, which skips.
    interceptors: {
      activity: [
        () => ({
          inbound: {
            async execute(input, next) {
              clock.now = new Date(await environment.currentTimeMs())
              return next(input)
            },
          },
        }),
      ],
    },
  })
  const working = worker.run()
  const faults: string[] = []
  let reached: Client = client
  const started = await startTestApi({ pool, temporal: client, clock: () => clock.now })
  const { key } = await createApiKey(pool, { name: 'test', scopes: ['*'] })
  const api: TestApi = { ...started, key, call: (method, url, options) => started.call(method, url, { key, ...options }) }

  return {
    environment,
    client,
    pool,
    sendPath,
    faults,

    /** Published and enabled, without a run of its own: what is reported finds it. */
    async addAutopilot(definition: JourneyDefinition, name = 'Test') {
      const checked = checkDefinition(definition)
      if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.faults))
      const autopilot = await insertAutopilot(pool, { name, definition, template: null })
      const version = await publishVersion(pool, autopilot.id, checked.definition)
      await projectAutopilot(pool, { autopilotId: autopilot.id, status: 'enabled', at: new Date(0) })
      return { autopilotId: autopilot.id, versionId: version.id }
    },

    /** An event of the store's app, brought to triggers and journeys. */
    async report(customerId: string, name: string, properties: Record<string, unknown> = {}) {
      const at = new Date(await environment.currentTimeMs())
      await insertEvents(pool, [{ messageId: newUuid(), customerId, name, occurredAt: at, properties }])
      await this.relay()
    },

    async order(customerId: string, more: { status?: string; totalMinor?: number } = {}) {
      const at = new Date(await environment.currentTimeMs())
      await pool`
        INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor)
        VALUES (${newUuid()}, ${customerId}, ${at}, ${more.status ?? 'paid'}, 'EUR', ${more.totalMinor ?? 1_000})`
      await this.relay()
    },

    /** The outbox's relay finds no Temporal meanwhile. */
    async withoutTemporal(work: () => Promise<void>) {
      reached = away
      await work()
      reached = client
    },

    /** Until the outbox is empty, or nothing of it can be brought. */
    async relay() {
      await pool`UPDATE outbox SET next_attempt_at = now() - interval '1 second'`
      while ((await relayOnce({ pool, client: reached, onError: (code) => void faults.push(code) })) > 0);
    },

    async journeysOf(customerId: string) {
      return listJourneys(pool, { customerId, limit: 100 })
    },

    /** What it did; what it was told on the way is left out. */
    async storyOf(journeyId: string) {
      return (await readJourneyEvents(pool, journeyId))
        .filter(({ kind }) => !isTold(kind))
        .map(({ kind, step, channel, reason }) => [kind, step, channel ?? reason].filter(Boolean).join(' '))
    },

    handleOf({ autopilotId, customerId, occurrence }: { autopilotId: string; customerId: string; occurrence: string }) {
      return client.workflow.getHandle(workflowIds.journey({ autopilotId, customerId, occurrence }))
    },

    api,

    /** One look of an autopilot that has no run of its own. */
    async sweep(autopilotId: string) {
      const activities = createAutopilotActivities({ pool, now: () => clock.now, journeyRuns: createJourneyRuns(client) })
      clock.now = new Date(await environment.currentTimeMs())
      await new MockActivityEnvironment().run(activities.sweepAutopilot, { autopilotId })
    },

    async close() {
      worker.shutdown()
      await working
      await api.close()
      await sendPath.close()
      await environment.teardown()
    },
  }
}
