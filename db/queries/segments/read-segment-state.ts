/** Whether the segments have been computed, and from what. */
import type { Sql } from '../../client.ts'

export interface SegmentState {
  /** The instant of the latest full refresh that found a buyer. */
  computedAt: Date | null
  hasOrders: boolean
}

export async function readSegmentState(sql: Sql): Promise<SegmentState> {
  const [state] = await sql<SegmentState[]>`
    SELECT (SELECT max(computed_at) FROM segment_cutoffs) AS "computedAt", EXISTS (SELECT FROM orders WHERE is_valid) AS "hasOrders"`
  return state ?? { computedAt: null, hasOrders: false }
}
