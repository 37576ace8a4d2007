/**
 * What is matched and not completed: where it stands by its row, corrected by what Temporal says of its run, in codes and in words. Pure; instants come in.
 */
import { formatSpan } from './health-levels.ts'
import type { AwaitedEvent } from './journeys/journey-definition.ts'

export const pendingStates = ['not_started', 'waiting', 'acting', 'late', 'stuck'] as const
export type PendingState = (typeof pendingStates)[number]

/** Rows and Temporal do not agree, and this is how. */
export const stuckReasons = {
  run_terminated: 'Its run was terminated in Temporal, and nobody has gone on with it',
  run_failed: 'Its run has failed',
  run_timed_out: 'Its run has timed out',
  run_cancelled: 'Its run was cancelled in Temporal, and its row does not know of it',
  run_completed: 'Its run is over, and its row does not know of it',
  run_lost: 'Temporal knows no run of it: it was never started, or lost with the server’s data',
  row_ended: 'Its row has ended, and its run is still open in Temporal',
} as const
export type StuckReason = keyof typeof stuckReasons

export interface PendingRow {
  status: 'matched' | 'running' | 'ended'
  matchedAt: Date
  notBefore: Date
  startedAt: Date | null
  /** When it last told of itself. */
  notedAt: Date | null
  waitingFor: string | null
  waitingUntil: Date | null
  /** Its autopilot was disabled: waits run on, acts stand still. */
  isStandingStill: boolean
}

export interface SeenState {
  /** As Temporal says it: RUNNING, TERMINATED, … */
  status: string
  stage: string | null
}

export interface PendingPlace {
  state: PendingState
  stage: string
  since: Date
  waitingFor: string | null
  waitingUntil: Date | null
  stuck: StuckReason | null
}

/** A timer that has fired is worked on within seconds. */
export const lateAfterMs = 60_000

const closedAs: Record<string, StuckReason> = {
  TERMINATED: 'run_terminated',
  FAILED: 'run_failed',
  TIMED_OUT: 'run_timed_out',
  CANCELLED: 'run_cancelled',
  CANCELED: 'run_cancelled',
}

/**
 * @param seen its latest run; undefined where Temporal was not asked or gave no answer, null where it knows none
 */
export function findPendingPlace(row: PendingRow, seen: SeenState | null | undefined, now: Date): PendingPlace {
  const isOpen = seen !== undefined && seen !== null && (seen.status === 'RUNNING' || seen.status === 'CONTINUED_AS_NEW')
  const stage = isOpen && seen.stage !== null ? seen.stage : stageOfRow(row)
  const place = { stage, since: row.notedAt ?? row.startedAt ?? row.matchedAt, waitingFor: row.waitingFor, waitingUntil: row.waitingUntil }
  const stuck = findStuck(row, seen, isOpen)
  if (stuck !== undefined) return { ...place, state: 'stuck', stuck }
  if (row.startedAt === null && !isOpen)
    return {
      ...place,
      state: 'not_started',
      since: row.matchedAt,
      waitingFor: row.notBefore > now ? 'activation_window' : row.isStandingStill ? 'enabled' : 'start',
      waitingUntil: row.notBefore > now ? row.notBefore : null,
      stuck: null,
    }
  if (row.waitingUntil === null) {
    if (row.isStandingStill) return { ...place, state: 'waiting', waitingFor: 'enabled', stuck: null }
    return { ...place, state: 'acting', stuck: null }
  }
  if (now.getTime() - row.waitingUntil.getTime() < lateAfterMs) return { ...place, state: 'waiting', stuck: null }
  if (row.isStandingStill) return { ...place, state: 'waiting', waitingFor: 'enabled', waitingUntil: null, stuck: null }
  return { ...place, state: 'late', stuck: null }
}

function findStuck(row: PendingRow, seen: SeenState | null | undefined, isOpen: boolean): StuckReason | undefined {
  if (seen === undefined) return undefined
  if (row.status === 'ended') return isOpen ? 'row_ended' : undefined
  // One that is only just being handed over is not there yet.
  if (row.startedAt === null) return undefined
  if (seen === null) return 'run_lost'
  return isOpen ? undefined : (closedAs[seen.status] ?? 'run_completed')
}

/** What the search attribute RegularsStage would say, by the row alone. Mirrored by `selectStage` in SQL. */
function stageOfRow({ status, startedAt, waitingFor }: Pick<PendingRow, 'status' | 'startedAt' | 'waitingFor'>): string {
  if (status === 'matched') return 'matched'
  if (startedAt === null) return 'starting'
  switch (waitingFor) {
    case null:
      return 'acting'
    case 'time':
      return 'wait'
    case 'cooldown':
    case 'quiet_hours':
    case 'receipt':
      return waitingFor
    default:
      return `waiting for ${waitingFor}`
  }
}

const waits: Record<string, string> = {
  time: 'the end of its delay',
  cooldown: 'the end of the customer’s cooldown',
  quiet_hours: 'the end of the quiet hours',
  receipt: 'a receipt of its message',
  ordered: 'an order',
  voucher_accepted: 'its voucher to be accepted',
  voucher_redeemed: 'its voucher to be redeemed',
  activation_window: 'the activation window to open',
  start: 'its start',
  enabled: 'its autopilot to be enabled again',
  page_time: 'the time of its page',
  page_claim: 'a worker to claim its page',
  resume: 'its promotion to be resumed',
}

/** @param awaits the event that the step waits for, where it is one: its wait is named after the step */
export function describeWait(waitingFor: string, awaits: AwaitedEvent | null = null): string {
  const known = waits[waitingFor]
  if (known !== undefined) return known
  if (waitingFor.startsWith('clicked:')) return `a click in the message of the step “${waitingFor.slice('clicked:'.length)}”`
  if (awaits?.kind === 'event') return `the event “${awaits.name}”`
  return awaits?.kind === 'ordered' ? 'an order of a certain kind' : waitingFor
}

/** One sentence for a list. */
export function describePlace(
  { state, stage, since, waitingFor, waitingUntil, stuck }: PendingPlace,
  { now, awaits = null }: { now: Date; awaits?: AwaitedEvent | null },
): string {
  if (stuck !== null) return `${stuckReasons[stuck]}.`
  const wait = waitingFor === null ? '' : ` for ${describeWait(waitingFor, awaits)}`
  const until = waitingUntil === null ? '' : ` until ${formatMinute(waitingUntil)}`
  switch (state) {
    case 'late':
      return `Its wait${wait} was over ${formatSpan(now.getTime() - (waitingUntil ?? now).getTime())} ago, and it has not moved since.`
    case 'not_started':
      return `Matched at ${formatMinute(since)} and not started: it waits${wait}${until}.`
    case 'waiting':
      return `Waits${wait}${until}, since ${formatMinute(since)}.`
    case 'acting':
    case 'stuck':
      return `At work since ${formatMinute(since)} (${stage}).`
  }
}

function formatMinute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
