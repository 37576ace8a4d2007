/** Makes a Schedule where it is missing: any number of processes may start at the same moment, and one that an operator has paused or changed is left as it is. */
import { type Client, ScheduleAlreadyRunning, type ScheduleOptions } from '@temporalio/client'
import { taskQueue } from './task-queue.ts'

export interface WantedSchedule {
  scheduleId: string
  spec: ScheduleOptions['spec']
  /** How late a run still makes sense after the server was away. */
  catchupWindow: NonNullable<ScheduleOptions['policies']>['catchupWindow']
  triggerImmediately?: boolean
  workflowType: string
  /** Temporal adds the time to it for each run. */
  workflowId: string
  args: readonly unknown[]
  /** Counts and ids only: operators read it in the Temporal UI. */
  summary: string
}

/** A run that is still going does what the next would do: that one is skipped. @throws the client's errors when Temporal cannot be reached */
export async function ensureSchedule(
  client: Client,
  { scheduleId, spec, catchupWindow, triggerImmediately = false, workflowType, workflowId, args, summary }: WantedSchedule,
): Promise<'created' | 'found'> {
  try {
    await client.schedule.create({
      scheduleId,
      spec,
      state: { triggerImmediately },
      policies: { overlap: 'SKIP', catchupWindow },
      action: { type: 'startWorkflow', workflowType, workflowId, taskQueue, args: [...args], staticSummary: summary },
    })
    return 'created'
  } catch (error) {
    if (error instanceof ScheduleAlreadyRunning) return 'found'
    throw error
  }
}
