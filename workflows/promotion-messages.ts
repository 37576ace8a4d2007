/**
 * What a promotion's run takes, and what it can be told and asked: signals are facts in the past tense, updates imperatives, queries `getX`. Shared by the
 * workflow and its clients. Ids, instants, counts and words of closed lists only.
 */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow'
import type { StopChoice } from '../domain/promotions.ts'
import type { Schedule } from '../domain/schedules.ts'

export type PromotionStage = 'scheduled' | 'freezing' | 'sending' | 'waiting' | 'paused' | 'active' | 'settling' | 'ended' | 'stopped'

export interface PromotionInput {
  /** UUID. */
  promotionId: string
  schedule: Schedule
  /** Carried over by continue-as-new; absent at the start. */
  state?: PromotionState
}

export interface PromotionState {
  stage: PromotionStage
  schedule: Schedule
  isPaused: boolean
  /** Set by a stop: what becomes of the vouchers that are out. */
  stopped: StopChoice | null
  /** The freeze has begun: the schedule holds. */
  isFreezing: boolean
  isFrozen: boolean
  /** Everyone has a verdict. */
  isSent: boolean
  isFinished: boolean
  recipients: number
  pages: number
  pagesDone: number
}

export interface PromotionProgress {
  stage: PromotionStage
  isPaused: boolean
  recipients: number
  pages: number
  pagesDone: number
  /** What a waiting run waits for, in words, and until when. */
  waitingFor?: string
  waitingUntil?: string
}

/** `receipts`: a message was called undeliverable. `vouchers`: few are left open. */
export type PromotionFact = 'receipts' | 'vouchers'

export const promotionTold = defineSignal<[PromotionFact]>('promotionTold')
export const pausePromotion = defineUpdate<PromotionProgress>('pausePromotion')
export const resumePromotion = defineUpdate<PromotionProgress>('resumePromotion')
export const stopPromotion = defineUpdate<PromotionProgress, [StopChoice]>('stopPromotion')
/** Refused once the audience is frozen. */
export const reschedulePromotion = defineUpdate<PromotionProgress, [Schedule]>('reschedulePromotion')
export const getPromotionProgress = defineQuery<PromotionProgress>('getPromotionProgress')
