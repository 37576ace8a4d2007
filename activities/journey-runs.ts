/** How activities start journeys' runs and tell them something: given by whoever wires them to Temporal. Ids and words of closed lists only. */
import type { WaitingChoice } from '../domain/journeys/journey-pause.ts'
import type { Ending } from '../domain/journeys/run-journey.ts'
import type { JourneyInput, Migration } from '../workflows/journey-messages.ts'

export interface JourneyRuns {
  /** Starts it once, however often it is asked. @throws the client's errors when Temporal cannot be reached */
  start(start: JourneyStart): Promise<void>
  /** False when there is no such run (any more). @throws the client's errors when Temporal cannot be reached */
  tell(run: JourneyRunKey, fact: JourneyTold): Promise<boolean>
  /** False when it cannot be moved now: it acts, or has ended. @throws the client's errors when Temporal cannot be reached */
  migrate(run: JourneyRunKey, migration: Migration): Promise<boolean>
  /** The workflow ids of those that visibility calls open. @throws the client's errors when Temporal cannot be reached */
  listOpen(autopilotId: string): AsyncIterable<string>
  /** What the server itself says of the latest run. @throws the client's errors when Temporal cannot be reached */
  findEnd(run: JourneyRunKey): Promise<RunEnd>
}

export type RunEnd =
  | { kind: 'open' }
  /** Temporal knows of none. */
  | { kind: 'lost' }
  | { kind: 'ended'; ending: Ending }
  | { kind: 'terminated' | 'cancelled' | 'failed' | 'timed_out' }

export interface JourneyRunKey {
  autopilotId: string
  customerId: string
  occurrence: string
}

export type JourneyStart = JourneyRunKey & { input: JourneyInput }

/** What an autopilot tells all of its journeys. */
export type JourneyTold = { kind: 'paused' } | { kind: 'resumed'; waiting: WaitingChoice } | { kind: 'retired' }
