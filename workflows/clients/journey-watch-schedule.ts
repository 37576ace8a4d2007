/** The Schedule of the watch over journeys' runs. */
import type { Client } from '@temporalio/client'
import { workflowIds } from '../../domain/ids.ts'
import { ensureSchedule } from './ensure-schedule.ts'

/** Makes it where it is missing. @throws the client's errors when Temporal cannot be reached */
export async function ensureJourneyWatchSchedule(client: Client): Promise<'created' | 'found'> {
  return ensureSchedule(client, {
    scheduleId: 'journeyWatch',
    spec: { intervals: [{ every: '1 minute', offset: '20 seconds' }] },
    catchupWindow: '1 minute',
    workflowType: 'journeyWatch',
    workflowId: workflowIds.journeyWatch(),
    args: [],
    summary: 'journeys whose run is gone, every minute',
  })
}
