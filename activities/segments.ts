/** What the segment runs ask for. A repeat finds what the first attempt did. */
import { Context } from '@temporalio/activity'
import type { Pool } from '../db/client.ts'
import { countSegmentDays, type DayCountProgress } from '../db/queries/segments/count-segment-days.ts'
import { isHistoryBehind } from '../db/queries/segments/plan-segment-days.ts'
import { refreshSegments, type SegmentRefresh } from '../db/queries/segments/refresh-segments.ts'
import { requestSegmentRun } from '../db/queries/segments/request-segment-run.ts'
import { keepAlive } from './heartbeat.ts'

export type { DayCountProgress, SegmentRefresh }

export interface SegmentActivityDependencies {
  pool: Pool
  now: () => Date
}

// Short enough for an operator to see the days pass in the Temporal UI; each call reads the orders from the first one on.
const sliceMs = 60_000

export function createSegmentActivities({ pool, now }: SegmentActivityDependencies) {
  return {
    /** Scores everyone as of now, and asks for a count of the past days where they want one. */
    async refreshSegments(): Promise<SegmentRefresh> {
      const refresh = await keepAlive(() => refreshSegments(pool, now()))
      if (await isHistoryBehind(pool, now())) await requestSegmentRun(pool, 'count_segment_history')
      return refresh
    },

    /** Counts past days for a minute, or to the last. */
    async countSegmentDays(): Promise<DayCountProgress> {
      return keepAlive(() => {
        const until = performance.now() + sliceMs
        const over = new AbortController()
        return countSegmentDays(pool, {
          at: now(),
          signal: AbortSignal.any([over.signal, Context.current().cancellationSignal]),
          onProgress: () => {
            if (performance.now() > until) over.abort()
          },
        })
      })
    },
  }
}
