/** An autopilot in numbers: how many journeys it has, how they ended, and how many came to each step and stand there now. Ended ones have been added up before (tally-journeys). */
import type { Sql } from '../../client.ts'
import type { StoredOutcome } from '../journeys/journeys.ts'

export interface AutopilotNumbers {
  /** Matched, and not handed to Temporal yet. */
  pending: number
  running: number
  /** Without those that were held out. */
  ended: number
  heldOut: number
  outcomes: { outcome: StoredOutcome; reason: string | null; journeys: number }[]
  steps: StepNumbers[]
}

export interface StepNumbers {
  step: string
  waiting: number
  reached: number
  happened: { kind: string; channel: string | null; reason: string | null; journeys: number }[]
}

export async function countSteps(sql: Sql, autopilotId: string): Promise<AutopilotNumbers> {
  // One statement, so that nobody is counted twice who is tallied meanwhile.
  const sums = await sql<Sum[]>`
    SELECT of, step, kind, channel, reason, sum(journeys)::integer AS journeys FROM (
      SELECT of, step, kind, channel, reason, journeys FROM autopilot_tallies WHERE autopilot_id = ${autopilotId}
      UNION ALL
      SELECT of, step, kind, channel, reason, journeys
      FROM add_up_journeys(ARRAY(SELECT id FROM journeys WHERE autopilot_id = ${autopilotId} AND NOT is_tallied))
      UNION ALL
      SELECT status, CASE WHEN status = 'running' THEN step END, NULL, NULL, NULL, count(*) FROM journeys
      WHERE autopilot_id = ${autopilotId} AND NOT is_tallied AND status <> 'ended' GROUP BY 1, 2
    ) AS parts GROUP BY of, step, kind, channel, reason HAVING sum(journeys) > 0 ORDER BY step, journeys DESC, kind, channel, reason`
  const of = (what: Sum['of']) => sums.filter((one) => one.of === what)
  const sum = (some: readonly Sum[]) => some.reduce((total, { journeys }) => total + journeys, 0)
  const ended = of('ended').filter(({ kind }) => kind !== 'holdout')
  return {
    pending: sum(of('matched')),
    running: sum(of('running')),
    ended: sum(ended),
    heldOut: sum(of('ended').filter(({ kind }) => kind === 'holdout')),
    outcomes: ended
      .map(({ kind, reason, journeys }) => ({ outcome: kind as StoredOutcome, reason, journeys }))
      .toSorted((a, b) => b.journeys - a.journeys),
    steps: of('reached').flatMap(({ step, journeys }) =>
      step === null
        ? []
        : {
            step,
            waiting: sum(of('running').filter((one) => one.step === step)),
            reached: journeys,
            happened: of('happened')
              .filter((one) => one.step === step)
              .map(({ kind, channel, reason, journeys: times }) => ({ kind: kind ?? '', channel, reason, journeys: times })),
          },
    ),
  }
}

interface Sum {
  of: 'ended' | 'reached' | 'happened' | 'matched' | 'running'
  step: string | null
  kind: string | null
  channel: string | null
  reason: string | null
  journeys: number
}
