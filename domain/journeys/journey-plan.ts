/**
 * What a journey's run knows of its version: the steps without their words. A run's input and history are kept by Temporal, so that messages, rules, addresses
 * and values stay behind in PostgreSQL, and are named by their step. Plain JSON.
 */
import type { ChannelName } from '../channels.ts'
import type { AwaitedEvent, ExitRule, JourneyDefinition, Next, ReportedEvent, Step } from './journey-definition.ts'
import { requireDurationMs } from './journey-durations.ts'

/**
 * What a run may be told of, by name: `ordered`, `voucher_accepted`, `voucher_redeemed`, `clicked:<step>`, and for what the store reports the place that waits for
 * it: `exit:<number>`, `step:<id>`.
 */
export type FactKey = string

export type PlanStep = { id: string } & (
  | { kind: 'wait'; ms: number; untilHour?: number; next: Next }
  | { kind: 'waitFor'; fact: FactKey; ms: number; next: Next; otherwise: Next }
  | { kind: 'branch'; nexts: Next[]; otherwise: Next }
  /** `below`: an arm takes the buckets (0 to 9,999) from the arm before up to this one. */
  | { kind: 'split'; arms: { name: string; below: number; next: Next }[] }
  | { kind: 'voucher'; next: Next; otherwise: Next }
  | { kind: 'send'; channels: ChannelName[]; fallThroughMs: number; next: Next; otherwise: Next }
  | { kind: 'webhook'; next: Next; otherwise: Next }
  | { kind: 'tag'; next: Next }
  | { kind: 'exit'; reason: string }
)

export interface JourneyPlan {
  endsAfterMs: number
  /** Facts that end the journey, each with the word for why. */
  exits: Record<FactKey, string>
  /** Whether there are rules to ask before each step that does something. */
  hasExitRules: boolean
  steps: PlanStep[]
}

/** @param definition one that was checked */
export function planJourney(definition: JourneyDefinition): JourneyPlan {
  return {
    endsAfterMs: requireDurationMs(definition.endsAfter),
    exits: Object.fromEntries(definition.exitRules.flatMap((rule, index) => nameExit(rule, index))),
    hasExitRules: definition.exitRules.some((rule) => rule.kind === 'rule'),
    steps: definition.steps.map(planStep),
  }
}

function nameExit(rule: ExitRule, index: number): [FactKey, string][] {
  switch (rule.kind) {
    case 'ordered':
    case 'voucher_redeemed':
      return [[rule.kind, rule.kind]]
    case 'event':
      return [[`exit:${index}`, 'event']]
    case 'rule':
      return []
  }
}

function planStep(step: Step): PlanStep {
  const { id } = step
  switch (step.kind) {
    case 'wait': {
      const wait = { id, kind: step.kind, ms: requireDurationMs(step.duration), next: step.next }
      return step.untilHour === undefined ? wait : { ...wait, untilHour: step.untilHour }
    }
    case 'waitFor':
      return {
        id,
        kind: step.kind,
        fact: nameAwaited(id, step.event),
        ms: requireDurationMs(step.atMost),
        next: step.next,
        otherwise: step.otherwise,
      }
    case 'branch':
      return { id, kind: step.kind, nexts: step.branches.map(({ next }) => next), otherwise: step.otherwise }
    case 'split': {
      let below = 0
      return {
        id,
        kind: step.kind,
        arms: step.arms.map(({ name, percent, next }) => {
          below += Math.round(percent * 100)
          return { name, below, next }
        }),
      }
    }
    case 'send':
      return {
        id,
        kind: step.kind,
        channels: [...step.channels],
        fallThroughMs: requireDurationMs(step.fallThroughWithin),
        next: step.next,
        otherwise: step.otherwise,
      }
    case 'voucher':
    case 'webhook':
      return { id, kind: step.kind, next: step.next, otherwise: step.otherwise }
    case 'tag':
      return { id, kind: step.kind, next: step.next }
    case 'exit':
      return { id, kind: step.kind, reason: step.reason }
  }
}

function nameAwaited(stepId: string, event: AwaitedEvent): FactKey {
  switch (event.kind) {
    case 'ordered':
      return event.where === undefined ? 'ordered' : `step:${stepId}`
    case 'event':
      return `step:${stepId}`
    case 'message_clicked':
      return `clicked:${event.step}`
    case 'voucher_accepted':
    case 'voucher_redeemed':
      return event.kind
  }
}

/** What the store may report that a journey of this definition waits for or ends at, under the names of the plan. */
export function listReportedEvents({ exitRules, steps }: JourneyDefinition): AwaitedReport[] {
  const ofExits = exitRules.flatMap((rule, index): AwaitedReport[] => {
    if (rule.kind === 'ordered') return [{ key: 'ordered', event: { kind: 'ordered' } }]
    return rule.kind === 'event' ? [{ key: `exit:${index}`, event: { kind: 'event', name: rule.name } }] : []
  })
  const ofSteps = steps.flatMap((step): AwaitedReport[] => {
    if (step.kind !== 'waitFor' || (step.event.kind !== 'ordered' && step.event.kind !== 'event')) return []
    return [{ key: nameAwaited(step.id, step.event), event: step.event }]
  })
  return [...ofExits, ...ofSteps]
}

export interface AwaitedReport {
  key: FactKey
  event: ReportedEvent
}

/** Which kinds of facts are worth telling a journey of this definition: the database asks before it tells. */
export function listListened(definition: JourneyDefinition): string[] {
  const { exitRules, steps } = definition
  const awaited = steps.flatMap((step) => (step.kind === 'waitFor' ? [step.event.kind] : []))
  const kinds = new Set<string>([...exitRules.map(({ kind }) => kind), ...awaited])
  const reported = listReportedEvents(definition)
  return [
    ...(reported.some(({ event }) => event.kind === 'ordered') ? ['ordered'] : []),
    ...new Set(reported.flatMap(({ event }) => (event.kind === 'event' ? [`event:${event.name}`] : []))),
    ...(['voucher_accepted', 'voucher_redeemed', 'message_clicked'] as const).filter((kind) => kinds.has(kind)),
    ...(steps.some((step) => step.kind === 'send' && step.channels.length > 1) ? ['message_settled'] : []),
  ]
}
