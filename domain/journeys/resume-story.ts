/**
 * Where a journey stands, read from the story that it has told: the interpreter runs once more, with the story's own answers, as far as that goes. For runs that Temporal has lost or
 * that were ended by force. What the step was doing last is asked for again, under the same step and visit, by which whoever does it finds what was done.
 */
import type { NumberedNote } from './journey-notes.ts'
import { isTold } from './journey-notes.ts'
import { shiftEntry, type WaitingChoice } from './journey-pause.ts'
import type { JourneyPlan } from './journey-plan.ts'
import { moveToVersion } from './move-to-version.ts'
import { type Command, type CommandKind, type Commands, type Position, runJourney, startPosition } from './run-journey.ts'

export interface ToldStory {
  autopilotId: string
  customerId: string
  /** Each version that the story names, by its number. */
  plans: ReadonlyMap<number, JourneyPlan>
  firstVersion: number
  /** Milliseconds since 1970. */
  startedAt: number
  /** In order. */
  notes: readonly NumberedNote[]
}

export interface Standing {
  position: Position
  versionNumber: number
  plan: JourneyPlan
  expiresAt: number
  pausedAt: number | null
  /** The number of the next note. */
  seq: number
  /** What the step has told already (`nameNote`), and is not to tell again. */
  retold: string[]
  /** Facts after this have not been answered to. */
  factsSince: number
}

/** A step's sentence, by which it is known again. */
export function nameNote(note: NumberedNote['note']): string {
  return 'channel' in note ? `${note.kind} ${note.step} ${note.channel}` : `${note.kind} ${note.step}`
}

type Answer = Commands[CommandKind]['answer']
/** The story tells no more. */
const untold = Symbol('untold')

/** @throws RangeError where the story names a version that is not among the plans */
export function resumeStory({ autopilotId, customerId, plans, firstVersion, startedAt, notes }: ToldStory): Standing {
  const requirePlan = (number: number) => {
    const plan = plans.get(number)
    if (plan === undefined) throw new RangeError('The story names a version that is not there')
    return plan
  }
  let plan = requirePlan(firstVersion)
  const standing: Standing = {
    position: startPosition(plan, startedAt),
    versionNumber: firstVersion,
    plan,
    expiresAt: startedAt + plan.endsAfterMs,
    pausedAt: null,
    seq: (notes.at(-1)?.seq ?? 0) + 1,
    retold: [],
    factsSince: startedAt,
  }
  const { position } = standing
  let clock = startedAt
  let place = 0
  let changed = false
  const interpret = () => runJourney({ plan, autopilotId, customerId, position, now: () => clock })
  let steps = interpret()
  let answer: Answer | undefined
  let step = position.step
  for (;;) {
    const { done, value } = steps.next(answer)
    if (position.step !== step) standing.retold = []
    step = position.step
    if (done === true) return standing
    answer = undefined
    const hasMoved = hear()
    if (hasMoved) {
      steps = interpret()
      step = position.step
      standing.retold = []
      continue
    }
    if (value.kind === 'note') {
      const told = notes[place]
      if (told === undefined || told.note.kind !== value.note.kind || told.note.step !== value.note.step) return standing
      if (told.note.kind === 'waiting' && value.note.kind === 'waiting' && told.note.until !== value.note.until) {
        // What it counts from is known to the run alone, when a provider took a message: its end tells.
        position.enteredAt += told.note.until - value.note.until
        steps = interpret()
        continue
      }
      place += 1
      clock = told.at
      standing.retold.push(nameNote(told.note))
      if (told.note.kind === 'happened') standing.factsSince = told.at
      continue
    }
    const found = answerFrom(value)
    if (found === untold) return standing
    answer = found
    clock = Math.max(clock, notes[place]?.at ?? clock)
  }

  /** What came from outside before the next sentence. True after a move to another version. */
  function hear(): boolean {
    for (let told = notes[place]; told !== undefined && (isTold(told.note.kind) || told.note.kind === 'migrated'); told = notes[place]) {
      const { at, note } = told
      place += 1
      clock = Math.max(clock, at)
      if (note.kind === 'paused') standing.pausedAt = at
      if (note.kind === 'resumed') resume(at, note.waiting)
      if (note.kind !== 'migrated') continue
      const before = plan
      plan = requirePlan(note.version)
      moveToVersion(position, { before, step: note.step, at })
      Object.assign(standing, { versionNumber: note.version, plan })
      return true
    }
    return false
  }

  function resume(resumedAt: number, waiting: WaitingChoice): void {
    if (standing.pausedAt === null) return
    position.enteredAt = shiftEntry(position, plan, { pausedAt: standing.pausedAt, resumedAt, waiting })
    if (waiting !== 'keep_date') standing.expiresAt += resumedAt - standing.pausedAt
    standing.pausedAt = null
    changed = true
  }

  function answerFrom(command: Exclude<Command, { kind: 'note' }>): Answer | typeof untold {
    const next = notes[place]?.note
    const isOfStep = next?.step === command.step
    const wasChanged = changed
    changed = false
    switch (command.kind) {
      case 'evaluate':
        return isOfStep && next?.kind === 'branched' ? next.branch : untold
      case 'checkExits':
        return next === undefined ? untold : false
      case 'findHour':
        if (isOfStep && next?.kind === 'waiting') return next.until
        return next === undefined ? untold : clock
      case 'wait':
      case 'defer':
        if (next === undefined) return untold
        return wasChanged ? 'changed' : 'elapsed'
      case 'waitFor':
        if (next === undefined) return untold
        if (wasChanged && next.kind === 'waiting') return { kind: 'changed' }
        return next.kind === 'happened' ? { kind: 'happened', fact: -1 } : { kind: 'elapsed' }
      case 'issueVoucher':
        if (next?.kind === 'voucher_issued') return { kind: 'issued' }
        return next?.kind === 'voucher_refused' ? { kind: 'refused', reason: next.reason } : untold
      case 'claim':
        return findClaim(command.step)
      case 'send':
        if (next?.kind !== 'sent' || !isOfStep) return untold
        return {
          status: next.status as 'accepted',
          ...(next.reason !== undefined && { reason: next.reason }),
          acceptedAt: notes[place]?.at ?? clock,
        }
      case 'awaitReceipt':
        if (next === undefined) return untold
        return isOfStep && next.kind === 'fell_through' ? 'undelivered' : 'elapsed'
      case 'callWebhook':
        if (next?.kind === 'webhook_taken') return 'taken'
        return next?.kind === 'webhook_refused' ? 'refused' : untold
      case 'setAttribute':
        return next?.kind === 'attribute_set' ? undefined : untold
    }
  }

  /** The channels that were closed, and what the next sentence says of the one that was not. They are told together. */
  function findClaim(of: string): Commands['claim']['answer'] | typeof untold {
    const skips: Commands['claim']['answer']['skips'] = []
    for (const { note } of notes.slice(place)) {
      if (isTold(note.kind)) continue
      if (note.step === of && note.kind === 'skipped') {
        skips.push({ channel: note.channel, reason: note.reason })
        continue
      }
      if (note.step === of && note.kind === 'deferred')
        return { kind: 'deferred', channel: note.channel, reason: note.reason as 'cooldown', until: note.until, skips }
      if (note.step === of && note.kind === 'sent') return { kind: 'claimed', channel: note.channel, sendId: '', page: 0, skips }
      return { kind: 'closed', skips }
    }
    // Whether a channel was left is not told: the claim is asked again, and finds what it has decided.
    standing.retold.push(...skips.map(({ channel }) => nameNote({ kind: 'skipped', step: of, channel, reason: '' })))
    return untold
  }
}
