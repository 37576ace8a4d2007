/** Journeys on the dev server, in a namespace of their own and with the clock as it is: for what needs visibility, and for runs that are gone. */
import { MockActivityEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { createAutopilotActivities } from '../../activities/autopilots.ts'
import { createActivities } from '../../activities/index.ts'
import { insertAutopilot, projectAutopilot, publishVersion } from '../../db/queries/autopilots/autopilots.ts'
import { listJourneys, readJourneyEvents } from '../../db/queries/journeys/journeys.ts'
import { workflowIds } from '../../domain/ids.ts'
import type { JourneyDefinition } from '../../domain/journeys/journey-definition.ts'
import { isTold } from '../../domain/journeys/journey-notes.ts'
import { findWorkflows } from '../../workers/bundle.ts'
import { createJourneyRuns } from '../../workers/journey-runs.ts'
import { relayOnce } from '../../workers/outbox-relay.ts'
import { taskQueue } from '../../workflows/clients/task-queue.ts'
import { startSendPath } from '../send-path/send-path-harness.ts'
import { createOwnNamespace } from '../support/own-namespace.ts'

export type LiveStack = Awaited<ReturnType<typeof startLiveStack>>

export async function startLiveStack() {
  const [temporal, sendPath] = await Promise.all([createOwnNamespace(), startSendPath()])
  const { client, namespace, nativeConnection } = temporal
  const { pool } = sendPath
  const journeyRuns = createJourneyRuns(client)
  await pool`INSERT INTO settings (key, value) VALUES ('contact_policy', '{"quietHours": {}, "cooldownMs": 0}') ON CONFLICT (key) DO UPDATE SET value = excluded.value`
  const worker = await Worker.create({
    connection: nativeConnection,
    namespace,
    taskQueue,
    workflowsPath: findWorkflows(),
    activities: createActivities({ ...sendPath.dependencies, now: () => new Date(), journeyRuns }),
  })
  const working = worker.run()

  return {
    ...temporal,
    pool,
    sandbox: sendPath.sandbox,
    vapidPublicKey: sendPath.vapidPublicKey,

    /** Published and enabled, without a run of its own. */
    async addAutopilot(definition: JourneyDefinition) {
      const { id } = await insertAutopilot(pool, { name: 'Test', definition, template: null })
      await publishVersion(pool, id, definition)
      await projectAutopilot(pool, { autopilotId: id, status: 'enabled', at: new Date(0) })
      return id
    },

    /** One look for customers. */
    async sweep(autopilotId: string) {
      const activities = createAutopilotActivities({ pool, now: () => new Date(), journeyRuns })
      await new MockActivityEnvironment().run(activities.sweepAutopilot, { autopilotId })
    },

    /** One look for runs that are gone, as it will be so much later. */
    async watch(laterMs: number) {
      const { watchJourneyRuns } = createAutopilotActivities({ pool, now: () => new Date(Date.now() + laterMs), journeyRuns })
      return new MockActivityEnvironment().run(watchJourneyRuns)
    },

    async relay() {
      const faults: string[] = []
      await pool`UPDATE outbox SET next_attempt_at = now() - interval '1 second'`
      while ((await relayOnce({ pool, client, onError: (code) => void faults.push(code) })) > 0);
      return faults
    },

    async findOnly(customerId: string) {
      const [journey, ...more] = await listJourneys(pool, { customerId, limit: 10 })
      if (journey === undefined || more.length > 0) throw new Error(`There are ${more.length + (journey ? 1 : 0)} journeys`)
      return { ...journey, handle: client.workflow.getHandle(workflowIds.journey(journey)) }
    },

    async storyOf(journeyId: string) {
      return (await readJourneyEvents(pool, journeyId))
        .filter(({ kind }) => !isTold(kind))
        .map(({ kind, step, channel }) => [kind, step, channel].filter(Boolean).join(' '))
    },

    async close() {
      worker.shutdown()
      await working
      await sendPath.close()
      await temporal.close()
    },
  }
}
