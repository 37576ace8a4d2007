/** Looks whether the runs of journeys that should be open are: every minute, by Schedule. */
import { setCurrentDetails } from '@temporalio/workflow'
import type { WatchResult } from '../activities/journey-watch.ts'
import { inBulk } from './proxies.ts'

export async function journeyWatch(): Promise<WatchResult> {
  const result = await inBulk.watchJourneyRuns.executeWithOptions({ summary: 'journeys whose run is gone' }, [])
  setCurrentDetails(`${result.looked} journeys looked at, ${result.ended} found to be over, ${result.restarted} started again`)
  return result
}
