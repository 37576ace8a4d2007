/**
 * What a journey's Temporal history holds, event by event in its order, without Temporal's own words: the script by which `retell-journey` goes through the run
 * again. Instants in milliseconds since 1970.
 */
import type { JourneyPlan } from '../journeys/journey-plan.ts'
import type { Ending } from '../journeys/run-journey.ts'
import type { RunState } from '../journeys/run-state.ts'

/** A journey run's input, as its history begins with it. */
export interface RunStart {
  /** UUIDs. */
  journeyId: string
  autopilotId: string
  customerId: string
  versionNumber: number
  plan: JourneyPlan
  /** Of a run that goes on with another's state. */
  state?: RunState & { retold?: string[] }
}

export type RunHappening =
  /** The workflow looks at all that came in since it looked last: its clock shows `at`. */
  | { kind: 'looked'; at: number }
  | { kind: 'signal'; name: string; input: unknown }
  | { kind: 'update'; name: string; input: unknown }
  | { kind: 'cancel_requested' }
  | { kind: 'timer_started' | 'timer_fired'; timerId: string }
  /** An activity's result. One that ran within the workflow's task moves the clock on and is heard at once; the others are heard with the next look. */
  | { kind: 'answered'; activity: string; answer: unknown; at?: number }
  | { kind: 'completed'; ending: Ending }
  /** Without an end of the journey's own. */
  | { kind: 'closed'; how: 'failed' | 'terminated' | 'timed_out' | 'cancelled' }
  /** Goes on in another run. */
  | { kind: 'continued' }

export interface RunHistory {
  start: RunStart
  startedAt: number
  happenings: RunHappening[]
}
