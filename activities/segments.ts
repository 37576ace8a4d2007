/** What the segment refresh asks for. One statement each on PostgreSQL; a repeat finds what the first attempt did. */
import { ApplicationFailure } from '@temporalio/common'
import { describeDatabaseError, type Pool } from '../db/client.ts'
import { refreshSegments, type SegmentRefresh } from '../db/queries/segments/refresh-segments.ts'
import { keepAlive } from './heartbeat.ts'

export type { SegmentRefresh }

export interface SegmentActivityDependencies {
  pool: Pool
  now: () => Date
}

export function createSegmentActivities({ pool, now }: SegmentActivityDependencies) {
  return {
    /** Scores everyone as of now. @throws ApplicationFailure with the SQLSTATE as its type, to be tried again */
    async refreshSegments(): Promise<SegmentRefresh> {
      try {
        return await keepAlive(() => refreshSegments(pool, now()))
      } catch (error) {
        // A database error's message holds values.
        const code = describeDatabaseError(error)?.code ?? 'unknown'
        throw ApplicationFailure.retryable('The segments could not be refreshed', code)
      }
    },
  }
}
