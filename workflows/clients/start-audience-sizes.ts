/** Counts of pinned audiences: every hour by a Schedule, and of one at once. */
import type { Client } from '@temporalio/client'
import { formatId, workflowIds } from '../../domain/ids.ts'
import type { AudienceSizesInput } from '../audience-messages.ts'
import { ensureSchedule } from './ensure-schedule.ts'
import { startOnce } from './start-once.ts'

const workflowType = 'audienceSizes'

export const audienceSizesScheduleId = 'audienceSizes'

/** Makes the Schedule where it is missing. @throws the client's errors when Temporal cannot be reached */
export async function ensureAudienceSizesSchedule(client: Client): Promise<'created' | 'found'> {
  return ensureSchedule(client, {
    scheduleId: audienceSizesScheduleId,
    // After the hourly refresh of the segments, which rules ask about.
    spec: { intervals: [{ every: '1 hour', offset: '10 minutes' }] },
    catchupWindow: '1 hour',
    workflowType,
    workflowId: workflowIds.audienceSizes(),
    args: [{} satisfies AudienceSizesInput],
    summary: 'sizes of pinned audiences, every hour',
  })
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
