/**
 * The one interpreter of journeys: a generator that yields what is to be done next and is resumed with what came of it. It knows no clock but the one that it is
 * given, and touches nothing. The `journey` workflow does what it says with activities and timers; the dry run does it in a simulation. Both get the same
 * story out of it (`note`).
 *
 * `position` is all that must be kept to go on elsewhere: the interpreter writes it at each step, and a fresh one that is started from it asks for the same again,
 * under the same step and visit, by which whoever acts on it finds what was done before.
 */
import type { ChannelName } from '../channels.ts'
import { hashToBucket } from '../holdout.ts'
import type { Next } from './journey-definition.ts'
import type { Note } from './journey-notes.ts'
import type { FactKey, JourneyPlan, PlanStep } from './journey-plan.ts'

export interface Position {
  /** Null: the journey is over. */
  step: string | null
  /** When the step began; of what follows a message, when the provider took it. Milliseconds since 1970. */
  enteredAt: number
  /** How often each step was begun. */
  visits: Record<string, number>
  /** Facts before this one have been answered to. */
  factsFrom: number
  /** After a migration to another step: send steps whose message has left, which are passed over once. */
  sent?: string[]
}

/** Somebody has changed the position's `enteredAt`, or what is known of the customer: ask again. */
type Waited = 'elapsed' | 'changed'

export type DeferReason = 'cooldown' | 'quiet_hours'
export interface ChannelSkip {
  channel: ChannelName
  reason: string
}
export type MessageStatus = 'accepted' | 'delivered' | 'unknown' | 'failed' | 'skipped' | 'undeliverable' | 'bounced'

export type ClaimAnswer = { skips: ChannelSkip[] } & (
  | { kind: 'claimed'; channel: ChannelName; sendId: string; page: number }
  | { kind: 'deferred'; channel: ChannelName; reason: DeferReason; until: number }
  /** Every channel is closed. */
  | { kind: 'closed' }
  /** What ends the journey has happened, though it was not told of it. */
  | { kind: 'over'; reason: string }
)

export interface SendAnswer {
  status: MessageStatus
  reason?: string
  /** When the provider took it. */
  acceptedAt?: number
}

/** What is to be done, with the answer that it wants. */
export interface Commands {
  note: { input: { note: Note }; answer: undefined }
  /** The first branch that is true, or -1. */
  evaluate: { input: { step: string }; answer: number }
  /** Whether a rule ends the journey. */
  checkExits: { input: { step: string }; answer: boolean }
  /** The first instant from `after` on at which the customer's clock shows the step's hour. */
  findHour: { input: { step: string; hour: number; after: number }; answer: number }
  wait: { input: { step: string; until: number }; answer: Waited }
  /** `happened` has the fact's number. */
  waitFor: { input: { step: string; fact: FactKey; until: number }; answer: { kind: Waited } | { kind: 'happened'; fact: number } }
  issueVoucher: { input: { step: string; visit: number }; answer: { kind: 'issued' } | { kind: 'refused'; reason: string } }
  claim: { input: { step: string; visit: number; fromChannel: number; attempt: number }; answer: ClaimAnswer }
  defer: { input: { step: string; channel: ChannelName; reason: DeferReason; until: number }; answer: Waited }
  send: { input: { step: string; visit: number; channel: ChannelName; sendId: string; page: number }; answer: SendAnswer }
  awaitReceipt: {
    input: { step: string; channel: ChannelName; sendId: string; until: number }
    answer: 'delivered' | 'undelivered' | 'elapsed'
  }
  callWebhook: { input: { step: string; visit: number }; answer: 'taken' | 'refused' }
  setAttribute: { input: { step: string }; answer: undefined }
}
export type CommandKind = keyof Commands
export type Command = { [Kind in CommandKind]: { kind: Kind } & Commands[Kind]['input'] }[CommandKind]

export type JourneyOutcome = 'completed' | 'exited' | 'expired' | 'cancelled' | 'failed'
export interface Ending {
  outcome: JourneyOutcome
  reason: string
  step: string | null
}

export interface JourneyRun {
  plan: JourneyPlan
  /** UUIDs. */
  autopilotId: string
  customerId: string
  position: Position
  now(): number
}

type Asking<Answer> = Generator<Command, Answer, unknown>

export function startPosition(plan: JourneyPlan, at: number): Position {
  return { step: plan.steps[0]?.id ?? null, enteredAt: at, visits: {}, factsFrom: 0 }
}

/** Steps without a wait in between: a definition that was checked has no circle of them, and no more steps than this. */
const mostStepsAtOnce = 200

export function* runJourney(run: JourneyRun): Asking<Ending> {
  const { plan, position } = run
  const steps = new Map(plan.steps.map((step) => [step.id, step]))
  let stepsAtOnce = 0
  while (position.step !== null) {
    const step = steps.get(position.step)
    stepsAtOnce = step?.kind === 'wait' || step?.kind === 'waitFor' ? 0 : stepsAtOnce + 1
    if (step === undefined || stepsAtOnce > mostStepsAtOnce) return { outcome: 'failed', reason: 'unknown_step', step: position.step }
    if (step.kind === 'exit') return { outcome: 'exited', reason: step.reason, step: step.id }
    // What waits is begun at once; a rule is asked before something is done.
    if (plan.hasExitRules && step.kind !== 'wait' && step.kind !== 'waitFor' && step.kind !== 'split')
      if (yield* ask({ kind: 'checkExits', step: step.id })) return { outcome: 'exited', reason: 'rule', step: step.id }
    const visit = (position.visits[step.id] ?? 0) + 1
    const ran = yield* runStep(run, step, visit)
    if ('outcome' in ran) return ran
    const { next, at } = ran
    position.visits[step.id] = visit
    position.step = next
    position.enteredAt = at
  }
  return { outcome: 'completed', reason: 'last_step', step: null }
}

/** Where it goes on, and since when. What takes no time goes on from when it was come to. */
function* runStep(run: JourneyRun, step: Exclude<PlanStep, { kind: 'exit' }>, visit: number): Asking<{ next: Next; at: number } | Ending> {
  const { position } = run
  switch (step.kind) {
    case 'wait':
      yield* wait(run, step)
      return { next: step.next, at: run.now() }
    case 'waitFor':
      return { next: (yield* waitFor(run, step)) ? step.next : step.otherwise, at: run.now() }
    case 'branch': {
      const branch = yield* ask({ kind: 'evaluate', step: step.id })
      yield* note({ kind: 'branched', step: step.id, branch })
      return { next: step.nexts[branch] ?? (branch < 0 ? step.otherwise : null), at: position.enteredAt }
    }
    case 'split': {
      const bucket = hashToBucket(`${run.autopilotId}:${step.id}`, run.customerId)
      const arm = step.arms.find(({ below }) => bucket < below) ?? step.arms.at(-1)
      yield* note({ kind: 'split', step: step.id, arm: arm?.name ?? '' })
      return { next: arm?.next ?? null, at: position.enteredAt }
    }
    case 'voucher': {
      const answer = yield* ask({ kind: 'issueVoucher', step: step.id, visit })
      if (answer.kind === 'issued') yield* note({ kind: 'voucher_issued', step: step.id })
      else yield* note({ kind: 'voucher_refused', step: step.id, reason: answer.reason })
      return { next: answer.kind === 'issued' ? step.next : step.otherwise, at: position.enteredAt }
    }
    case 'send': {
      if (position.sent?.includes(step.id)) {
        position.sent = position.sent.filter((id) => id !== step.id)
        yield* note({ kind: 'passed', step: step.id })
        return { next: step.next, at: position.enteredAt }
      }
      const acceptedAt = yield* send(run, step, visit)
      if (typeof acceptedAt === 'object') return acceptedAt
      return acceptedAt === undefined ? { next: step.otherwise, at: run.now() } : { next: step.next, at: acceptedAt }
    }
    case 'webhook': {
      const answer = yield* ask({ kind: 'callWebhook', step: step.id, visit })
      yield* note({ kind: answer === 'taken' ? 'webhook_taken' : 'webhook_refused', step: step.id })
      return { next: answer === 'taken' ? step.next : step.otherwise, at: run.now() }
    }
    case 'tag':
      yield* ask({ kind: 'setAttribute', step: step.id })
      yield* note({ kind: 'attribute_set', step: step.id })
      return { next: step.next, at: position.enteredAt }
  }
}

function* wait({ position, now }: JourneyRun, step: PlanStep & { kind: 'wait' }): Asking<void> {
  let told: number | undefined
  for (;;) {
    const after = position.enteredAt + step.ms
    const until = step.untilHour === undefined ? after : yield* ask({ kind: 'findHour', step: step.id, hour: step.untilHour, after })
    if (until !== told) yield* note({ kind: 'waiting', step: step.id, for: 'time', until })
    told = until
    if (until <= now() || (yield* ask({ kind: 'wait', step: step.id, until })) === 'elapsed') return
  }
}

/** True where it happened. */
function* waitFor({ position }: JourneyRun, step: PlanStep & { kind: 'waitFor' }): Asking<boolean> {
  let told: number | undefined
  for (;;) {
    const until = position.enteredAt + step.ms
    if (until !== told) yield* note({ kind: 'waiting', step: step.id, for: step.fact, until })
    told = until
    const answer = yield* ask({ kind: 'waitFor', step: step.id, fact: step.fact, until })
    if (answer.kind === 'changed') continue
    if (answer.kind === 'happened') position.factsFrom = answer.fact + 1
    yield* note({ kind: answer.kind === 'happened' ? 'happened' : 'timed_out', step: step.id, fact: step.fact })
    return answer.kind === 'happened'
  }
}

/** When a provider took the step's one message; undefined where every channel was closed; the journey's end where there is nothing to say any more. */
function* send({ position, now }: JourneyRun, step: PlanStep & { kind: 'send' }, visit: number): Asking<number | undefined | Ending> {
  let fromChannel = 0
  for (let attempt = 1; ; attempt += 1) {
    const claim = yield* ask({ kind: 'claim', step: step.id, visit, fromChannel, attempt })
    for (const { channel, reason } of claim.skips) yield* note({ kind: 'skipped', step: step.id, channel, reason })
    if (claim.kind === 'closed') return undefined
    if (claim.kind === 'over') return { outcome: 'exited', reason: claim.reason, step: step.id }
    const { channel } = claim
    fromChannel = step.channels.indexOf(channel)
    if (claim.kind === 'deferred') {
      yield* note({ kind: 'deferred', step: step.id, channel, reason: claim.reason, until: claim.until })
      yield* ask({ kind: 'defer', step: step.id, channel, reason: claim.reason, until: claim.until })
      continue
    }
    const { sendId, page } = claim
    const { status, reason, acceptedAt = now() } = yield* ask({ kind: 'send', step: step.id, visit, channel, sendId, page })
    yield* note({ kind: 'sent', step: step.id, channel, status, ...(reason !== undefined && { reason }) })
    const isLast = fromChannel === step.channels.length - 1
    // Nobody can say of `unknown`: it may have arrived, so that no other channel follows, unless a receipt says that it has not.
    if (status === 'accepted' || status === 'delivered' || status === 'unknown') {
      if (isLast || status === 'delivered') return acceptedAt
      const until = acceptedAt + step.fallThroughMs
      if (until > now()) yield* note({ kind: 'waiting', step: step.id, for: 'receipt', until })
      const receipt = yield* ask({ kind: 'awaitReceipt', step: step.id, channel, sendId, until })
      if (receipt !== 'undelivered') return acceptedAt
      yield* note({ kind: 'fell_through', step: step.id, channel })
    }
    if (isLast) return undefined
    fromChannel += 1
    // The next channel's message is one of the same step: facts since the first one count.
    position.enteredAt = Math.min(position.enteredAt, acceptedAt)
  }
}

function* note(of: Note): Asking<void> {
  yield { kind: 'note', note: of }
}

function* ask<Kind extends CommandKind>(command: { kind: Kind } & Commands[Kind]['input']): Asking<Commands[Kind]['answer']> {
  return (yield command as Command) as Commands[Kind]['answer']
}
