/** Autopilots in words: their states, why a journey starts, what a step does, how a journey ends. */
import type {
  AutopilotStatus,
  AwaitedEvent,
  Definition,
  ExitRule,
  Journey,
  Step,
  StepKind,
  Trigger,
} from '../autopilots/autopilot-queries.ts'
import { channelLabels } from './broadcasts.ts'
import { formatDuration } from './durations.ts'
import type { Tone } from './outcomes.ts'

export const autopilotStatuses: Record<AutopilotStatus, { label: string; tone: Tone }> = {
  draft: { label: 'Draft', tone: 'quiet' },
  enabled: { label: 'Running', tone: 'good' },
  disabled: { label: 'Paused', tone: 'warn' },
  retired: { label: 'Retired', tone: 'quiet' },
}

export function isAutopilotStatus(text: unknown): text is AutopilotStatus {
  return typeof text === 'string' && Object.hasOwn(autopilotStatuses, text)
}

export const stepKinds: Record<StepKind, { label: string; what: string }> = {
  send: { label: 'Message', what: 'One message on the first channel that is open' },
  voucher: { label: 'Voucher', what: 'A voucher of an offer' },
  wait: { label: 'Wait', what: 'So long, or until an hour' },
  waitFor: { label: 'Wait for', what: 'An order, a voucher, a click, an event' },
  branch: { label: 'Branch', what: 'By the first rule that is true' },
  split: { label: 'Split', what: 'By chance, in fixed shares' },
  tag: { label: 'Attribute', what: 'Writes something down about the customer' },
  webhook: { label: 'Webhook', what: 'Tells the store’s own systems' },
  exit: { label: 'Exit', what: 'Ends the journey, with a reason' },
}

/** Names of records by their ids, where they are known. */
export type Names = ReadonlyMap<string, string>

const segmentNames: Record<string, string> = {
  most_active: 'Most active',
  vip: 'VIP',
  high_aov: 'High AOV',
  at_risk: 'At-risk',
  high_spender: 'High spender',
}

export function nameSegment(key: string): string {
  return segmentNames[key] ?? key.replace(/^./, (letter) => letter.toUpperCase())
}

/** As a sentence without its full stop. */
export function describeTrigger(trigger: Trigger, names: Names): string {
  switch (trigger.kind) {
    case 'quiet_for':
      return `Has not ordered for ${formatDuration(trigger.duration)}`
    case 'personal_date':
      return `${trigger.daysBefore === 0 ? 'On' : `${trigger.daysBefore} ${trigger.daysBefore === 1 ? 'day' : 'days'} before`} ${describeDate(trigger.date)}, at ${formatClock(trigger.atHour)} where they live`
    case 'segment_entered':
      return `Enters the segment ${nameSegment(trigger.segment)}`
    case 'audience_entered':
      return `Enters the audience ${nameRecord(trigger.audienceId, names)}`
    case 'audience_stayed':
      return `Has been in the audience ${nameRecord(trigger.audienceId, names)} for ${formatDuration(trigger.duration)}`
    case 'event':
      return trigger.event.kind === 'ordered'
        ? `Places an order${trigger.event.where === undefined ? '' : ' of a kind'}`
        : `The store reports “${trigger.event.name}”${trigger.event.where === undefined ? '' : ', where a rule is true of it'}`
  }
}

function describeDate(date: string): string {
  if (date === 'birthday') return 'the birthday'
  if (date === 'first_order') return 'the anniversary of the first order'
  return `the date in the attribute ${date.slice('attributes.'.length) || '…'}`
}

function nameRecord(id: string, names: Names): string {
  return id === '' ? '(to be chosen)' : `“${names.get(id) ?? id}”`
}

/** `10:00`. */
export function formatClock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}

function describeAwaited(event: AwaitedEvent, definition: Pick<Definition, 'steps'>): string {
  switch (event.kind) {
    case 'ordered':
      return `an order${event.where === undefined ? '' : ' of a kind'}`
    case 'event':
      return `“${event.name}”`
    case 'voucher_accepted':
      return 'the voucher to be accepted'
    case 'voucher_redeemed':
      return 'the voucher to be redeemed'
    case 'message_clicked':
      return `a click in “${nameStepById(definition, event.step)}”`
  }
}

/** What a step does, in one line. */
export function describeStep(step: Step, definition: Pick<Definition, 'steps'>, names: Names): string {
  switch (step.kind) {
    case 'wait':
      return `${formatDuration(step.duration)}${step.untilHour === undefined ? '' : `, then until ${formatClock(step.untilHour)}`}`
    case 'waitFor':
      return `${describeAwaited(step.event, definition)}, at most ${formatDuration(step.atMost)}`
    case 'branch':
      return `${step.branches.length} ${step.branches.length === 1 ? 'rule' : 'rules'}, in their order`
    case 'split':
      return step.arms.map(({ name, percent }) => `${name} ${percent}%`).join(' · ')
    case 'voucher':
      return step.offerId === '' ? 'Choose an offer' : (names.get(step.offerId) ?? 'An offer')
    case 'send':
      return step.channels.length === 0 ? 'Choose a channel' : step.channels.map((channel) => channelLabels[channel]).join(', else ')
    case 'webhook':
      return step.url === '' ? 'Where to?' : step.url
    case 'tag':
      return step.value === null ? `takes ${step.attribute} away` : `${step.attribute} = ${String(step.value)}`
    case 'exit':
      return step.reason.replaceAll('_', ' ')
  }
}

/** Its own name, or what its id says. */
export function nameStep({ id, name }: Pick<Step, 'id' | 'name'>): string {
  return name !== undefined && name !== '' ? name : id.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())
}

export function nameStepById({ steps }: Pick<Definition, 'steps'>, id: string): string {
  const step = steps.find((one) => one.id === id)
  return step === undefined ? id : nameStep(step)
}

export function describeExit(exit: ExitRule): string {
  switch (exit.kind) {
    case 'ordered':
      return 'an order'
    case 'voucher_redeemed':
      return 'the voucher redeemed'
    case 'event':
      return `“${exit.name}”`
    case 'rule':
      return 'a rule that is true of them'
  }
}

export function describeReentry(reentry: Definition['reentry']): string {
  switch (reentry.kind) {
    case 'once':
      return 'Once only'
    case 'always':
      return 'Each time, also several at once'
    case 'after':
      return `Again after ${formatDuration(reentry.duration)}`
  }
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

export function nameWeekday(day: number): string {
  return weekdays[day - 1] ?? String(day)
}

export const journeyStatuses: Record<Journey['status'], { label: string; tone: Tone }> = {
  matched: { label: 'Waits to start', tone: 'quiet' },
  running: { label: 'On the way', tone: 'busy' },
  ended: { label: 'Ended', tone: 'quiet' },
}

type Outcome = NonNullable<Journey['outcome']>

export const journeyOutcomes: Record<Outcome, { label: string; tone: Tone }> = {
  completed: { label: 'Completed', tone: 'good' },
  exited: { label: 'Left early', tone: 'good' },
  expired: { label: 'Took too long', tone: 'quiet' },
  cancelled: { label: 'Cancelled', tone: 'quiet' },
  failed: { label: 'Failed', tone: 'bad' },
  holdout: { label: 'Held out', tone: 'quiet' },
  dropped: { label: 'Never started', tone: 'quiet' },
}

const reasons: Record<string, string> = {
  last_step: 'reached the last step',
  ordered: 'has ordered',
  voucher_redeemed: 'has redeemed the voucher',
  event: 'an event that ends it',
  rule: 'a rule that ends it is true',
  ends_after: 'was on the way for as long as it may be',
  opted_out: 'no channel is left after an opt-out',
  erased: 'the customer was erased',
  cancelled_by_operator: 'an operator ended it',
  retired: 'the autopilot was retired',
  holdout: 'held out to measure the lift',
}

export function describeJourneyReason(reason: string): string {
  return reasons[reason] ?? reason.replaceAll('_', ' ')
}

const waits: Record<string, string> = {
  time: 'for the time to pass',
  cooldown: 'for the cooldown to end',
  quiet_hours: 'for quiet hours to end',
  ordered: 'for an order',
  voucher_accepted: 'for the voucher to be accepted',
  voucher_redeemed: 'for the voucher to be redeemed',
  message_clicked: 'for a click',
  receipt: 'for the receipt of its message',
}

/** After “Waits”. A fact of a step of its own is named after the step. */
export function describeWait(waitingFor: string): string {
  return (
    waits[waitingFor] ??
    (waitingFor.startsWith('step:') || waitingFor.startsWith('clicked:')
      ? 'for what the step asks for'
      : `for ${waitingFor.replaceAll('_', ' ')}`)
  )
}
