/**
 * Makes a definition that may be published of one whose shape is right, or says everything that is wrong with it, each fault at its path. Whether the records that
 * it names are there is asked elsewhere (definition-references).
 */
import { checkRule } from '../audience-rules/check-rule.ts'
import type { Rule } from '../audience-rules/rule.ts'
import { maximumKeyLength } from '../audience-rules/rule.ts'
import { findCircle, findUnreachable } from './step-graph.ts'
import { checkEventRule } from './event-rules.ts'
import {
  type AwaitedEvent,
  type ExitRule,
  type JourneyDefinition,
  listExits,
  type ReportedEvent,
  type Step,
  type Trigger,
} from './journey-definition.ts'
import { readJourneyDuration } from './journey-durations.ts'

export interface DefinitionFault {
  /** As in JavaScript: `steps[2].next`; of a rule, the place in it. */
  path: string
  /** What would be right. */
  message: string
}

export type CheckedDefinition = { kind: 'definition'; definition: JourneyDefinition } | { kind: 'refused'; faults: DefinitionFault[] }

export const maximumSteps = 100

interface Checking {
  definition: JourneyDefinition
  refuse(path: string, message: string): void
}

export function checkDefinition(input: JourneyDefinition): CheckedDefinition {
  const faults: DefinitionFault[] = []
  const checking: Checking = { definition: input, refuse: (path, message) => void faults.push({ path, message }) }
  const definition: JourneyDefinition = {
    ...input,
    trigger: checkTrigger(input.trigger, checking),
    entryRule: readRule(input.entryRule, 'entryRule', checking),
    exitRules: input.exitRules.map((rule, index) => checkExitRule(rule, `exitRules[${index}]`, checking)),
    steps: input.steps.map((step, index) => checkStep(step, `steps[${index}]`, checking)),
  }
  if (input.reentry.kind === 'after') checkDuration(input.reentry.duration, 'reentry.duration', checking)
  checkDuration(input.endsAfter, 'endsAfter', checking)
  checkActivation(checking)
  checkHoldout(input.holdoutPercent, checking)
  checkGraph(checking)
  return faults.length > 0 ? { kind: 'refused', faults } : { kind: 'definition', definition }
}

function checkTrigger(trigger: Trigger, checking: Checking): Trigger {
  switch (trigger.kind) {
    case 'quiet_for':
    case 'audience_stayed':
      checkDuration(trigger.duration, 'trigger.duration', checking)
      return trigger
    case 'personal_date':
      if (!Number.isInteger(trigger.daysBefore) || trigger.daysBefore < 0 || trigger.daysBefore > 180)
        checking.refuse('trigger.daysBefore', 'Must be a whole number from 0 to 180')
      if (!isHour(trigger.atHour)) checking.refuse('trigger.atHour', 'Must be an hour from 0 to 23')
      if (trigger.date.length > 'attributes.'.length + maximumKeyLength || trigger.date === 'attributes.')
        checking.refuse('trigger.date', `Must be birthday, first_order or attributes. and a key of at most ${maximumKeyLength} characters`)
      return trigger
    case 'event':
      return { ...trigger, event: checkReported(trigger.event, 'trigger.event', checking) }
    case 'segment_entered':
    case 'audience_entered':
      return trigger
  }
}

function checkReported<Event extends ReportedEvent>(event: Event, path: string, { refuse }: Checking): Event {
  if (event.where === undefined) return event
  const checked = checkEventRule(event)
  if (checked.kind === 'rule') return { ...event, where: checked.rule }
  for (const fault of checked.faults) refuse(join(`${path}.where`, fault.path), fault.message)
  return event
}

function checkExitRule(rule: ExitRule, path: string, checking: Checking): ExitRule {
  return rule.kind === 'rule' ? { ...rule, rule: readRule(rule.rule, `${path}.rule`, checking) } : rule
}

function checkStep(step: Step, path: string, checking: Checking): Step {
  const { refuse } = checking
  switch (step.kind) {
    case 'wait':
      checkDuration(step.duration, `${path}.duration`, checking)
      if (step.untilHour !== undefined && !isHour(step.untilHour)) refuse(`${path}.untilHour`, 'Must be an hour from 0 to 23')
      return step
    case 'waitFor':
      checkDuration(step.atMost, `${path}.atMost`, checking)
      return { ...step, event: checkAwaited(step.event, `${path}.event`, checking) }
    case 'branch':
      if (step.branches.length === 0) refuse(`${path}.branches`, 'Must have at least one')
      return {
        ...step,
        branches: step.branches.map((one, index) => ({ ...one, rule: readRule(one.rule, `${path}.branches[${index}].rule`, checking) })),
      }
    case 'split':
      checkArms(step, path, checking)
      return step
    case 'send':
      checkChannels(step, path, checking)
      checkDuration(step.fallThroughWithin, `${path}.fallThroughWithin`, checking)
      return step
    case 'tag':
      if (step.attribute.length === 0 || step.attribute.length > maximumKeyLength)
        refuse(`${path}.attribute`, `Must be a key of 1 to ${maximumKeyLength} characters`)
      return step
    case 'webhook':
      if (!URL.canParse(step.url) || !/^https?:$/.test(new URL(step.url).protocol)) refuse(`${path}.url`, 'Must be an https address')
      return step
    case 'voucher':
    case 'exit':
      return step
  }
}

function checkAwaited(event: AwaitedEvent, path: string, checking: Checking): AwaitedEvent {
  if (event.kind === 'ordered' || event.kind === 'event') return checkReported(event, path, checking)
  const { steps } = checking.definition
  if (event.kind === 'message_clicked' && !steps.some(({ id, kind }) => id === event.step && kind === 'send'))
    checking.refuse(`${path}.step`, 'Names no step that sends')
  const isVoucher = event.kind === 'voucher_accepted' || event.kind === 'voucher_redeemed'
  if (isVoucher && !steps.some(({ kind }) => kind === 'voucher')) checking.refuse(path, 'There is no step that gives a voucher')
  return event
}

function checkArms({ arms }: Step & { kind: 'split' }, path: string, { refuse }: Checking): void {
  const names = new Set(arms.map(({ name }) => name))
  if (names.size !== arms.length) refuse(`${path}.arms`, 'Each arm needs a name of its own')
  for (const [index, { percent }] of arms.entries()) {
    if (!(percent >= 0 && percent <= 100) || Math.abs(percent * 100 - Math.round(percent * 100)) > 1e-6)
      refuse(`${path}.arms[${index}].percent`, 'Must be from 0 to 100, with at most two decimals')
  }
  const sum = arms.reduce((total, { percent }) => total + Math.round(percent * 100), 0)
  if (sum !== 10_000) refuse(`${path}.arms`, `The percentages make ${sum / 100}, and must make 100`)
}

function checkChannels({ channels, messages }: Step & { kind: 'send' }, path: string, { refuse }: Checking): void {
  if (channels.length === 0) refuse(`${path}.channels`, 'Must name at least one')
  if (new Set(channels).size !== channels.length) refuse(`${path}.channels`, 'Names a channel twice')
  for (const channel of channels)
    if (messages[channel] === undefined) refuse(`${path}.messages.${channel}`, 'There is no message for this channel')
  for (const channel of ['email', 'sms', 'push'] as const) {
    const message = messages[channel]
    if (message === undefined) continue
    if (!channels.includes(channel)) refuse(`${path}.messages.${channel}`, 'Its channel is not among the step’s channels')
    else if (message.channel !== channel) refuse(`${path}.messages.${channel}`, `Is a message for ${message.channel}`)
  }
}

function checkActivation({ definition: { activation }, refuse }: Checking): void {
  const { from, until, weekdays, hours } = activation
  if (from !== undefined && until !== undefined && Date.parse(from) >= Date.parse(until))
    refuse('activation.until', 'Must be later than from')
  if (weekdays !== undefined) {
    if (weekdays.length === 0) refuse('activation.weekdays', 'Must name at least one day, or be left out')
    if (weekdays.some((day) => !Number.isInteger(day) || day < 1 || day > 7) || new Set(weekdays).size !== weekdays.length)
      refuse('activation.weekdays', 'Must be different days from 1 (Monday) to 7')
  }
  if (hours !== undefined && (!isHour(hours.from) || !(isHour(hours.until) || hours.until === 24) || hours.from === hours.until))
    refuse('activation.hours', 'Must be two different hours from 0 to 24')
}

function checkHoldout(percent: number, { refuse }: Checking): void {
  if (!(percent >= 0 && percent <= 50)) refuse('holdoutPercent', 'Must be from 0 to 50')
}

function checkGraph({ definition: { steps }, refuse }: Checking): void {
  if (steps.length === 0) return refuse('steps', 'Must have at least one')
  if (steps.length > maximumSteps) return refuse('steps', `Must be at most ${maximumSteps}`)
  const ids = new Map<string, number>()
  for (const [index, { id }] of steps.entries()) {
    if (!/^[A-Za-z0-9_-]{1,40}$/.test(id)) refuse(`steps[${index}].id`, 'Must be 1 to 40 letters, digits, - and _')
    else if (ids.has(id)) refuse(`steps[${index}].id`, `Is the id of steps[${ids.get(id)}] as well`)
    else ids.set(id, index)
  }
  let hasUnknown = false
  for (const [index, step] of steps.entries()) {
    for (const { path, next } of listExits(step)) {
      if (next === null || ids.has(next)) continue
      hasUnknown = true
      refuse(`steps[${index}].${path}`, `There is no step ${next.slice(0, 40)}`)
    }
  }
  if (hasUnknown) return
  for (const index of findUnreachable(steps)) refuse(`steps[${index}]`, 'No way leads to this step')
  const circle = findCircle(steps)
  if (circle !== undefined)
    refuse(
      `steps[${circle[0] ?? 0}]`,
      `Goes round without ever waiting: ${[...circle, circle[0] ?? 0].map((index) => steps[index]?.id).join(' → ')}`,
    )
}

function readRule(rule: Rule, path: string, { refuse }: Checking): Rule {
  const checked = checkRule(rule)
  if (checked.kind === 'rule') return checked.rule
  for (const fault of checked.faults) refuse(join(path, fault.path), fault.message)
  return rule
}

function checkDuration(text: string, path: string, { refuse }: Checking): void {
  if (readJourneyDuration(text) === undefined) refuse(path, 'Must be a duration like 15m, 36h, 5d or 2w, of at most ten years')
}

function isHour(hour: number): boolean {
  return Number.isInteger(hour) && hour >= 0 && hour <= 23
}

function join(path: string, within: string): string {
  return within === '' ? path : `${path}.${within}`
}
