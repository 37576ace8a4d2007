/**
 * Brings every customer's segments up to date, by Schedule or on request. A request that comes while a refresh runs may be about orders which that one
 * did not see, so it is followed by one more, however many ask.
 */
import { setCurrentDetails, setHandler } from '@temporalio/workflow'
import type { SegmentRefresh } from '../activities/segments.ts'
import { inBulk } from './proxies.ts'
import { refreshRequested } from './segment-messages.ts'

/** @returns what the last refresh of the run did: counts only. */
export async function segmentRefresh(): Promise<SegmentRefresh> {
  let isWanted = false
  setHandler(refreshRequested, () => {
    isWanted = true
  })
  let refresh: SegmentRefresh
  do {
    isWanted = false
    refresh = await inBulk.refreshSegments.executeWithOptions({ summary: 'all customers' }, [])
    setCurrentDetails(describe(refresh))
  } while (isWanted)
  return refresh
}

function describe(refresh: SegmentRefresh): string {
  if (refresh.kind === 'superseded') return 'A later refresh was there already.'
  return `${refresh.buyers} buyers scored; ${refresh.changed} had changed, ${refresh.moved} of them moved between segments.`
}
