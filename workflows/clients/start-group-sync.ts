/** Starts syncs of groups: of all when the store's admin is new here, on request, and of one when there is news of it. */
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { formatId, workflowIds } from '../../domain/ids.ts'
import { type GroupSyncInput, groupSyncRequested, type OneGroupSyncInput } from '../group-messages.ts'
import { taskQueue } from './task-queue.ts'

export interface StartedGroupSync {
  workflowId: string
  runId: string
}

/** Only one that is not running is started. @throws the client's errors when Temporal cannot be reached */
export async function startFirstGroupSync(client: Client): Promise<'started' | 'already_running'> {
  try {
    await client.workflow.start<(input: GroupSyncInput) => Promise<unknown>>('groupSync', {
      workflowId: workflowIds.groupSync(),
      taskQueue,
      args: [{ reason: 'first' }],
      staticSummary: 'all groups of the store admin, for the first time',
    })
    return 'started'
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'already_running'
    throw error
  }
}

/** Starts a sync of all groups, or has the one that is running followed by another. @throws the client's errors when Temporal cannot be reached */
export async function requestGroupSync(client: Client): Promise<StartedGroupSync> {
  const workflowId = workflowIds.groupSync()
  const handle = await client.workflow.signalWithStart<(input: GroupSyncInput) => Promise<unknown>>('groupSync', {
    workflowId,
    taskQueue,
    args: [{ reason: 'requested' }],
    signal: groupSyncRequested,
    signalArgs: [],
    staticSummary: 'all groups of the store admin, on request',
  })
  return { workflowId, runId: handle.signaledRunId }
}

/** The same for one group. @throws the client's errors when Temporal cannot be reached */
export async function requestOneGroupSync(client: Client, { groupId }: OneGroupSyncInput): Promise<StartedGroupSync> {
  const workflowId = workflowIds.oneGroupSync(groupId)
  const handle = await client.workflow.signalWithStart<(input: OneGroupSyncInput) => Promise<unknown>>('oneGroupSync', {
    workflowId,
    taskQueue,
    args: [{ groupId }],
    signal: groupSyncRequested,
    signalArgs: [],
    staticSummary: `group ${formatId('group', groupId)} of the store admin`,
  })
  return { workflowId, runId: handle.signaledRunId }
}
