/**
 * A journey's story out of its Temporal history: the interpreter is run over it once more, answered with what the history says was answered, and tells the same
 * notes again. Waits end as workflows/journey.ts has them end. Pure: nothing is asked, nothing is done.
 */
import type { NumberedNote } from '../journeys/journey-notes.ts'
import type { JourneyPlan } from '../journeys/journey-plan.ts'
import { type Command, type CommandKind, type Commands, type Ending, runJourney } from '../journeys/run-journey.ts'
import { createTelling, endTelling, hear } from './hear-happenings.ts'
import type { RunHistory } from './run-happenings.ts'

export interface RetoldJourney {
  notes: NumberedNote[]
  plan: JourneyPlan
  versionNumber: number
  /** Of a journey that is over. */
  ending: Ending | null
  /** What it does or waits for at the history's end. */
  open: OpenCommand | null
  isPaused: boolean
  /** The run was closed without an end of the journey's own. */
  closed: 'failed' | 'terminated' | 'timed_out' | 'cancelled' | null
  isContinued: boolean
  /** False where the history does not fit the interpreter: what it tells is not to be believed. */
  isFaithful: boolean
}

export interface OpenCommand {
  kind: Exclude<CommandKind, 'note'> | 'move' | 'end'
  step: string | null
  /** Of a wait, milliseconds since 1970. */
  until: number | null
  /** Of a message that was put off. */
  reason: string | null
}

/** What the run stands still for. */
type Block = { kind: 'answer'; activity: string } | { kind: 'until'; isReached: () => boolean }
type Answer = Commands[CommandKind]['answer']
type Telltale<Result> = Generator<Block, Result, unknown>

const activities: Partial<Record<CommandKind, string>> = {
  evaluate: 'evaluateJourneyBranch',
  checkExits: 'checkJourneyExits',
  findHour: 'findJourneyHour',
  issueVoucher: 'issueJourneyVoucher',
  claim: 'claimJourneyMessage',
  send: 'sendJourneyMessage',
  callWebhook: 'callJourneyWebhook',
  setAttribute: 'setJourneyAttribute',
}
/** Their answers change nothing of the story. */
const silent = new Set(['noteJourney', 'checkJourneyReach'])

export function retellJourney({ start, startedAt, happenings }: RunHistory): RetoldJourney {
  const telling = createTelling(start, startedAt)
  const { autopilotId, customerId } = start
  const retold: Pick<RetoldJourney, 'open' | 'closed' | 'isContinued' | 'isFaithful'> = {
    open: null,
    closed: null,
    isContinued: false,
    isFaithful: true,
  }
  const main = goOn()
  let block: Block | undefined
  let isBegun = false
  let ending: Ending | null = null

  for (const happening of happenings) {
    hear(telling, happening)
    switch (happening.kind) {
      case 'looked':
        isBegun = true
        advance()
        for (const { activity, answer } of telling.answers.splice(0)) take(activity, answer)
        break
      case 'answered':
        if (happening.at === undefined) break
        telling.answers.splice(0)
        take(happening.activity, happening.answer)
        break
      case 'completed':
        ending = happening.ending
        break
      case 'closed':
        retold.closed = happening.how
        break
      case 'continued':
        retold.isContinued = true
        break
      case 'signal':
      case 'update':
      case 'cancel_requested':
      case 'timer_started':
      case 'timer_fired':
        break
    }
    if (!retold.isFaithful) break
  }
  const { notes, plan, versionNumber, pausedAt } = telling
  const isOver = ending !== null || retold.closed !== null || retold.isContinued
  return { ...retold, notes, plan, versionNumber, ending, open: isOver ? null : retold.open, isPaused: pausedAt !== null && !isOver }

  function take(activity: string, answer: unknown): void {
    if (silent.has(activity)) return advance()
    if (block?.kind !== 'answer' || block.activity !== activity) {
      retold.isFaithful = false
      return
    }
    block = undefined
    resume(answer)
    advance()
  }

  function advance(): void {
    if (!isBegun) return
    if (block === undefined && retold.open === null) resume(undefined)
    while (block?.kind === 'until' && block.isReached()) {
      block = undefined
      resume(undefined)
    }
  }

  function resume(answer: unknown): void {
    const { done, value } = main.next(answer)
    block = done === true ? undefined : value
  }

  /** As `runToTheEnd` of the workflow. */
  function* goOn(): Telltale<void> {
    let steps = interpret()
    let answer: Answer | undefined
    for (;;) {
      const { done, value } = steps.next(answer)
      if (done === true) {
        telling.ending ??= value
        break
      }
      if (value.kind === 'note') {
        telling.takeNote(value.note)
        continue
      }
      retold.open = {
        kind: value.kind,
        step: value.step,
        until: 'until' in value ? value.until : null,
        reason: value.kind === 'defer' ? value.reason : null,
      }
      if (value.kind !== 'send') {
        yield* untilResumed(value)
        if (isAtEnd()) break
      }
      answer = yield* perform(value)
      if (telling.hasMoved) {
        retold.open = { kind: 'move', step: telling.position.step, until: null, reason: null }
        yield { kind: 'answer', activity: 'moveJourney' }
        telling.hasMoved = false
        steps = interpret()
        answer = undefined
      }
    }
    retold.open = { kind: 'end', step: telling.ending?.step ?? null, until: null, reason: null }
    yield { kind: 'answer', activity: 'endJourney' }
  }

  function interpret(): ReturnType<typeof runJourney> {
    return runJourney({ plan: telling.plan, autopilotId, customerId, position: telling.position, now: () => telling.now })
  }

  function* perform(command: Exclude<Command, { kind: 'note' }>): Telltale<Answer> {
    switch (command.kind) {
      case 'wait':
      case 'defer':
        return yield* waitUntil(command.until)
      case 'waitFor':
        return yield* waitForFact(command.fact, command.until)
      case 'awaitReceipt':
        return yield* waitForReceipt(command.sendId, command.until)
      case 'evaluate':
      case 'checkExits':
      case 'findHour':
      case 'issueVoucher':
      case 'claim':
      case 'send':
      case 'callWebhook':
      case 'setAttribute':
        return (yield { kind: 'answer', activity: activities[command.kind] ?? '' }) as Answer
    }
  }

  function* waitForFact(fact: string, until: number): Telltale<Commands['waitFor']['answer']> {
    const find = () => telling.findFact(fact)
    const known = find()
    if (known !== undefined) return { kind: 'happened', fact: known }
    const waited = yield* waitUntil(until, () => find() !== undefined)
    const happened = find()
    return happened === undefined ? { kind: waited } : { kind: 'happened', fact: happened }
  }

  function* waitForReceipt(sendId: string, until: number): Telltale<Commands['awaitReceipt']['answer']> {
    const find = () => telling.facts.findLast((fact) => fact.key === `settled:${sendId}`)?.id as 'delivered' | 'undelivered' | undefined
    for (;;) {
      const settled = find()
      if (settled !== undefined) return settled
      const waited = yield* waitUntil(until, () => find() !== undefined)
      if (find() === undefined && (waited === 'elapsed' || isAtEnd() || telling.hasMoved)) return 'elapsed'
    }
  }

  /** As `waitFor` of the workflow. */
  function* waitUntil(until: number, hasHappened: () => boolean = () => false): Telltale<'elapsed' | 'changed'> {
    const seen = telling.changes
    const isInterrupted = () => telling.ending !== null || telling.changes !== seen || hasHappened()
    telling.isSkipped = false
    if (until > telling.now && !isInterrupted()) {
      const instant = Math.min(until, telling.expiresAt)
      if (instant > telling.now) {
        const timer = telling.awaitTimer()
        yield { kind: 'until', isReached: () => timer.isFired || isInterrupted() }
      }
    }
    if (telling.isSkipped) return 'elapsed'
    if (telling.now < until && isAtEnd()) return 'changed'
    if (isInterrupted()) return 'changed'
    if (telling.pausedAt === null) return 'elapsed'
    yield { kind: 'until', isReached: () => telling.pausedAt === null || telling.ending !== null }
    return 'changed'
  }

  function isAtEnd(): boolean {
    if (telling.ending === null && telling.now >= telling.expiresAt) endTelling(telling, 'expired', 'ends_after')
    return telling.ending !== null
  }

  function* untilResumed({ kind }: Command): Telltale<void> {
    if (telling.pausedAt === null || kind === 'wait' || kind === 'waitFor' || kind === 'defer' || kind === 'awaitReceipt') return
    yield { kind: 'until', isReached: () => telling.pausedAt === null || telling.ending !== null }
  }
}
