/** What a journey's run keeps of itself from one act to the next, and hands on to the run that continues it. */
import type { NumberedNote } from './journey-notes.ts'
import type { FactKey, JourneyPlan } from './journey-plan.ts'
import type { Position } from './run-journey.ts'

export interface RunState {
  versionNumber: number
  plan: JourneyPlan
  position: Position
  /** What has happened, in the order in which it came. Each is told of once. */
  facts: { key: FactKey; id: string }[]
  /** Milliseconds since 1970. */
  expiresAt: number
  pausedAt: number | null
  /** The number of the next note. */
  seq: number
  /** Not yet kept. */
  notes: NumberedNote[]
}
