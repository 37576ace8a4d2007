/** Values, moments and amounts as they stand in a sentence. */
import { formatAmount } from '../money.ts'
import { quote } from './faults.ts'
import { isWindow } from './format-rule.ts'
import { type ReadDuration, readDuration, readMoment } from './moments.ts'
import type { Condition, Moment, RuleValue, Scalar, Window } from './rule.ts'
import { isMoney } from './values.ts'

const longestList = 5
const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 20 })
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
const unitNames = { h: 'hour', d: 'day', w: 'week' } as const

/** `(['a', 'b', 'c'], 'or')` → `a, b or c`. */
export function joinWords(words: readonly string[], connective: 'and' | 'or'): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${connective} ${words.at(-1)}`
}

/** A text in quotation marks, a number with its thousands, an amount with its currency's sign. */
export function describeScalar(value: Scalar): string {
  if (isMoney(value)) {
    // A text, since an amount as a floating-point number is not always itself.
    const amount = formatAmount(value.amountMinor, value.currency) as `${number}`
    const digits = amount.split('.')[1]?.length ?? 0
    const format = { style: 'currency', currency: value.currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const
    return new Intl.NumberFormat('en', format).format(amount)
  }
  if (typeof value === 'number') return numbers.format(value)
  return typeof value === 'string' ? `“${quote(value)}”` : String(value)
}

/** A text without its quotation marks: what is a word of the language, or an id. */
export function describePlain(value: Scalar): string {
  return typeof value === 'string' ? value.replaceAll('_', ' ') : describeScalar(value)
}

/** The values of `=`, `in` and their opposites: `“a”, “b” or 7 others`. */
export function describeChoices(value: Condition['value'], describe: (one: Scalar) => string): string {
  const values = listScalars(value)
  if (values.length <= longestList + 1) return joinWords(values.map(describe), 'or')
  return joinWords([...values.slice(0, longestList).map(describe), `${values.length - longestList} others`], 'or')
}

export function listScalars(value: Condition['value']): Scalar[] {
  if (Array.isArray(value)) return value
  return value === undefined || isWindow(value) ? [] : [value]
}

/** `at least 3`, `between 2 and 4`, `exactly 5`, with the number as the caller says it. Undefined of other operators. */
export function describeAmount(op: Condition['op'], value: Condition['value'], describe: (one: Scalar) => string): string | undefined {
  const [first = 0, second = 0] = listScalars(value)
  switch (op) {
    case '=':
    case '!=':
      return `exactly ${describe(first)}`
    case '<':
      return `less than ${describe(first)}`
    case '<=':
      return `at most ${describe(first)}`
    case '>':
      return `more than ${describe(first)}`
    case '>=':
      return `at least ${describe(first)}`
    case 'between':
      return `between ${describe(first)} and ${describe(second)}`
    default:
      return undefined
  }
}

/** `before`, `on`, `within` and so on, as an adverb: `more than 60 days ago`, `in the last 90 days`, `on 31 January 2026`. */
export function describeWhen(op: Condition['op'], value: RuleValue | Scalar[] | undefined): string {
  if (typeof value === 'string') return op === 'on' ? describeDayOf(value) : describeSide(op === 'before' ? 'before' : 'after', value)
  return typeof value === 'object' && !Array.isArray(value) && isWindow(value) ? describeWindow(value) : ''
}

export function describeWindow(window: Window): string {
  if ('last' in window) return `in the last ${describeSpan(window.last)}`
  if ('next' in window) return `in the next ${describeSpan(window.next)}`
  if (window.from === undefined) return `until ${describeMoment(window.until ?? 'now')}`
  return window.until === undefined
    ? `since ${describeMoment(window.from)}`
    : `between ${describeMoment(window.from)} and ${describeMoment(window.until)}`
}

function describeSide(side: 'before' | 'after', moment: Moment): string {
  const read = readMoment(moment)
  if (read?.kind === 'ago') return `${side === 'before' ? 'more' : 'less'} than ${describeDuration(read.duration)} ago`
  if (read?.kind === 'in') return `${side === 'before' ? 'before' : 'later than'} ${describeDuration(read.duration)} from now`
  if (read?.kind === 'now') return side === 'before' ? 'in the past' : 'in the future'
  return `${side} ${describeMoment(moment)}`
}

function describeDayOf(moment: Moment): string {
  const read = readMoment(moment)
  if (read?.kind === 'now' || read?.kind === 'today') return 'today'
  return read?.kind === 'day' ? `on ${describeMoment(moment)}` : `on the day of ${describeMoment(moment)}`
}

function describeMoment(moment: Moment): string {
  const read = readMoment(moment)
  switch (read?.kind) {
    case 'day':
      return describeDay(read.day)
    case 'instant':
      return `${days.format(read.at)}, ${read.at
        .toISOString()
        .slice(11)
        .replace(/(:00)?\.000Z$|Z$/, '')} UTC`
    case 'ago':
      return `${describeDuration(read.duration)} ago`
    case 'in':
      return `${describeDuration(read.duration)} from now`
    case 'today':
    case 'now':
    case undefined:
      return read?.kind ?? moment
  }
}

/** `2026-01-31` → `31 January 2026`. */
function describeDay(day: string): string {
  return days.format(new Date(`${day}T00:00:00Z`))
}

function describeDuration({ count, unit }: ReadDuration): string {
  return `${numbers.format(count)} ${unitNames[unit]}${count === 1 ? '' : 's'}`
}

/** Behind `the last`: `90 days`, `day`. */
function describeSpan(duration: string): string {
  const read = readDuration(duration)
  if (read === undefined) return duration
  return read.count === 1 ? unitNames[read.unit] : describeDuration(read)
}
