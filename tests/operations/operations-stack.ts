/** What operators look at, on real parts: PostgreSQL, a namespace of the dev server with visibility and Schedules, a worker that can be away, and the API. */
import { Worker } from '@temporalio/worker'
import { v7 as newUuid } from 'uuid'
import { createActivities } from '../../activities/index.ts'
import { insertAutopilot, publishVersion, readAutopilot } from '../../db/queries/autopilots/autopilots.ts'
import { insertEvents } from '../../db/queries/events.ts'
import { listJourneys } from '../../db/queries/journeys/journeys.ts'
import { checkDefinition } from '../../domain/journeys/check-definition.ts'
import type { JourneyDefinition } from '../../domain/journeys/journey-definition.ts'
import { formatId, workflowIds } from '../../domain/ids.ts'
import { findWorkflows } from '../../workers/bundle.ts'
import { createJourneyRuns } from '../../workers/journey-runs.ts'
import { relayOnce } from '../../workers/outbox-relay.ts'
import { commandAutopilot } from '../../workflows/clients/command-autopilot.ts'
import { taskQueue } from '../../workflows/clients/task-queue.ts'
import { type CallOptions, startTestApi } from '../api/test-api.ts'
import { startSendPath } from '../send-path/send-path-harness.ts'
import { createOwnNamespace } from '../support/own-namespace.ts'
import { createApiKey } from '../../db/queries/api-keys.ts'

export type OperationsStack = Awaited<ReturnType<typeof startOperationsStack>>

export async function startOperationsStack() {
  const [temporal, sendPath] = await Promise.all([createOwnNamespace(), startSendPath()])
  const { pool, dependencies } = sendPath
  const { client } = temporal
  const clock = { aheadMs: 0 }
  const now = () => new Date(Date.now() + clock.aheadMs)
  const activities = createActivities({ ...dependencies, now, journeyRuns: createJourneyRuns(client) })
  const api = await startTestApi({
    pool,
    temporal: client,
    clock: now,
    config: {
      publicUrl: 'http://127.0.0.1:3000',
      secret: 'a secret for tests',
      temporal: { uiUrl: 'http://127.0.0.1:8233', namespace: temporal.namespace },
      rateLimit: { requests: 1_000_000, perSeconds: 1 },
      channels: ['email', 'sms'],
    },
  })
  // The API's own key is of the database that it would have made for itself.
  const { key } = await createApiKey(pool, { name: 'test', scopes: ['*'] })
  let worker: { stop(): Promise<void> } | undefined

  return {
    pool,
    client,
    nativeConnection: temporal.nativeConnection,
    namespace: temporal.namespace,
    sendPath,
    /** How far the API's and the activities' clock is ahead. */
    clock,
    now,
    key,
    api,
    call: <Body>(method: string, path: string, options: CallOptions = {}) => api.call<Body>(method, path, { key, ...options }),

    async startWorker() {
      const made = await Worker.create({
        connection: temporal.nativeConnection,
        namespace: temporal.namespace,
        taskQueue,
        workflowsPath: findWorkflows(),
        activities,
      })
      const running = made.run()
      worker = {
        async stop() {
          made.shutdown()
          await running
          worker = undefined
        },
      }
    },
    stopWorker: () => worker?.stop(),

    /** Published, and enabled by its own run. */
    async addAutopilot(definition: JourneyDefinition, name: string) {
      const checked = checkDefinition(definition)
      if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.faults))
      const { id } = await insertAutopilot(pool, { name, definition, template: null })
      await publishVersion(pool, id, checked.definition)
      await commandAutopilot(client, id, { kind: 'enable' })
      if ((await readAutopilot(pool, id))?.status !== 'enabled') throw new Error('The autopilot is not enabled')
      return { id, publicId: formatId('autopilot', id) }
    },

    /** An event of the store's app, brought to triggers and journeys. */
    async report(customerIds: readonly string[], name: string) {
      await insertEvents(
        pool,
        customerIds.map((customerId) => ({ messageId: newUuid(), customerId, name, occurredAt: now(), properties: {} })),
      )
      await this.relay()
    },

    /** Until the outbox is empty. */
    async relay() {
      const faults: string[] = []
      await pool`UPDATE outbox SET next_attempt_at = now() - interval '1 second'`
      while ((await relayOnce({ pool, client, onError: (code) => void faults.push(code) })) > 0);
      if (faults.length > 0) throw new Error(`The outbox was not relayed: ${faults.join(', ')}`)
    },

    async journeyOf(customerId: string) {
      const [journey] = await listJourneys(pool, { customerId, limit: 1 })
      if (journey === undefined) throw new Error('There is no journey')
      return { ...journey, publicId: formatId('journey', journey.id), workflowId: workflowIds.journey(journey) }
    },

    async close() {
      await worker?.stop()
      await api.close()
      await sendPath.close()
      await temporal.close()
    },
  }
}
