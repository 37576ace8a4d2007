/** What a client may say to a run, and ask of it: updates are imperatives, queries are `getX`. Shared by workflows and clients. */
import { defineQuery, defineUpdate } from '@temporalio/workflow'
import type { Schedule } from '../domain/schedules.ts'

export type BroadcastStage = 'scheduled' | 'freezing' | 'sending' | 'paused' | 'waiting' | 'settling' | 'sent' | 'cancelled'

export interface BroadcastInput {
  /** UUID. */
  broadcastId: string
  schedule: Schedule
  /** Carried over by continue-as-new; absent at the start. */
  state?: BroadcastState
}

export interface BroadcastState {
  stage: BroadcastStage
  schedule: Schedule
  isPaused: boolean
  isCancelled: boolean
  /** The freeze has begun: the schedule holds. */
  isFreezing: boolean
  isFrozen: boolean
  isFinished: boolean
  recipients: number
  pages: number
  /** Pages before this one are done, or in flight. */
  nextPage: number
  pagesDone: number
}

export interface BroadcastProgress {
  stage: BroadcastStage
  isPaused: boolean
  recipients: number
  pages: number
  pagesDone: number
  /** What a waiting run waits for, in words, and until when. */
  waitingFor?: string
  waitingUntil?: string
}

export const pauseBroadcast = defineUpdate<BroadcastProgress>('pauseBroadcast')
export const resumeBroadcast = defineUpdate<BroadcastProgress>('resumeBroadcast')
export const cancelBroadcast = defineUpdate<BroadcastProgress>('cancelBroadcast')
/** Refused once pages have left. */
export const rescheduleBroadcast = defineUpdate<BroadcastProgress, [Schedule]>('rescheduleBroadcast')
export const getProgress = defineQuery<BroadcastProgress>('getProgress')
