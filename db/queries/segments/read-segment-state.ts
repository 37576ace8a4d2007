/** Whether the segments have been computed, and from what. */
import type { Sql } from '../../client.ts'

export interface SegmentState {
  /** The instant of the latest full refresh that found a buyer. */
  computedAt: Date | null
  /** The settings that it was made with; null like `computedAt`. */
  settingsVersion: number | null
  hasOrders: boolean
}

export async function readSegmentState(sql: Sql): Promise<SegmentState> {
  const [state] = await sql<[SegmentState]>`
    SELECT c.computed_at AS "computedAt", c.settings_version AS "settingsVersion", EXISTS (SELECT FROM orders WHERE is_valid AND placed_at <= now()) AS "hasOrders"
    FROM (SELECT) AS one LEFT JOIN (SELECT * FROM segment_cutoffs ORDER BY computed_at DESC LIMIT 1) AS c ON true`
  return state
}
