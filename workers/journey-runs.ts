/** How activities reach journeys' runs. */
import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client'
import type { JourneyRuns } from '../activities/journey-runs.ts'
import { workflowIds } from '../domain/ids.ts'
import { signalJourney, startJourney } from '../workflows/clients/start-journey.ts'
import { autopilotPaused, autopilotResumed, autopilotRetired, migrateJourney } from '../workflows/journey-messages.ts'

const timeoutMs = 10_000

export function createJourneyRuns(client: Client): JourneyRuns {
  return {
    async start(start) {
      await client.withDeadline(Date.now() + timeoutMs, () => startJourney(client, start))
    },
    async migrate(run, migration) {
      try {
        await client.withDeadline(Date.now() + timeoutMs, () =>
          client.workflow.getHandle(workflowIds.journey(run)).executeUpdate(migrateJourney, { args: [migration] }),
        )
        return true
      } catch (error) {
        if (error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError) return false
        throw error
      }
    },
    async tell(run, fact) {
      return client.withDeadline(Date.now() + timeoutMs, () => {
        switch (fact.kind) {
          case 'paused':
            return signalJourney(client, run, autopilotPaused)
          case 'resumed':
            return signalJourney(client, run, autopilotResumed, { waiting: fact.waiting })
          case 'retired':
            return signalJourney(client, run, autopilotRetired)
        }
      })
    },
  }
}
