/** What a migration does to a journey's position. */
import type { JourneyPlan } from './journey-plan.ts'
import type { Position } from './run-journey.ts'

/** At another step, steps whose message has left are passed over once. @param at milliseconds since 1970 */
export function moveToVersion(position: Position, { before, step, at }: { before: JourneyPlan; step: string; at: number }): void {
  const sent = before.steps.filter(({ id, kind }) => kind === 'send' && (position.visits[id] ?? 0) > 0).map(({ id }) => id)
  const hasMoved = position.step !== step
  Object.assign(position, { step, ...(hasMoved && { enteredAt: at, sent }) })
}
