/** What a pause does to a journey that waits. */
import type { JourneyPlan } from './journey-plan.ts'
import type { Position } from './run-journey.ts'

export const waitingChoices = ['keep_date', 'restart_delay', 'active_time'] as const
/** What waiting customers do: go on at the date that they had, wait all over again, or count only the time that was no pause. */
export type WaitingChoice = (typeof waitingChoices)[number]

export interface Pause {
  /** Milliseconds since 1970. */
  pausedAt: number
  resumedAt: number
  waiting: WaitingChoice
}

/** When the step has begun, as its wait counts from then on. */
export function shiftEntry({ step, enteredAt }: Position, plan: JourneyPlan, { pausedAt, resumedAt, waiting }: Pause): number {
  const kind = plan.steps.find(({ id }) => id === step)?.kind
  if (waiting === 'keep_date' || (kind !== 'wait' && kind !== 'waitFor')) return enteredAt
  return waiting === 'restart_delay' ? resumedAt : enteredAt + resumedAt - Math.max(pausedAt, enteredAt)
}
