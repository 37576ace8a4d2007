/** What is next for a customer in a campaign: what it waits for, until when, and what comes then. */
import type { NumberedNote } from '../journeys/journey-notes.ts'
import type { JourneyPlan, PlanStep } from '../journeys/journey-plan.ts'
import { isTold } from '../journeys/journey-notes.ts'
import type { DeliveryEvidence, JourneyEvidence } from './evidence.ts'
import type { OpenCommand } from './retell-journey.ts'
import { wordChannel, wordFact } from './words.ts'

export interface NextAction {
  /** `paused`: its time may come, and nothing is done before the autopilot goes on. */
  kind: 'start' | 'wait' | 'act' | 'paused'
  /** `start`, `time`, a fact, `receipt`, `cooldown`, `quiet_hours`; null while it acts. */
  waitingFor: string | null
  until: Date | null
  /** Where it waits or acts. */
  step: string | null
  /** In words, without instants. */
  sentence: string
  /** What comes then, in words; null where nothing is left. */
  afterwards: string | null
}

/** Of a journey that has not ended. @param open what its run does or waits for, where its history says so @param notes of the run */
export function findNext(
  { journey, deliveries, notes }: { journey: JourneyEvidence; deliveries: readonly DeliveryEvidence[]; notes: readonly NumberedNote[] },
  open: OpenCommand | null,
  plan: JourneyPlan = journey.plan,
): NextAction | null {
  if (journey.status === 'ended') return null
  if (journey.status === 'matched') return findStart(journey)
  const standing = open === null ? standByLedger(journey, deliveries, notes) : standByRun(open, plan)
  const place = { ...standing, afterwards: describeThen(plan, standing) }
  if (journey.isPaused)
    return { kind: 'paused', ...place, sentence: 'The autopilot is disabled: the journey stands still until it is enabled again.' }
  if (place.waitingFor === null)
    return { kind: 'act', ...place, sentence: place.step === null ? 'It is about to go on.' : `It is at work at step “${place.step}”.` }
  return { kind: 'wait', ...place, sentence: `It waits at step “${place.step}” for ${wordFact(place.waitingFor)}.` }
}

interface Standing {
  waitingFor: string | null
  until: Date | null
  step: string | null
}

function findStart({ notBefore, isEnabled, plan }: JourneyEvidence): NextAction {
  const step = plan.steps[0]?.id ?? null
  return {
    kind: isEnabled ? 'start' : 'paused',
    waitingFor: 'start',
    until: notBefore,
    step: null,
    sentence: isEnabled
      ? 'Matched: the journey starts with the autopilot’s next look once its time has come.'
      : 'Matched, but the autopilot is not enabled: the journey starts when it is.',
    afterwards: step === null ? null : `It begins with step “${step}”.`,
  }
}

function standByRun({ kind, step, until, reason }: OpenCommand, plan: JourneyPlan): Standing {
  const at = until === null ? null : new Date(until)
  switch (kind) {
    case 'wait':
      return { waitingFor: 'time', until: at, step }
    case 'waitFor': {
      const found = plan.steps.find(({ id }) => id === step)
      return { waitingFor: found?.kind === 'waitFor' ? found.fact : 'time', until: at, step }
    }
    case 'awaitReceipt':
      return { waitingFor: 'receipt', until: at, step }
    case 'defer':
      return { waitingFor: reason, until: at, step }
    case 'evaluate':
    case 'checkExits':
    case 'findHour':
    case 'issueVoucher':
    case 'claim':
    case 'send':
    case 'callWebhook':
    case 'setAttribute':
    case 'move':
    case 'end':
      return { waitingFor: null, until: null, step }
  }
}

function standByLedger(
  { waitingFor, waitingUntil, step, plan }: JourneyEvidence,
  deliveries: readonly DeliveryEvidence[],
  notes: readonly NumberedNote[],
): Standing {
  if (waitingUntil !== null) return { waitingFor, until: waitingUntil, step }
  const last = notes.findLast(({ note }) => !isTold(note.kind))
  const found = plan.steps.find(({ id }) => id === last?.note.step)
  if (last?.note.kind === 'sent' && found?.kind === 'send') {
    const { channel, status } = last.note
    const delivery = deliveries.findLast((one) => one.step === found.id && one.channel === channel)
    const isTaken = status === 'accepted' || status === 'unknown'
    if (isTaken && found.channels.at(-1) !== channel)
      return {
        waitingFor: 'receipt',
        until: new Date((delivery?.acceptedAt?.getTime() ?? last.at) + found.fallThroughMs),
        step: found.id,
      }
  }
  return { waitingFor: null, until: null, step }
}

function describeThen({ steps }: JourneyPlan, { step, waitingFor }: Standing): string | null {
  const found = steps.find(({ id }) => id === step)
  if (found === undefined) return null
  if (waitingFor === 'cooldown' || waitingFor === 'quiet_hours')
    return 'Then consent, cooldown and quiet hours are asked again, and the message leaves if they allow it.'
  if (waitingFor === 'receipt' && found.kind === 'send')
    return `Unless the message is reported as not arrived, which makes way for the next channel, ${nameStep(found.next)}.`
  return describeWays(found)
}

function describeWays(step: PlanStep): string | null {
  switch (step.kind) {
    case 'wait':
    case 'tag':
      return `Then ${nameStep(step.next)}.`
    case 'waitFor':
      return `If it happens, ${nameStep(step.next)}; if not, ${nameStep(step.otherwise)}.`
    case 'voucher':
      return `With a voucher, ${nameStep(step.next)}; without, ${nameStep(step.otherwise)}.`
    case 'send':
      return `Once ${step.channels.map(wordChannel).join(' or ')} was taken, ${nameStep(step.next)}; if every channel is closed, ${nameStep(step.otherwise)}.`
    case 'webhook':
      return `Once the store has taken it, ${nameStep(step.next)}; if it does not, ${nameStep(step.otherwise)}.`
    case 'branch':
      return 'Then the first branch that is true.'
    case 'split':
      return 'Then the customer’s arm.'
    case 'exit':
      return 'Then it ends.'
  }
}

function nameStep(next: string | null): string {
  return next === null ? 'it ends' : `it goes on with step “${next}”`
}
