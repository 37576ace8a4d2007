/** Whether a value is as a condition asks, by the words of rule.ts and dimension-types.ts alone. */
import type { Condition, MoneyValue, Scalar, Window } from '../../domain/audience-rules/rule.ts'
import {
  isAnniversaryOn,
  isAnniversaryWithin,
  isDayRelated,
  isDayWithin,
  isInstantRelated,
  isInstantWithin,
  type OracleClock,
} from './oracle-clock.ts'
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  readAsBoolean,
  readAsDate,
  readAsNumber,
  readAsText,
  toDecimal,
} from './oracle-values.ts'

/** What a field of a customer or a record is: no value, one, or those of a membership. */
export type Value =
  | { kind: 'none' }
  | { kind: 'text'; text: string }
  | { kind: 'number'; number: Decimal }
  | { kind: 'boolean'; boolean: boolean }
  | { kind: 'instant'; atMs: number }
  | { kind: 'birthday'; day: string }
  | { kind: 'memberships'; includes: (name: string) => boolean }
  | { kind: 'money'; amountMinor: number; currency: string }
  | { kind: 'free'; json: unknown }
  /** Of an average of money or numbers: what it is over depends on the currency that is asked for. */
  | { kind: 'total'; measure: 'sum' | 'average'; parts: Value[] }

export const none: Value = { kind: 'none' }
const opposites: Partial<Record<Condition['op'], Condition['op']>> = {
  '!=': '=',
  'not in': 'in',
  'not contains': 'contains',
  'not within': 'within',
  'is not set': 'is set',
}

export function judgeCondition(clock: OracleClock, condition: Condition, value: Value): boolean {
  const positive = opposites[condition.op]
  return positive === undefined ? holds(clock, condition, value) : !holds(clock, { ...condition, op: positive }, value)
}

/** An operator that is the opposite of no other. */
function holds(clock: OracleClock, condition: Condition, value: Value): boolean {
  const { op } = condition
  if (value.kind === 'total') return holdsOfTotal(condition, value)
  if (value.kind === 'none') return false
  if (value.kind === 'free') return holdsOfFree(clock, condition, value.json)
  if (op === 'is set') return true
  const scalars = listScalars(condition)
  const moment = condition.value as string
  switch (value.kind) {
    case 'text':
      return scalars.some((scalar) => holdsOfText(op, value.text, toText(scalar)))
    case 'number':
      return holdsOfNumber(
        op,
        value.number,
        scalars.map((scalar) => toDecimal(scalar as number)),
      )
    case 'boolean':
      return value.boolean === scalars[0]
    case 'money': {
      const asked = scalars as MoneyValue[]
      const amount = toDecimal(value.amountMinor)
      return (
        asked[0]?.currency === value.currency &&
        holdsOfNumber(
          op,
          amount,
          asked.map((one) => toDecimal(one.amountMinor)),
        )
      )
    }
    case 'memberships':
      return scalars.some((scalar) => value.includes(scalar as string))
    case 'instant':
      return op === 'within'
        ? isInstantWithin(clock, value.atMs, condition.value as Window)
        : isInstantRelated(clock, value.atMs, op, moment)
    case 'birthday':
      return op === 'within' ? isAnniversaryWithin(clock, value.day, condition.value as Window) : isAnniversaryOn(clock, value.day, moment)
  }
}

/** A sum of nothing is 0, an average of nothing no value; of money, only what is of the rule's currency. */
function holdsOfTotal(condition: Condition, { measure, parts }: Value & { kind: 'total' }): boolean {
  const scalars = listScalars(condition)
  const currency = typeof scalars[0] === 'object' ? scalars[0].currency : undefined
  const numbers = parts.flatMap((part): Decimal[] => {
    if (part.kind === 'number') return [part.number]
    if (part.kind === 'free') {
      const number = readAsNumber(part.json)
      return number === undefined ? [] : [number]
    }
    if (part.kind !== 'money') return []
    return currency === undefined || part.currency === currency ? [toDecimal(part.amountMinor)] : []
  })
  if (condition.op === 'is set') return numbers.length > 0
  if (measure === 'average' && numbers.length === 0) return false
  const asked = scalars.map((scalar) => toDecimal(typeof scalar === 'object' ? scalar.amountMinor : (scalar as number)))
  return holdsOfNumber(condition.op, addDecimals(numbers), asked, measure === 'average' ? numbers.length : 1)
}

function holdsOfFree(clock: OracleClock, condition: Condition, json: unknown): boolean {
  const { op } = condition
  if (op === 'is set') return json !== undefined && json !== null
  if (op === 'before' || op === 'after' || op === 'on' || op === 'within') {
    const date = readAsDate(json)
    if (date === undefined) return false
    const window = condition.value as Window
    if ('day' in date)
      return op === 'within' ? isDayWithin(clock, date.day, window) : isDayRelated(clock, date.day, op, condition.value as string)
    return op === 'within' ? isInstantWithin(clock, date.atMs, window) : isInstantRelated(clock, date.atMs, op, condition.value as string)
  }
  if (op === 'between') {
    const number = readAsNumber(json)
    return (
      number !== undefined &&
      holdsOfNumber(
        op,
        number,
        listScalars(condition).map((scalar) => toDecimal(scalar as number)),
      )
    )
  }
  return listScalars(condition).some((scalar) => {
    if (typeof scalar === 'boolean') return readAsBoolean(json) === scalar
    if (typeof scalar === 'number') {
      const number = readAsNumber(json)
      return number !== undefined && holdsOfNumber(op, number, [toDecimal(scalar)])
    }
    const text = readAsText(json)
    return text !== undefined && holdsOfText(op, text, toText(scalar))
  })
}

function listScalars({ value }: Condition): Scalar[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value as Scalar]
}

function holdsOfText(op: Condition['op'], given: string, asked: string): boolean {
  const [text, part] = [given.toLowerCase(), asked.toLowerCase()]
  if (op === 'contains') return text.includes(part)
  if (op === 'starts with') return text.startsWith(part)
  return op === 'ends with' ? text.endsWith(part) : text === part
}

/** `number` ÷ `count` against what is asked for. */
function holdsOfNumber(op: Condition['op'], number: Decimal, [first, second]: Decimal[], count = 1): boolean {
  if (first === undefined) return false
  const sign = compareDecimals(number, first, count)
  switch (op) {
    case '<':
      return sign < 0
    case '<=':
      return sign <= 0
    case '>':
      return sign > 0
    case '>=':
      return sign >= 0
    case 'between':
      return sign >= 0 && second !== undefined && compareDecimals(number, second, count) <= 0
    default:
      return sign === 0
  }
}

function toText(scalar: Scalar): string {
  return typeof scalar === 'string' ? scalar : ''
}
