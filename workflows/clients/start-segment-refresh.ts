/** Starts segment refreshes: every hour by a Schedule, and at once on request. */
import type { Client } from '@temporalio/client'
import { workflowIds } from '../../domain/ids.ts'
import { refreshRequested } from '../segment-messages.ts'
import { ensureSchedule } from './ensure-schedule.ts'
import { taskQueue } from './task-queue.ts'

const workflowType = 'segmentRefresh'

export const segmentRefreshScheduleId = 'segmentRefresh'

/**
 * Makes the Schedule, with a first run at once, where it is missing, for any number of processes at once; one that an operator has paused or changed is left as it is.
 * Temporal names its runs `segmentRefresh-<time>`. @throws the client's errors when Temporal cannot be reached
 */
export async function ensureSegmentRefreshSchedule(client: Client): Promise<'created' | 'found'> {
  return ensureSchedule(client, {
    scheduleId: segmentRefreshScheduleId,
    spec: { intervals: [{ every: '1 hour' }] },
    catchupWindow: '1 hour',
    triggerImmediately: true,
    workflowType,
    workflowId: workflowIds.segmentRefresh(),
    args: [],
    summary: 'segments of all customers, every hour',
  })
}

/** Starts a refresh, or has the requested one that is running followed by another. @throws the client's errors when Temporal cannot be reached */
export async function requestSegmentRefresh(client: Client): Promise<{ workflowId: string; runId: string }> {
  const workflowId = workflowIds.segmentRefresh()
  const handle = await client.workflow.signalWithStart(workflowType, {
    workflowId,
    taskQueue,
    args: [],
    signal: refreshRequested,
    staticSummary: 'segments of all customers, on request',
  })
  return { workflowId, runId: handle.signaledRunId }
}
