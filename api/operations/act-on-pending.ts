/**
 * Retries, skips or cancels what is pending, one or many. Each id for itself, so that one that cannot be helped holds up no other; each can be asked for again
 * without doing it twice. Runs on the pool and not in the transaction that keeps the answer: what a run does about it must not wait for that.
 */
import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import type { z } from 'zod'
import type { Pool } from '../../db/client.ts'
import { type Journey, readJourney } from '../../db/queries/journeys/journeys.ts'
import { endJourneyRow } from '../../db/queries/journeys/record-notes.ts'
import { dropMatchedJourney, requestJourneyRestart } from '../../db/queries/journeys/request-restart.ts'
import { formatId } from '../../domain/ids.ts'
import { commandJourney } from '../../workflows/clients/command-autopilot.ts'
import type { pendingActionResultSchema, pendingActions, pendingId, pendingResultCodes } from '../schemas/pending-triggers.ts'

export type PendingAction = (typeof pendingActions)[number]
export type PendingTarget = z.output<typeof pendingId>
type Code = (typeof pendingResultCodes)[number]
type Result = z.input<typeof pendingActionResultSchema>['results'][number]

const messages: Record<Code, string> = {
  requested: 'It is started again, under the same id: no voucher is given and no message sent twice',
  wait_ended: 'Its wait is over: it goes on',
  cancelled: 'It is cancelled',
  dropped: 'The match was dropped before it started',
  unknown_id: 'There is no such thing, or it is not pending',
  journey_ended: 'It has ended already',
  journey_not_waiting:
    'It has no wait that could be ended: it acts, or waits for the end of a cooldown or of quiet hours, which nobody can skip',
  not_started: 'It has not started: there is no wait to end. Cancel drops it',
  not_restartable: 'It has ended as it was meant to',
  steered_by_promotion: 'Pages of a promotion are claimed by its run: pause, resume or stop the promotion',
  run_missing: 'No run of it is open in Temporal: retry starts it again',
  no_answer: 'Temporal, or every worker, gave no answer in time: ask again',
  time_over: 'It was not tried: the time for this request was over. Ask again for these',
}

const done: readonly Code[] = ['requested', 'wait_ended', 'cancelled', 'dropped']
const notAnswered: readonly Code[] = ['no_answer', 'time_over']

export interface ActionDependencies {
  pool: Pool
  temporal: Client | undefined
  now(): Date
}

/** At a time; a worker answers each within milliseconds. */
const width = 25
const eachMs = 5_000
/** Well within what proxies wait for an answer. */
const allMs = 25_000
/** So many in a row without an answer: nobody is there. */
const silentAtMost = 10

export async function actOnPending(
  dependencies: ActionDependencies,
  action: PendingAction,
  targets: readonly PendingTarget[],
): Promise<z.input<typeof pendingActionResultSchema>> {
  const stopAt = performance.now() + allMs
  const codes: Code[] = []
  const queue = targets.entries()
  let silent = 0
  const work = async () => {
    for (const [index, target] of queue) {
      const leftMs = Math.min(eachMs, stopAt - performance.now())
      const isOver = leftMs <= 0 || silent >= silentAtMost
      const code = isOver ? 'time_over' : await act(dependencies, action, target, leftMs)
      silent = code === 'no_answer' ? silent + 1 : code === 'time_over' ? silent : 0
      codes[index] = code
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, targets.length) }, work))
  const results = targets.map((target, index) => describeResult(target, codes[index] ?? 'time_over'))
  const count = (outcome: Result['outcome']) => results.filter((result) => result.outcome === outcome).length
  return { results, done: count('done'), refused: count('refused'), notAnswered: count('not_answered') }
}

function describeResult({ kind, id }: PendingTarget, code: Code): Result {
  const outcome = done.includes(code) ? 'done' : notAnswered.includes(code) ? 'not_answered' : 'refused'
  return { id: formatId(kind === 'journey' ? 'journey' : 'send', id), outcome, code, message: messages[code] }
}

async function act(
  { pool, temporal, now }: ActionDependencies,
  action: PendingAction,
  { kind, id }: PendingTarget,
  ms: number,
): Promise<Code> {
  if (kind === 'pages') return 'steered_by_promotion'
  if (action === 'retry') {
    const answer = await requestJourneyRestart(pool, { journeyId: id, at: now() })
    switch (answer) {
      case 'requested':
        return 'requested'
      case 'not_found':
        return 'unknown_id'
      case 'not_restartable':
        return 'not_restartable'
    }
  }
  const journey = await readJourney(pool, id)
  if (journey === undefined) return 'unknown_id'
  return action === 'skip' ? skip(temporal, journey, ms) : cancel({ pool, temporal, now }, journey, ms)
}

async function skip(temporal: Client | undefined, journey: Journey, ms: number): Promise<Code> {
  if (journey.status === 'ended') return 'journey_ended'
  if (journey.status === 'matched') return 'not_started'
  const answer = await command(temporal, journey, 'skip_wait', ms)
  return answer === 'taken' ? 'wait_ended' : answer
}

async function cancel({ pool, temporal, now }: ActionDependencies, journey: Journey, ms: number): Promise<Code> {
  if (journey.status === 'matched' && (await dropMatchedJourney(pool, { journeyId: journey.id, at: now() }))) return 'dropped'
  // Also of one whose row has ended: its run may be open all the same.
  const answer = await command(temporal, journey, 'cancel', ms)
  if (answer === 'taken') return 'cancelled'
  if (journey.status === 'ended') return answer === 'run_missing' ? 'journey_ended' : answer
  // One that is only just being handed over starts all the same: it is to be asked again.
  if (answer !== 'run_missing' || journey.startedAt === null) return answer === 'run_missing' ? 'no_answer' : answer
  const end = { journeyId: journey.id, outcome: 'cancelled', reason: 'cancelled_by_operator', step: null, at: now() } as const
  return (await endJourneyRow(pool, end)) ? 'cancelled' : 'journey_ended'
}

const refusals: Partial<Record<string, Code>> = { journey_ended: 'journey_ended', journey_not_waiting: 'journey_not_waiting' }

async function command(temporal: Client | undefined, journey: Journey, what: 'skip_wait' | 'cancel', ms: number): Promise<Code | 'taken'> {
  if (temporal === undefined) return 'no_answer'
  try {
    await temporal.withDeadline(Date.now() + ms, () => commandJourney(temporal, journey, what))
    return 'taken'
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'run_missing'
    const type = error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure ? error.cause.type : undefined
    return refusals[type ?? ''] ?? 'no_answer'
  }
}
