/** The Schedules of an installation. Called at every start of a worker; makes what is missing and leaves the rest alone. */
import type { Client } from '@temporalio/client'
import { ensureSegmentRefreshSchedule } from './start-segment-refresh.ts'

/** @throws the client's errors when Temporal cannot be reached */
export async function ensureSchedules(client: Client): Promise<void> {
  await ensureSegmentRefreshSchedule(client)
}
