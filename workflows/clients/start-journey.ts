/** Starts journeys' runs and tells them what has happened. The run's id makes a second start the same one. */
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import type { SignalDefinition } from '@temporalio/common'
import { formatId, workflowIds } from '../../domain/ids.ts'
import type { JourneyInput } from '../journey-messages.ts'
import { type RunStart, startOnce } from './start-once.ts'
import { taskQueue } from './task-queue.ts'

export interface JourneyKey {
  /** UUIDs. */
  autopilotId: string
  customerId: string
  occurrence: string
}

/** @throws the client's errors when Temporal cannot be reached */
export async function startJourney(client: Client, { input, ...key }: JourneyKey & { input: JourneyInput }) {
  return startOnce<JourneyInput>(client, describeStart(key, input))
}

function describeStart({ autopilotId, customerId, occurrence }: JourneyKey, input: JourneyInput) {
  return {
    workflowType: 'journey',
    workflowId: workflowIds.journey({ autopilotId, customerId, occurrence }),
    input,
    summary: `journey ${formatId('journey', input.journeyId)} of ${formatId('autopilot', autopilotId)}, version ${input.versionNumber}`,
    searchAttributes: [
      { key: { name: 'RegularsCampaign', type: 'KEYWORD' }, value: formatId('autopilot', autopilotId) },
      { key: { name: 'RegularsCustomer', type: 'KEYWORD' }, value: formatId('customer', customerId) },
      { key: { name: 'RegularsStage', type: 'KEYWORD' }, value: 'started' },
    ],
  } satisfies RunStart<JourneyInput>
}

/**
 * Starts a run that goes on with the state of one that is gone, under its id. One that is open is left alone.
 *
 * @throws the client's errors when Temporal cannot be reached
 */
export async function restartJourney(client: Client, { input, ...key }: JourneyKey & { input: JourneyInput }): Promise<void> {
  const { workflowType, input: arg, summary, searchAttributes, workflowId } = describeStart(key, input)
  await client.workflow.start<(input: JourneyInput) => Promise<unknown>>(workflowType, {
    workflowId,
    taskQueue,
    args: [arg],
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: `${summary}, once more`,
    typedSearchAttributes: searchAttributes,
  })
}

/** False when there is no such run, or it has ended. @throws the client's errors when Temporal cannot be reached */
export async function signalJourney<Args extends unknown[]>(
  client: Client,
  key: JourneyKey,
  signal: SignalDefinition<Args>,
  ...args: Args
): Promise<boolean> {
  try {
    await client.workflow.getHandle(workflowIds.journey(key)).signal(signal, ...args)
    return true
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false
    throw error
  }
}
