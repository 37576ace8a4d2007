/** What clients tell the runs of autopilots and journeys. A run's refusal is the client's error, with the refusal's type. */
import { type Client, WithStartWorkflowOperation } from '@temporalio/client'
import { formatId, workflowIds } from '../../domain/ids.ts'
import type { WaitingChoice } from '../../domain/journeys/journey-pause.ts'
import {
  type AutopilotInput,
  disableAutopilot,
  enableAutopilot,
  migrateJourneys,
  retireAutopilot,
  sweepRequested,
} from '../autopilot-messages.ts'
import { cancelJourney, skipWait } from '../journey-messages.ts'
import type { JourneyKey } from './start-journey.ts'
import { taskQueue } from './task-queue.ts'

export type AutopilotCommand =
  | { kind: 'enable' }
  | { kind: 'disable'; waiting: WaitingChoice }
  | { kind: 'retire'; journeys: 'finish' | 'end' }
  | { kind: 'migrate'; toNumber: number; steps: Record<string, string> }
  /** To look for customers now. */
  | { kind: 'sweep' }

/** `enable` starts the run where there is none. @throws WorkflowNotFoundError, WorkflowUpdateFailedError, or what else the client throws */
export async function commandAutopilot(client: Client, autopilotId: string, command: AutopilotCommand): Promise<void> {
  const handle = client.workflow.getHandle(workflowIds.autopilot(autopilotId))
  switch (command.kind) {
    case 'enable':
      await enable(client, autopilotId)
      return
    case 'disable':
      await handle.executeUpdate(disableAutopilot, { args: [{ waiting: command.waiting }] })
      return
    case 'retire':
      await handle.executeUpdate(retireAutopilot, { args: [{ journeys: command.journeys }] })
      return
    case 'migrate':
      await handle.executeUpdate(migrateJourneys, { args: [{ toNumber: command.toNumber, steps: command.steps }] })
      return
    case 'sweep':
      await handle.signal(sweepRequested)
  }
}

async function enable(client: Client, autopilotId: string): Promise<void> {
  const id = formatId('autopilot', autopilotId)
  const startWorkflowOperation = new WithStartWorkflowOperation<(input: AutopilotInput) => Promise<unknown>>('autopilot', {
    workflowId: workflowIds.autopilot(autopilotId),
    taskQueue,
    args: [{ autopilotId }],
    workflowIdConflictPolicy: 'USE_EXISTING',
    // One that was terminated, or has failed, comes back; a retired one has completed and stays retired.
    workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
    staticSummary: `autopilot ${id}`,
    typedSearchAttributes: [
      { key: { name: 'RegularsCampaign', type: 'KEYWORD' }, value: id },
      { key: { name: 'RegularsStage', type: 'KEYWORD' }, value: 'enabled' },
    ],
  })
  await client.workflow.executeUpdateWithStart(enableAutopilot, { startWorkflowOperation })
}

/** @throws WorkflowNotFoundError, WorkflowUpdateFailedError, or what else the client throws */
export async function commandJourney(client: Client, key: JourneyKey, command: 'cancel' | 'skip_wait'): Promise<void> {
  await client.workflow.getHandle(workflowIds.journey(key)).executeUpdate(command === 'cancel' ? cancelJourney : skipWait)
}
