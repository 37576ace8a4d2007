/** A journey run's state: what it is told goes in here, and what it says of itself comes out. */
import { ApplicationFailure } from '@temporalio/common'
import type { Note } from '../domain/journeys/journey-notes.ts'
import type { JourneyPlan } from '../domain/journeys/journey-plan.ts'
import { nameNote } from '../domain/journeys/resume-story.ts'
import { startPosition } from '../domain/journeys/run-journey.ts'
import type { JourneyInput, JourneyProgress, JourneyState } from './journey-messages.ts'

/** What the run waits for at the moment. */
export interface Waiting {
  for: string
  since: number
  until: number
  /** Whether an operator may end it. */
  canBeSkipped: boolean
}

export function createJourneyState({ plan, versionNumber }: JourneyInput, now: number): JourneyState {
  return {
    versionNumber,
    plan,
    position: startPosition(plan, now),
    facts: [],
    expiresAt: now + plan.endsAfterMs,
    pausedAt: null,
    seq: 1,
    notes: [],
    stage: 'started',
  }
}

export function takeNote(state: JourneyState, at: number, note: Note): void {
  const before = state.retold?.indexOf(nameNote(note)) ?? -1
  if (before >= 0) {
    state.retold?.splice(before, 1)
    return
  }
  state.notes.push({ seq: state.seq, at, note })
  state.seq += 1
}

/** False for a fact that was told before. */
export function takeFact(state: JourneyState, key: string, id: string): boolean {
  if (state.facts.some((fact) => fact.key === key && fact.id === id)) return false
  state.facts.push({ key, id })
  return true
}

/** The number of the first fact of that kind that was not answered to. */
export function findFact({ facts, position }: JourneyState, key: string): number | undefined {
  const index = facts.findIndex((fact, at) => at >= position.factsFrom && fact.key === key)
  return index < 0 ? undefined : index
}

export function describeJourney(state: JourneyState, waiting: Waiting | undefined): JourneyProgress {
  return {
    versionNumber: state.versionNumber,
    step: state.position.step,
    stage: state.stage,
    ...(waiting !== undefined && {
      waitingFor: waiting.for,
      waitingUntil: new Date(waiting.until).toISOString(),
      waitingSince: new Date(waiting.since).toISOString(),
    }),
    isPaused: state.pausedAt !== null,
    expiresAt: new Date(state.expiresAt).toISOString(),
  }
}

/** @throws ApplicationFailure of type `journey_not_waiting` */
export function refuseUnlessWaiting(waiting: Waiting | undefined): void {
  if (waiting === undefined) throw ApplicationFailure.nonRetryable('The journey is not waiting', 'journey_not_waiting')
}

/** @throws ApplicationFailure of type `journey_ended` */
export function refuseEnded(ending: object | undefined): void {
  if (ending !== undefined) throw ApplicationFailure.nonRetryable('The journey has ended', 'journey_ended')
}

/** @throws ApplicationFailure of type `unknown_step` */
export function refuseUnknownStep({ steps }: JourneyPlan, step: string): void {
  if (!steps.some(({ id }) => id === step)) throw ApplicationFailure.nonRetryable('The version has no such step', 'unknown_step')
}
