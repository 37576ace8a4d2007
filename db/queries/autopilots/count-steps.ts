/** An autopilot in numbers: how many journeys it has, how they ended, and how many came to each step and stand there now. */
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
  const standing = await sql<
    { status: string; arm: string; outcome: StoredOutcome | null; reason: string | null; step: string | null; journeys: number }[]
  >`
    SELECT status, arm, outcome, reason, step, count(*)::integer AS journeys FROM journeys WHERE autopilot_id = ${autopilotId}
    GROUP BY status, arm, outcome, reason, step ORDER BY journeys DESC`
  // Of a branch or split, where it went; the other details are instants.
  const happened = await sql<{ step: string; kind: string; channel: string | null; reason: string | null; journeys: number }[]>`
    SELECT e.step, e.kind, e.channel, coalesce(e.reason, e.details ->> 'arm', e.details ->> 'branch') AS reason, count(DISTINCT e.journey_id)::integer AS journeys
    FROM journey_events e JOIN journeys j ON j.id = e.journey_id
    WHERE j.autopilot_id = ${autopilotId} AND e.step IS NOT NULL GROUP BY 1, 2, 3, 4 ORDER BY 1, journeys DESC`
  const reached = await sql<{ step: string; journeys: number }[]>`
    SELECT step, count(*)::integer AS journeys FROM (
      SELECT e.step, e.journey_id FROM journey_events e JOIN journeys j ON j.id = e.journey_id WHERE j.autopilot_id = ${autopilotId} AND e.step IS NOT NULL
      UNION SELECT step, id FROM journeys WHERE autopilot_id = ${autopilotId} AND step IS NOT NULL
    ) AS here GROUP BY step ORDER BY step`
  const sum = (some: readonly { journeys: number }[]) => some.reduce((total, { journeys }) => total + journeys, 0)
  const ended = standing.filter(({ status, arm }) => status === 'ended' && arm === 'treated')
  return {
    pending: sum(standing.filter(({ status }) => status === 'matched')),
    running: sum(standing.filter(({ status }) => status === 'running')),
    ended: sum(ended),
    heldOut: sum(standing.filter(({ arm }) => arm === 'holdout')),
    outcomes: mergeOutcomes(ended),
    steps: reached.map(({ step, journeys }) => ({
      step,
      waiting: sum(standing.filter((one) => one.status === 'running' && one.step === step)),
      reached: journeys,
      happened: happened.flatMap(({ step: at, ...rest }) => (at === step ? [rest] : [])),
    })),
  }
}

/** Whatever the step. */
function mergeOutcomes(ended: readonly { outcome: StoredOutcome | null; reason: string | null; journeys: number }[]) {
  const merged = new Map<string, AutopilotNumbers['outcomes'][number]>()
  for (const { outcome, reason, journeys } of ended) {
    if (outcome === null) continue
    const key = `${outcome} ${reason ?? ''}`
    merged.set(key, { outcome, reason, journeys: journeys + (merged.get(key)?.journeys ?? 0) })
  }
  return [...merged.values()].toSorted((a, b) => b.journeys - a.journeys)
}
