/** Counts of pinned audiences: every hour by a Schedule, and of one at once. */
import { type Client, ScheduleAlreadyRunning } from '@temporalio/client'
import { formatId, workflowIds } from '../../domain/ids.ts'
import type { AudienceSizesInput } from '../audience-messages.ts'
import { startOnce } from './start-once.ts'
import { taskQueue } from './task-queue.ts'

const workflowType = 'audienceSizes'

export const audienceSizesScheduleId = 'audienceSizes'

/** Makes the Schedule where it is missing. @throws the client's errors when Temporal cannot be reached */
export async function ensureAudienceSizesSchedule(client: Client): Promise<'created' | 'found'> {
  try {
    await client.schedule.create({
      scheduleId: audienceSizesScheduleId,
      // After the hourly refresh of the segments, which rules ask about.
      spec: { intervals: [{ every: '1 hour', offset: '10 minutes' }] },
      // One that is still running does what the next would do.
      policies: { overlap: 'SKIP', catchupWindow: '1 hour' },
      action: {
        type: 'startWorkflow',
        workflowType,
        workflowId: workflowIds.audienceSizes(),
        taskQueue,
        args: [{} satisfies AudienceSizesInput],
        staticSummary: 'sizes of pinned audiences, every hour',
      },
    })
    return 'created'
  } catch (error) {
    if (error instanceof ScheduleAlreadyRunning) return 'found'
    throw error
  }
}

/** @param version of the audience: its rule is counted once for each. @throws the client's errors when Temporal cannot be reached */
export async function startAudienceCount(client: Client, { audienceId, version }: { audienceId: string; version: number }): Promise<void> {
  await startOnce<AudienceSizesInput>(client, {
    workflowType,
    workflowId: workflowIds.audienceSize(audienceId, version),
    input: { audienceId },
    summary: `size of the pinned audience ${formatId('audience', audienceId)}`,
  })
}
