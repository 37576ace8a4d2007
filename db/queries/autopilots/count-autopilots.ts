/** Several autopilots in numbers, for a list of them: the sums of count-steps, without its steps. */
import type { Sql } from '../../client.ts'

export interface AutopilotCounts {
  /** UUID. */
  id: string
  /** Matched, and not handed to Temporal yet. */
  pending: number
  running: number
  /** Without those that were held out. */
  ended: number
  heldOut: number
}

/** One row for each that is asked for and exists. @param autopilotIds UUIDs */
export async function countAutopilots(sql: Sql, autopilotIds: readonly string[]): Promise<AutopilotCounts[]> {
  // One statement, so that nobody is counted twice who is tallied meanwhile.
  return sql<AutopilotCounts[]>`
    SELECT a.id,
      coalesce(sum(p.journeys) FILTER (WHERE p.of = 'matched'), 0)::integer AS pending,
      coalesce(sum(p.journeys) FILTER (WHERE p.of = 'running'), 0)::integer AS running,
      coalesce(sum(p.journeys) FILTER (WHERE p.of = 'ended' AND p.outcome <> 'holdout'), 0)::integer AS ended,
      coalesce(sum(p.journeys) FILTER (WHERE p.of = 'ended' AND p.outcome = 'holdout'), 0)::integer AS "heldOut"
    FROM autopilots a CROSS JOIN LATERAL (
      SELECT t.of, t.kind AS outcome, t.journeys FROM autopilot_tallies t WHERE t.autopilot_id = a.id AND t.of = 'ended'
      UNION ALL
      SELECT j.status, j.outcome, count(*) FROM journeys j WHERE j.autopilot_id = a.id AND NOT j.is_tallied GROUP BY 1, 2
      UNION ALL
      SELECT 'none', NULL, 0
    ) AS p (of, outcome, journeys)
    WHERE a.id = ANY (${[...autopilotIds]}::uuid[]) GROUP BY a.id`
}
