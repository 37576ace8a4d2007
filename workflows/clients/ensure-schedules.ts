/** The Schedules of an installation, and the runs that are always there. Called at every start of a worker; makes what is missing and leaves the rest alone. */
import type { Client } from '@temporalio/client'
import { ensureAudienceSizesSchedule } from './start-audience-sizes.ts'
import { ensureJourneyWatchSchedule } from './journey-watch-schedule.ts'
import { ensureSegmentRefreshSchedule } from './start-segment-refresh.ts'
import { ensureVoucherExpiry } from './start-voucher-expiry.ts'

/** @throws the client's errors when Temporal cannot be reached */
export async function ensureSchedules(client: Client): Promise<void> {
  await ensureSegmentRefreshSchedule(client)
  await ensureVoucherExpiry(client)
  await ensureAudienceSizesSchedule(client)
  await ensureJourneyWatchSchedule(client)
}
