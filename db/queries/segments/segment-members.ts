/** Who is in a segment, as SQL to be put into a larger query: `SELECT customer_id FROM (${segmentMembers(sql, 'at_risk')}) AS m`. */
import { stageKeys, type SegmentKey } from '../../../domain/segment-keys.ts'
import type { Sql } from '../../client.ts'
import { scoreEveryone, type Fragment } from './compute-segments.ts'

/**
 * Rows of one column, `customer_id`, each customer once. Without `asOf`, the segment as it stands; with it (a `Date`, or RFC 3339), computed from
 * the orders as of that instant with the settings of today.
 */
export function segmentMembers(sql: Sql, segment: SegmentKey, asOf?: Date | string): Fragment {
  if (asOf === undefined) return sql`SELECT customer_id FROM customer_metrics WHERE ${isInSegment(sql, segment)}`
  return sql`SELECT customer_id FROM (${scoreEveryone(sql, asOf)}) AS everyone WHERE ${isInSegment(sql, segment)}`
}

/** A condition on the columns `stage` and `tags`, in the form that their indexes answer. */
export function isInSegment(sql: Sql, segment: SegmentKey): Fragment {
  return (stageKeys as readonly string[]).includes(segment) ? sql`stage = ${segment}` : sql`tags @> ARRAY[${segment}]::text[]`
}
