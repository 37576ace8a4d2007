/** How activities reach journeys' runs. */
import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client'
import type { JourneyRuns, RunEnd } from '../activities/journey-runs.ts'
import { formatId, workflowIds } from '../domain/ids.ts'
import type { Ending } from '../domain/journeys/run-journey.ts'
import { signalJourney, startJourney } from '../workflows/clients/start-journey.ts'
import { autopilotPaused, autopilotResumed, autopilotRetired, migrateJourney } from '../workflows/journey-messages.ts'

const timeoutMs = 10_000

/** What ends a run without its own last step, as Temporal names it. */
const ends: Readonly<Record<string, Exclude<RunEnd['kind'], 'ended' | 'open' | 'lost'>>> = {
  TERMINATED: 'terminated',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
  TIMED_OUT: 'timed_out',
}

export function createJourneyRuns(client: Client): JourneyRuns {
  return {
    async *listOpen(autopilotId) {
      const query = `WorkflowType = 'journey' AND ExecutionStatus = 'Running' AND RegularsCampaign = '${formatId('autopilot', autopilotId)}'`
      for await (const { workflowId } of client.workflow.list({ query, pageSize: 1_000 })) yield workflowId
    },
    async findEnd(run) {
      const handle = client.workflow.getHandle<() => Promise<Ending>>(workflowIds.journey(run))
      try {
        const { status } = await client.withDeadline(Date.now() + timeoutMs, () => handle.describe())
        const kind = ends[status.name]
        if (kind !== undefined) return { kind }
        if (status.name !== 'COMPLETED') return { kind: 'open' }
        return { kind: 'ended', ending: await client.withDeadline(Date.now() + timeoutMs, () => handle.result()) }
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return { kind: 'lost' }
        throw error
      }
    },
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
