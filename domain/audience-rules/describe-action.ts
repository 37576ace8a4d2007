/**
 * What the records of a source are the trace of: an order of "ordered", an opened message of "opened messages". Conditions that say what happened
 * (`type = opened`, `name = "Bid"`) become the verb; the rest describes what it happened to.
 */
import { nameSegment } from '../segments.ts'
import type { SegmentKey } from '../segment-keys.ts'
import { describeChoices, describeScalar } from './describe-values.ts'
import type { Condition, Rule } from './rule.ts'
import type { SourceName } from './sources.ts'

export interface Action {
  /** `ordered`, `was sent`. */
  past: string
  /** Behind `did not`, or of a passive behind `was not`. */
  base: string
  isPassive: boolean
  /** Of one: `a message by email`; empty where the verb says it all. */
  object: string
  /** Of several: `messages by email`. */
  objects: string
  /** The noun as it stands behind a number, and what describes it. Undefined where not the objects are counted, but the times. */
  counted?: { one: string; several: string; rest: string }
  /** The records themselves: `orders paid by “card”`. */
  records: string
  /** Whether `where` says anything of them. */
  isQualified: boolean
}

/** A rule over records as what stands behind their noun: `with a coupon and dated today`. Empty where every record is meant. */
export type NameConditions = (rule: Rule, source: SourceName) => string

export function readAction(source: SourceName, where: Rule | undefined, nameConditions: NameConditions): Action {
  const qualify = (rule: Rule | undefined) => {
    const words = rule === undefined ? '' : nameConditions(rule, source)
    return words === '' ? '' : ` ${words}`
  }
  switch (source) {
    case 'orders': {
      const rest = qualify(where)
      if (rest !== '') return { ...verb('placed', 'place'), ...countObjects('order', rest) }
      return { ...verb('ordered', 'order'), object: '', objects: '', records: 'orders', isQualified: false }
    }
    case 'cancelledOrders':
      return { ...verb('had', 'have'), ...countObjects('cancelled order', qualify(where)) }
    case 'orderItems':
      return { ...verb('ordered', 'order'), ...countObjects('item', qualify(where)) }
    case 'events':
      return readEvent(where, qualify)
    case 'engagement':
      return readReaction(where, qualify)
    case 'segmentChanges':
      return readMove(where, qualify)
    case 'vouchers':
      return { ...verb('was given', 'given'), isPassive: true, ...countObjects('voucher', qualify(where)) }
    case 'redemptions':
      return { ...verb('used', 'use'), ...countObjects('voucher', qualify(where)) }
  }
}

type Verb = Pick<Action, 'past' | 'base' | 'isPassive'>
type Objects = Omit<Action, keyof Verb>
type Qualify = (rule: Rule | undefined) => string

function verb(past: string, base: string): Verb {
  return { past, base, isPassive: false }
}

function nameObjects(one: string, several: string, rest: string): Objects {
  return { object: one + rest, objects: several + rest, records: several + rest, isQualified: rest !== '' }
}

function countObjects(one: string, rest: string): Objects {
  const several = `${one}s`
  const object = `${/^[aeiou]/.test(one) ? 'an' : 'a'} ${one}`
  return { ...nameObjects(object, several, rest), counted: { one, several, rest } }
}

function readEvent(where: Rule | undefined, qualify: Qualify): Action {
  const { found, rest } = takeConditions(where, ['name'])
  const names = found.get('name')
  if (names === undefined) return { ...verb('had', 'have'), ...countObjects('event', qualify(where)) }
  const event = describeChoices(names, describeScalar)
  const named = nameObjects(`the event ${event}`, `the event ${event}`, qualify(rest))
  return { ...verb('had', 'have'), ...named, records: `the events ${event}${qualify(rest)}`, isQualified: true }
}

function readReaction(where: Rule | undefined, qualify: Qualify): Action {
  const { found, rest } = takeConditions(where, ['type'])
  const types = found.get('type')
  const message = countObjects('message', qualify(rest))
  const behind = (preposition: string) => nameObjects(`${preposition} a message`, `${preposition} messages`, qualify(rest))
  switch (Array.isArray(types) ? undefined : types) {
    case 'sent':
      return { past: 'was sent', base: 'sent', isPassive: true, ...message }
    case 'delivered':
      return { ...verb('received', 'receive'), ...message }
    case 'opened':
      return { ...verb('opened', 'open'), ...nameObjects('a message', 'messages', qualify(rest)) }
    case 'clicked':
      return { ...verb('clicked', 'click'), ...behind('in') }
    case 'bounced':
      return { ...verb('had', 'have'), ...nameObjects('a bounce of a message', 'bounces of messages', qualify(rest)) }
    case 'complained':
      return { ...verb('complained', 'complain'), ...behind('about') }
    case 'unsubscribed':
      return { ...verb('unsubscribed', 'unsubscribe'), ...behind('through') }
    default:
      return { ...verb('had', 'have'), ...nameObjects('a message or reaction', 'messages or reactions', qualify(where)) }
  }
}

function readMove(where: Rule | undefined, qualify: Qualify): Action {
  const { found, rest } = takeConditions(where, ['segment', 'change'])
  const segments = found.get('segment')
  const change = found.get('change')
  const moved =
    change === 'entered' ? verb('entered', 'enter') : change === 'left' ? verb('left', 'leave') : verb('entered or left', 'enter or leave')
  const segment = segments === undefined ? 'a segment' : `the segment ${describeChoices(segments, (one) => nameSegment(one as SegmentKey))}`
  return { ...moved, ...nameObjects(segment, segment, qualify(rest)) }
}

/** Takes out of a rule the conditions `<field> = …` and `<field> in (…)` that must all hold. A field that is asked about twice stays. */
function takeConditions(
  where: Rule | undefined,
  fields: readonly string[],
): { found: Map<string, Condition['value']>; rest: Rule | undefined } {
  const parts = where === undefined ? [] : 'all' in where ? where.all : [where]
  const found = new Map<string, Condition['value']>()
  const rest = parts.filter((part) => {
    if (!('field' in part) || (part.op !== '=' && part.op !== 'in') || !fields.includes(part.field) || found.has(part.field)) return true
    found.set(part.field, part.value)
    return false
  })
  return { found, rest: rest.length === 0 ? undefined : { all: rest } }
}
