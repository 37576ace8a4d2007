/** Starts the count of past days. */
import type { Client } from '@temporalio/client'
import { workflowIds } from '../../domain/ids.ts'
import { historyRequested } from '../segment-messages.ts'
import { taskQueue } from './task-queue.ts'

/** Starts a count, or has the one that is running look once more. @throws the client's errors when Temporal cannot be reached */
export async function requestSegmentHistory(client: Client): Promise<{ workflowId: string; runId: string }> {
  const workflowId = workflowIds.segmentHistory()
  const handle = await client.workflow.signalWithStart('segmentHistory', {
    workflowId,
    taskQueue,
    args: [],
    signal: historyRequested,
    staticSummary: 'segments of past days, from the orders',
  })
  return { workflowId, runId: handle.signaledRunId }
}
