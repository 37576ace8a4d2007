/**
 * The story of a journey, sentence by sentence, as the interpreter tells it: what a run writes to its ledger (journey_events) and what a dry run predicts. Ids, words
 * of closed lists and instants only.
 */
import type { ChannelName } from '../channels.ts'
import type { WaitingChoice } from './journey-pause.ts'

export type Note = { step: string } &
  /** `for`: `time`, or the fact that is waited for. Milliseconds since 1970. */
  (
    | { kind: 'waiting'; for: string; until: number }
    | { kind: 'happened' | 'timed_out'; fact: string }
    /** The branch's number, or -1 for `otherwise`. */
    | { kind: 'branched'; branch: number }
    | { kind: 'split'; arm: string }
    | { kind: 'voucher_issued' }
    | { kind: 'voucher_refused'; reason: string }
    /** A channel that may not be used. */
    | { kind: 'skipped'; channel: ChannelName; reason: string }
    | { kind: 'deferred'; channel: ChannelName; reason: string; until: number }
    /** What the provider said. */
    | { kind: 'sent'; channel: ChannelName; status: string; reason?: string }
    /** A receipt said that it has not arrived. */
    | { kind: 'fell_through'; channel: ChannelName }
    /** To another version, at whose step it goes on. */
    | { kind: 'migrated'; version: number; from: number }
    /** Its message had left before a migration. */
    | { kind: 'passed' }
    | { kind: 'webhook_taken' | 'webhook_refused' | 'attribute_set' }
    | ToldNote
  )

/** What the run was told while it was at the step, by the store, the customer or an operator: the run's own, the interpreter never tells it. */
export type ToldNote =
  | { kind: 'told'; fact: string }
  | { kind: 'opted_out'; channel: ChannelName }
  | { kind: 'paused' | 'wait_skipped' }
  | { kind: 'resumed'; waiting: WaitingChoice }

export const toldKinds = ['told', 'opted_out', 'paused', 'resumed', 'wait_skipped'] as const satisfies readonly ToldNote['kind'][]

/** Whether it says nothing about where the journey stands. */
export function isTold(kind: string): boolean {
  return (toldKinds as readonly string[]).includes(kind)
}

/** The journey's own number and instant (milliseconds since 1970) of it. */
export interface NumberedNote {
  seq: number
  at: number
  note: Note
}
