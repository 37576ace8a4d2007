/** A broadcast run's state: what it says of itself, and which updates it refuses. */
import { ApplicationFailure } from '@temporalio/common'
import type { Schedule } from '../domain/schedules.ts'
import type { BroadcastProgress, BroadcastState } from './messages.ts'

export function createBroadcastState(schedule: Schedule): BroadcastState {
  return {
    stage: 'scheduled',
    schedule,
    isPaused: false,
    isCancelled: false,
    isFreezing: false,
    isFrozen: false,
    isFinished: false,
    recipients: 0,
    pages: 0,
    nextPage: 0,
    pagesDone: 0,
  }
}

export function describeProgress(state: BroadcastState, waiting: { for?: string; until?: number }): BroadcastProgress {
  const { stage, isPaused, recipients, pages, pagesDone } = state
  return {
    stage,
    isPaused,
    recipients,
    pages,
    pagesDone,
    ...(waiting.for === undefined ? {} : { waitingFor: waiting.for }),
    ...(waiting.until === undefined ? {} : { waitingUntil: new Date(waiting.until).toISOString() }),
  }
}

/** @throws ApplicationFailure of type `broadcast_finished` */
export function refuseFinished({ isFinished, isCancelled }: BroadcastState): void {
  if (isFinished || isCancelled) throw ApplicationFailure.nonRetryable('The broadcast has ended', 'broadcast_finished')
}

/** @throws ApplicationFailure of type `broadcast_started` or `broadcast_finished` */
export function refuseStarted(state: BroadcastState): void {
  refuseFinished(state)
  if (state.isFrozen || state.isFreezing)
    throw ApplicationFailure.nonRetryable('The broadcast has started: its audience is frozen', 'broadcast_started')
}

/** @throws ApplicationFailure of type `invalid_schedule` */
export function validateSchedule(schedule: Schedule): void {
  const isValid =
    schedule.kind === 'now' ||
    (schedule.kind === 'at' && Number.isFinite(Date.parse(schedule.at))) ||
    (schedule.kind === 'local' && Number.isFinite(Date.parse(`${schedule.date}T${schedule.time}:00Z`)))
  if (!isValid) throw ApplicationFailure.nonRetryable('The schedule is no instant and no local time', 'invalid_schedule')
}
