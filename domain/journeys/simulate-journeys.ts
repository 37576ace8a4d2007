/**
 * Runs journeys under a simulated clock: the interpreter of the real ones, with answers that are predicted. Nothing leaves. What happens to customers on the way
 * is what is known (a replay of the past) or nothing at all (a dry run): a provider takes every message, every message arrives, nobody accepts or redeems a
 * voucher. What a rule says is asked of whoever knows, for all who ask at the same moment at once.
 */
import type { ChannelName } from '../channels.ts'
import type { SendPolicy } from '../sends.ts'
import type { NumberedNote } from './journey-notes.ts'
import type { FactKey, JourneyPlan } from './journey-plan.ts'
import { findLocalHour } from './personal-dates.ts'
import { type ContactClock, predictClaim, type SimulatedCustomer } from './predict-claim.ts'
import { type Command, type CommandKind, type Commands, type Ending, runJourney, startPosition } from './run-journey.ts'

export interface Entry {
  customerId: string
  /** When the journey starts. */
  at: number
  /** What happens to the customer, in order; of it, what comes after the start. */
  facts: { key: FactKey; at: number }[]
}

/** What must be asked of the store's data. */
export interface SimulatedWorld {
  customers: ReadonlyMap<string, SimulatedCustomer>
  policies: Record<ChannelName, SendPolicy>
  /** For each customer the number of the first branch of the step that is true at that instant, or -1. */
  evaluate(step: string, customerIds: readonly string[], at: number): Promise<ReadonlyMap<string, number>>
  /** Those for whom an exit rule is true. */
  checkExits(customerIds: readonly string[], at: number): Promise<ReadonlySet<string>>
  /** Takes a voucher of the step's offer; undefined when there is one, else why there is none. */
  takeVoucher(step: string, customerId: string): string | undefined
}

export interface SimulatedJourney {
  customerId: string
  startedAt: number
  notes: NumberedNote[]
  /** Undefined: it is still on its way at the end. */
  ending: (Ending & { at: number }) | undefined
}

interface Run extends SimulatedJourney {
  entry: Entry
  clock: number
  expiresAt: number
  steps: Generator<Command, Ending, unknown>
  /** Facts of the entry that have come by the clock. */
  position: ReturnType<typeof startPosition>
  answer: unknown
}

type Asked = Extract<Command, { kind: 'evaluate' | 'checkExits' }>

/** @param until the end of the simulation, in milliseconds since 1970 */
export async function simulateJourneys(
  { plan, autopilotId, entries, until }: { plan: JourneyPlan; autopilotId: string; entries: readonly Entry[]; until: number },
  world: SimulatedWorld,
): Promise<SimulatedJourney[]> {
  const contacts = new Map(
    [...world.customers].map(([id, { lastContactAt, lastChannelContactAt }]) => [
      id,
      { lastContactAt, lastChannelContactAt: { ...lastChannelContactAt } },
    ]),
  )
  const runs = entries.map((entry) => begin(entry, plan, autopilotId))
  let alive = runs.filter((run) => run.clock <= until)
  // In the order of their clocks: a message of one is a contact to the next.
  while (alive.length > 0) {
    const now = alive.reduce((earliest, run) => Math.min(earliest, run.clock), Number.POSITIVE_INFINITY)
    const asked = new Map<string, { command: Asked; runs: Run[] }>()
    for (const run of alive) {
      if (run.clock > now) continue
      const question = advance(run, { plan, world, contacts, until })
      if (question === undefined) continue
      const key = `${question.kind} ${question.step}`
      const group = asked.get(key)
      if (group === undefined) asked.set(key, { command: question, runs: [run] })
      else group.runs.push(run)
    }
    for (const { command, runs: askers } of asked.values()) await answerRule(command, askers, now, world)
    alive = alive.filter((run) => run.ending === undefined && run.clock <= until)
  }
  return runs.map(({ customerId, startedAt, notes, ending }) => ({ customerId, startedAt, notes, ending }))
}

function begin(entry: Entry, plan: JourneyPlan, autopilotId: string): Run {
  const { customerId, at } = entry
  const position = startPosition(plan, at)
  const run: Run = {
    customerId,
    startedAt: at,
    notes: [],
    ending: undefined,
    entry,
    clock: at,
    expiresAt: at + plan.endsAfterMs,
    position,
    answer: undefined,
    steps: nothing(),
  }
  run.steps = runJourney({ plan, autopilotId, customerId, position, now: () => run.clock })
  return run
}

function* nothing(): Generator<Command, Ending, unknown> {
  yield* []
  return { outcome: 'failed', reason: 'not_begun', step: null }
}

async function answerRule(command: Asked, askers: readonly Run[], now: number, world: SimulatedWorld): Promise<void> {
  const customerIds = [...new Set(askers.map(({ customerId }) => customerId))]
  if (command.kind === 'evaluate') {
    const branches = await world.evaluate(command.step, customerIds, now)
    for (const run of askers) run.answer = branches.get(run.customerId) ?? -1
  } else {
    const leaving = await world.checkExits(customerIds, now)
    for (const run of askers) run.answer = leaving.has(run.customerId)
  }
}

interface Surroundings {
  plan: JourneyPlan
  world: SimulatedWorld
  contacts: Map<string, ContactClock>
  until: number
}

/** As far as the present moment goes. A question that is left open is answered by whoever calls. */
function advance(run: Run, around: Surroundings): Asked | undefined {
  const now = run.clock
  for (;;) {
    const { done, value: command } = run.steps.next(run.answer)
    if (done === true) {
      run.ending = { ...command, at: run.clock }
      return undefined
    }
    if (command.kind === 'note') {
      run.notes.push({ seq: run.notes.length + 1, at: run.clock, note: command.note })
      run.answer = undefined
      continue
    }
    if (command.kind === 'evaluate' || command.kind === 'checkExits') return command
    run.answer = act(run, command, around)
    if (run.ending !== undefined || run.clock > now) return undefined
  }
}

function act(run: Run, command: Exclude<Command, { kind: 'note' } | Asked>, around: Surroundings): Commands[CommandKind]['answer'] {
  const { world, plan, contacts } = around
  const customer = world.customers.get(run.customerId)
  switch (command.kind) {
    case 'wait':
    case 'defer':
      passTime(run, command.until, around)
      return 'elapsed'
    case 'waitFor': {
      const facts = run.entry.facts
      const index = facts.findIndex(
        (fact, at) =>
          at >= run.position.factsFrom &&
          fact.key === command.fact &&
          fact.at >= run.position.enteredAt &&
          fact.at <= command.until &&
          fact.at > run.startedAt,
      )
      const fact = facts[index]
      passTime(run, fact === undefined ? command.until : Math.max(fact.at, run.clock), around)
      return fact === undefined ? { kind: 'elapsed' } : { kind: 'happened', fact: index }
    }
    case 'awaitReceipt':
      return 'delivered'
    case 'findHour':
      return findLocalHour(customer?.zones ?? 'UTC', command.hour, new Date(command.after)).getTime()
    case 'issueVoucher': {
      const reason = world.takeVoucher(command.step, run.customerId)
      return reason === undefined ? { kind: 'issued' } : { kind: 'refused', reason }
    }
    case 'claim': {
      const step = plan.steps.find((one) => one.id === command.step)
      const channels = step?.kind === 'send' ? step.channels.slice(command.fromChannel) : []
      return predictClaim({ customer, clock: contacts.get(run.customerId), channels, policies: world.policies, at: run.clock })
    }
    case 'send': {
      const contact = contacts.get(run.customerId)
      if (contact !== undefined) {
        contact.lastContactAt = run.clock
        contact.lastChannelContactAt[command.channel] = run.clock
      }
      return { status: 'accepted', acceptedAt: run.clock }
    }
    case 'callWebhook':
      return 'taken'
    case 'setAttribute':
      return undefined
  }

  function passTime(one: Run, instant: number, { until }: Surroundings): void {
    const exit = one.entry.facts.find(
      (fact) => plan.exits[fact.key] !== undefined && fact.at > one.startedAt && fact.at >= one.clock && fact.at <= instant,
    )
    const next = Math.min(instant, exit?.at ?? instant, one.expiresAt)
    if (next > until) {
      one.clock = Number.POSITIVE_INFINITY
      return
    }
    one.clock = Math.max(one.clock, next)
    if (exit !== undefined && exit.at <= next)
      one.ending = { outcome: 'exited', reason: plan.exits[exit.key] ?? '', step: one.position.step, at: one.clock }
    else if (next < instant) one.ending = { outcome: 'expired', reason: 'ends_after', step: one.position.step, at: one.clock }
  }
}
