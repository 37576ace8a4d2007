/** What an autopilot's run takes, and what it can be told and asked. Shared by the workflow and its clients. */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow'
import type { WaitingChoice } from '../domain/journeys/journey-pause.ts'

export interface AutopilotInput {
  /** UUID. */
  autopilotId: string
  /** Carried over by continue-as-new; absent at the start. */
  state?: AutopilotState
}

export interface AutopilotState {
  stage: 'enabled' | 'disabled' | 'retired'
  /** Of the latest pause: what waiting journeys do when it is over. */
  waiting: WaitingChoice
  /** Sums over all of its sweeps. */
  sweeps: number
  matched: number
  started: number
}

export interface AutopilotProgress extends AutopilotState {
  nextSweepAt?: string
}

export const enableAutopilot = defineUpdate<AutopilotProgress>('enableAutopilot')
/** Nobody new starts, and journeys stand still until it is enabled again: then they do what is said here. */
export const disableAutopilot = defineUpdate<AutopilotProgress, [{ waiting: WaitingChoice }]>('disableAutopilot')
/** For good: nobody new starts. Journeys go on to their end, or end now. */
export const retireAutopilot = defineUpdate<AutopilotProgress, [{ journeys: 'finish' | 'end' }]>('retireAutopilot')
/** Moves journeys that wait at a step of the version, or at one that `steps` sends on to one, to that version. Answered at once, done afterwards. */
export const migrateJourneys = defineUpdate<AutopilotProgress, [{ toNumber: number; steps: Record<string, string> }]>('migrateJourneys')
/** Somebody wants it to look now. */
export const sweepRequested = defineSignal('sweepRequested')
export const getAutopilot = defineQuery<AutopilotProgress>('getAutopilot')
