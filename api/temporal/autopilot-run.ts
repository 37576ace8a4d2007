/** What the API says to the runs of autopilots and journeys. A refusal is a problem; silence is `temporal_unavailable`. */
import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import { type AutopilotCommand, commandAutopilot, commandJourney } from '../../workflows/clients/command-autopilot.ts'
import type { JourneyKey } from '../../workflows/clients/start-journey.ts'
import { type ProblemCode, Problem } from '../http/problems.ts'

const timeoutMs = 10_000

/** @throws Problem `autopilot_not_running`, `autopilot_retired`, `temporal_unavailable` */
export async function tellAutopilot(client: Client | undefined, autopilotId: string, command: AutopilotCommand): Promise<void> {
  await reach(client, (temporal) => commandAutopilot(temporal, autopilotId, command), 'autopilot_not_running')
}

/** @throws Problem `journey_ended`, `journey_not_waiting`, `temporal_unavailable` */
export async function tellJourney(client: Client | undefined, key: JourneyKey, command: 'cancel' | 'skip_wait'): Promise<void> {
  await reach(client, (temporal) => commandJourney(temporal, key, command), 'journey_ended')
}

const refusals: Partial<Record<string, ProblemCode>> = {
  autopilot_retired: 'autopilot_retired',
  journey_ended: 'journey_ended',
  journey_not_waiting: 'journey_not_waiting',
}

/** @param missing what it means that there is no such run */
async function reach(client: Client | undefined, work: (client: Client) => Promise<void>, missing: ProblemCode): Promise<void> {
  if (client === undefined) throw new Problem('temporal_unavailable')
  try {
    await client.withDeadline(Date.now() + timeoutMs, () => work(client))
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new Problem(missing)
    const type = error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure ? error.cause.type : undefined
    const refusal = type === undefined || type === null ? undefined : refusals[type]
    throw new Problem(refusal ?? 'temporal_unavailable', refusal === undefined ? { headers: { 'Retry-After': '5' } } : {})
  }
}
