/** When the installation's Schedules ran and will run, and whether the runs that are always there are. */
import { type Client, type ScheduleDescription, ScheduleNotFoundError, WorkflowNotFoundError } from '@temporalio/client'
import { workflowIds } from '../../domain/ids.ts'
import type { ScheduleFacts } from '../../domain/system-health.ts'
import { groupRefreshScheduleId } from './group-refresh-schedule.ts'
import { audienceSizesScheduleId } from './start-audience-sizes.ts'
import { segmentRefreshScheduleId } from './start-segment-refresh.ts'

/** @throws the client's errors when Temporal cannot be reached */
export async function describeSchedules(client: Client, { hasStoreAdmin }: { hasStoreAdmin: boolean }): Promise<ScheduleFacts[]> {
  const ids = [
    segmentRefreshScheduleId,
    audienceSizesScheduleId,
    workflowIds.journeyWatch(),
    ...(hasStoreAdmin ? [groupRefreshScheduleId] : []),
  ]
  return Promise.all(ids.map((id) => describeSchedule(client, id)))
}

/** Runs that are always there. @throws the client's errors when Temporal cannot be reached */
export async function describeStandingRuns(client: Client): Promise<{ workflowId: string; isOpen: boolean }[]> {
  const workflowId = workflowIds.voucherExpiry()
  return [{ workflowId, isOpen: (await readOpenSince(client, { workflowId })) !== null }]
}

async function describeSchedule(client: Client, id: string): Promise<ScheduleFacts> {
  try {
    const description = await client.schedule.getHandle(id).describe()
    return { id, isMissing: false, ...(await readTimes(client, description)) }
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error
    return {
      id,
      isMissing: true,
      isPaused: false,
      createdAt: null,
      lastRunAt: null,
      runningSince: null,
      nextRunAt: null,
      everyMs: null,
      missed: 0,
    }
  }
}

async function readTimes(client: Client, { info, state }: ScheduleDescription): Promise<Omit<ScheduleFacts, 'id' | 'isMissing'>> {
  const latest = info.recentActions.at(-1)
  const [next, following] = info.nextActionTimes
  return {
    isPaused: state.paused,
    createdAt: info.createdAt,
    lastRunAt: latest?.takenAt ?? null,
    // What the server lists as running is as old as its latest look.
    runningSince:
      latest?.action.type === 'startWorkflow' ? await readOpenSince(client, { workflowId: latest.action.workflow.workflowId }) : null,
    nextRunAt: next ?? null,
    everyMs: next === undefined || following === undefined ? null : following.getTime() - next.getTime(),
    missed: info.numActionsMissedCatchupWindow,
  }
}

/** Null where it has ended, or there is none. */
async function readOpenSince(client: Client, { workflowId }: { workflowId: string }): Promise<Date | null> {
  try {
    const { status, startTime } = await client.workflow.getHandle(workflowId).describe()
    return status.name === 'RUNNING' ? startTime : null
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null
    throw error
  }
}
