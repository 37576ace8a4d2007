/**
 * What a journey's run takes, and what it can be told and asked: signals are facts in the past tense, updates imperatives, queries `getX`. Shared by the workflow
 * and its clients. Ids, instants and words of closed lists only.
 */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow'
import type { ChannelName } from '../domain/channels.ts'
import type { WaitingChoice } from '../domain/journeys/journey-pause.ts'
import type { FactKey, JourneyPlan } from '../domain/journeys/journey-plan.ts'
import type { Ending } from '../domain/journeys/run-journey.ts'
import type { RunState } from '../domain/journeys/run-state.ts'

export interface JourneyInput {
  /** UUIDs. */
  journeyId: string
  autopilotId: string
  customerId: string
  versionNumber: number
  plan: JourneyPlan
  /** Carried over by continue-as-new; absent at the start. */
  state?: JourneyState
}

export interface JourneyState extends RunState {
  /** As the search attribute says it. */
  stage: string
  /** Of a run that goes on for one that was lost: what its step has told already (domain/journeys/resume-story), and does not tell again. */
  retold?: string[]
}

export const customerOrdered = defineSignal<[{ orderId: string; keys: FactKey[] }]>('customerOrdered')
export const eventReported = defineSignal<[{ eventId: string; keys: FactKey[] }]>('eventReported')
export const customerOptedOut = defineSignal<[{ channel: ChannelName }]>('customerOptedOut')
export const customerErased = defineSignal('customerErased')
export const voucherAccepted = defineSignal<[{ voucherId: string }]>('voucherAccepted')
export const voucherRedeemed = defineSignal<[{ voucherId: string }]>('voucherRedeemed')
export const messageSettled = defineSignal<[{ sendId: string; isDelivered: boolean }]>('messageSettled')
export const messageClicked = defineSignal<[{ step: string; sendId: string }]>('messageClicked')
export const autopilotPaused = defineSignal('autopilotPaused')
export const autopilotResumed = defineSignal<[{ waiting: WaitingChoice }]>('autopilotResumed')
export const autopilotRetired = defineSignal('autopilotRetired')

export interface Migration {
  /** UUID. */
  versionId: string
  versionNumber: number
  plan: JourneyPlan
  /** Where it goes on. */
  step: string
}

export interface JourneyProgress {
  versionNumber: number
  step: string | null
  stage: string
  /** What it waits for, and until when; absent while it acts. */
  waitingFor?: string
  waitingUntil?: string
  waitingSince?: string
  isPaused: boolean
  expiresAt: string
}

export const cancelJourney = defineUpdate<JourneyProgress>('cancelJourney')
/** Ends the wait that it is in. Refused while it does not wait, and in a cooldown. */
export const skipWait = defineUpdate<JourneyProgress>('skipWait')
/** Only while it waits. */
export const migrateJourney = defineUpdate<JourneyProgress, [Migration]>('migrateJourney')
export const getJourney = defineQuery<JourneyProgress>('getJourney')

export type JourneyResult = Ending
