/** Starts journeys' runs and tells them what has happened. The run's id makes a second start the same one. */
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import type { SignalDefinition } from '@temporalio/common'
import { formatId, workflowIds } from '../../domain/ids.ts'
import type { JourneyInput } from '../journey-messages.ts'
import { startOnce } from './start-once.ts'

export interface JourneyKey {
  /** UUIDs. */
  autopilotId: string
  customerId: string
  occurrence: string
}

/** @throws the client's errors when Temporal cannot be reached */
export async function startJourney(client: Client, { autopilotId, customerId, occurrence, input }: JourneyKey & { input: JourneyInput }) {
  return startOnce<JourneyInput>(client, {
    workflowType: 'journey',
    workflowId: workflowIds.journey({ autopilotId, customerId, occurrence }),
    input,
    summary: `journey ${formatId('journey', input.journeyId)} of ${formatId('autopilot', autopilotId)}, version ${input.versionNumber}`,
    searchAttributes: [
      { key: { name: 'RegularsCampaign', type: 'KEYWORD' }, value: formatId('autopilot', autopilotId) },
      { key: { name: 'RegularsCustomer', type: 'KEYWORD' }, value: formatId('customer', customerId) },
      { key: { name: 'RegularsStage', type: 'KEYWORD' }, value: 'started' },
    ],
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
