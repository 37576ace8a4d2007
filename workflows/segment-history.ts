/**
 * Counts the segments of past days from the orders: of all days since the first order after an import, of those that changed when orders come late, of all again when the
 * settings or the zone change. A request that comes while it counts is followed by one more look, however many ask.
 */
import { setCurrentDetails, setHandler } from '@temporalio/workflow'
import type { DayCountProgress } from '../activities/segments.ts'
import { inBulk } from './proxies.ts'
import { historyRequested } from './segment-messages.ts'

/** @returns how many days were counted. */
export async function segmentHistory(): Promise<{ counted: number }> {
  let isWanted = false
  setHandler(historyRequested, () => {
    isWanted = true
  })
  let counted = 0
  let progress: DayCountProgress
  do {
    isWanted = false
    progress = await inBulk.countSegmentDays.executeWithOptions(
      { summary: counted === 0 ? 'past days' : `past days, after ${counted}` },
      [],
    )
    counted += progress.counted
    setCurrentDetails(`${counted} days counted, ${progress.missing} to be counted.`)
    // What was counted is kept; a call that got nowhere says that it was told to stop.
  } while (isWanted || (progress.missing > 0 && progress.counted > 0))
  return { counted }
}
