/** What a journey's run knew while its history is gone through again, and what each thing that came in made of it: as workflows/journey-handlers.ts has it. */
import { listChannelsAhead } from '../journeys/channels-ahead.ts'
import type { ChannelName } from '../channels.ts'
import type { Note, ToldNote } from '../journeys/journey-notes.ts'
import { shiftEntry, type WaitingChoice } from '../journeys/journey-pause.ts'
import type { FactKey, JourneyPlan } from '../journeys/journey-plan.ts'
import { moveToVersion } from '../journeys/move-to-version.ts'
import { nameNote } from '../journeys/resume-story.ts'
import { type Ending, startPosition } from '../journeys/run-journey.ts'
import type { RunState } from '../journeys/run-state.ts'
import type { RunHappening, RunStart } from './run-happenings.ts'

export interface Timer {
  id?: string
  isFired: boolean
}

export interface Telling extends RunState {
  /** The run's clock. */
  now: number
  /** Of a run that goes on for one that was lost: what its step has told already. */
  retold: string[]
  changes: number
  isSkipped: boolean
  hasMoved: boolean
  ending: Ending | null
  timer: Timer | undefined
  /** Came in and are heard with the next look. */
  inbox: RunHappening[]
  answers: { activity: string; answer: unknown }[]
  takeNote(note: Note): void
  findFact(key: FactKey): number | undefined
  /** The next timer that is started is the one that is waited for. */
  awaitTimer(): Timer
}

export function createTelling({ versionNumber, plan, state }: RunStart, startedAt: number): Telling {
  return {
    now: startedAt,
    versionNumber: state?.versionNumber ?? versionNumber,
    plan: state?.plan ?? plan,
    position: structuredClone(state?.position ?? startPosition(plan, startedAt)),
    facts: [...(state?.facts ?? [])],
    expiresAt: state?.expiresAt ?? startedAt + plan.endsAfterMs,
    pausedAt: state?.pausedAt ?? null,
    seq: state?.seq ?? 1,
    notes: [...(state?.notes ?? [])],
    retold: [...(state?.retold ?? [])],
    changes: 0,
    isSkipped: false,
    hasMoved: false,
    ending: null,
    timer: undefined,
    inbox: [],
    answers: [],
    takeNote(note) {
      const before = this.retold.indexOf(nameNote(note))
      if (before >= 0) {
        this.retold.splice(before, 1)
        return
      }
      this.notes.push({ seq: this.seq, at: this.now, note })
      this.seq += 1
    },
    findFact(key) {
      const index = this.facts.findIndex((fact, at) => at >= this.position.factsFrom && fact.key === key)
      return index < 0 ? undefined : index
    },
    awaitTimer() {
      this.timer = { isFired: false }
      return this.timer
    },
  }
}

/** The first end stays. */
export function endTelling(telling: Telling, outcome: Ending['outcome'], reason: string): void {
  telling.ending ??= { outcome, reason, step: telling.position.step }
}

export function hear(telling: Telling, happening: RunHappening): void {
  switch (happening.kind) {
    case 'looked': {
      telling.now = Math.max(telling.now, happening.at)
      const inbox = telling.inbox.splice(0)
      // Temporal hands over what was said before what has come of what was waited for.
      for (const one of inbox) if (one.kind !== 'timer_fired' && one.kind !== 'answered') take(telling, one)
      for (const one of inbox) if (one.kind === 'timer_fired' || one.kind === 'answered') take(telling, one)
      return
    }
    case 'answered':
      if (happening.at === undefined) telling.inbox.push(happening)
      else {
        telling.now = Math.max(telling.now, happening.at)
        take(telling, happening)
      }
      return
    case 'timer_started':
      if (telling.timer !== undefined) telling.timer.id ??= happening.timerId
      return
    case 'signal':
    case 'update':
    case 'cancel_requested':
    case 'timer_fired':
      telling.inbox.push(happening)
      return
    case 'completed':
    case 'closed':
    case 'continued':
  }
}

function take(telling: Telling, happening: RunHappening): void {
  switch (happening.kind) {
    case 'timer_fired':
      if (telling.timer?.id === happening.timerId) telling.timer.isFired = true
      return
    case 'answered':
      if (happening.activity === 'checkJourneyReach') {
        if (happening.answer === false) endTelling(telling, 'exited', 'opted_out')
        telling.changes += 1
      }
      telling.answers.push({ activity: happening.activity, answer: happening.answer })
      return
    case 'cancel_requested':
      endTelling(telling, 'cancelled', 'cancelled_in_temporal')
      return
    case 'signal':
      takeSignal(telling, happening.name, happening.input ?? {})
      return
    case 'update':
      takeUpdate(telling, happening.name, happening.input ?? {})
      return
    case 'looked':
    case 'timer_started':
    case 'completed':
    case 'closed':
    case 'continued':
  }
}

/** The fields of all signals together; each has its own of them. */
interface SignalInput {
  keys?: FactKey[]
  orderId?: string
  eventId?: string
  voucherId?: string
  step?: string
  sendId?: string
  isDelivered?: boolean
  channel?: ChannelName
  waiting?: WaitingChoice
}

function takeSignal(telling: Telling, name: string, input: SignalInput): void {
  switch (name) {
    case 'customerOrdered':
      for (const key of input.keys ?? []) learn(telling, key, input.orderId ?? '')
      return
    case 'eventReported':
      for (const key of input.keys ?? []) learn(telling, key, input.eventId ?? '')
      return
    case 'voucherAccepted':
      return learn(telling, 'voucher_accepted', input.voucherId ?? '')
    case 'voucherRedeemed':
      return learn(telling, 'voucher_redeemed', input.voucherId ?? '')
    case 'messageClicked':
      return learn(telling, `clicked:${input.step}`, input.sendId ?? '')
    case 'messageSettled':
      return learn(telling, `settled:${input.sendId}`, input.isDelivered === true ? 'delivered' : 'undelivered')
    case 'customerErased':
      return endTelling(telling, 'exited', 'erased')
    case 'autopilotRetired':
      return endTelling(telling, 'cancelled', 'autopilot_retired')
    case 'customerOptedOut':
      if (input.channel !== undefined) takeTold(telling, { kind: 'opted_out', channel: input.channel })
      // Else it is asked whether any channel is left, and the answer changes what it waits for.
      if (listChannelsAhead(telling.plan, telling.position.step).length === 0) telling.changes += 1
      return
    case 'autopilotPaused':
      if (telling.pausedAt !== null) return
      telling.pausedAt = telling.now
      return takeTold(telling, { kind: 'paused' })
    case 'autopilotResumed':
      return resume(telling, input.waiting ?? 'keep_date')
  }
}

function resume(telling: Telling, waiting: WaitingChoice): void {
  if (telling.pausedAt === null) return
  const pause = { pausedAt: telling.pausedAt, resumedAt: telling.now, waiting }
  telling.position.enteredAt = shiftEntry(telling.position, telling.plan, pause)
  if (waiting !== 'keep_date') telling.expiresAt += pause.resumedAt - pause.pausedAt
  telling.pausedAt = null
  takeTold(telling, { kind: 'resumed', waiting })
  telling.changes += 1
}

interface UpdateInput {
  versionNumber?: number
  plan?: JourneyPlan
  step?: string
}

function takeUpdate(telling: Telling, name: string, { versionNumber = 0, plan, step }: UpdateInput): void {
  switch (name) {
    case 'cancelJourney':
      return endTelling(telling, 'cancelled', 'cancelled_by_operator')
    case 'skipWait':
      telling.isSkipped = true
      takeTold(telling, { kind: 'wait_skipped' })
      telling.changes += 1
      return
    case 'migrateJourney': {
      if (plan === undefined || step === undefined) return
      const { versionNumber: from } = telling
      moveToVersion(telling.position, { before: telling.plan, step, at: telling.now })
      Object.assign(telling, { versionNumber, plan, hasMoved: true })
      telling.takeNote({ kind: 'migrated', step, version: versionNumber, from })
      telling.changes += 1
    }
  }
}

function learn(telling: Telling, key: FactKey, id: string): void {
  if (telling.facts.some((fact) => fact.key === key && fact.id === id)) return
  telling.facts.push({ key, id })
  takeTold(telling, { kind: 'told', fact: key })
  const exit = telling.plan.exits[key]
  if (exit !== undefined) endTelling(telling, 'exited', exit)
}

function takeTold(telling: Telling, told: ToldNote): void {
  const { step } = telling.position
  if (step !== null) telling.takeNote({ step, ...told })
}
