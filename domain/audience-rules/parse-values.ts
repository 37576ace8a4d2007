/** The values of the text form: texts, numbers, amounts, moments and windows, read as what the field's type makes of them. */
import { parseAmount } from '../money.ts'
import type { DimensionType } from './dimension-types.ts'
import { readDuration } from './moments.ts'
import type { Operator } from './rule.ts'
import type { Span, Token } from './rule-tokens.ts'
import { type Cursor, fail, failAt } from './token-cursor.ts'
import { readCurrency } from './values.ts'

/** Unchecked JSON, and where its parts stand: paths within it. */
export interface Read {
  json: unknown
  spans: [string, Span][]
}

export interface Wanted {
  /** Undefined where the field is not known. */
  type: DimensionType | undefined
  /** Of an amount that names none. */
  currency: string
}

export function readValue(cursor: Cursor, op: Operator, wanted: Wanted): Read {
  switch (op) {
    case 'in':
    case 'not in':
      return readList(cursor, wanted)
    case 'between':
      return readRange(cursor, wanted)
    case 'before':
    case 'after':
    case 'on':
      return readMomentText(cursor)
    case 'within':
    case 'not within':
      cursor.take('the')
      return readWindow(cursor)
    case 'contains':
    case 'not contains':
    case 'starts with':
    case 'ends with':
      return readScalar(cursor, { ...wanted, type: 'text' })
    case '=':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'is set':
    case 'is not set':
      return readScalar(cursor, wanted)
  }
}

function readList(cursor: Cursor, wanted: Wanted): Read {
  cursor.expect('(', '; a list stands in parentheses')
  const values: Read[] = []
  if (cursor.take(')') === undefined) {
    do values.push(readScalar(cursor, wanted))
    while (cursor.take(',') !== undefined)
    if (cursor.take(')') === undefined) failAt(cursor.peek(), [',', ')'], hintAtWords(cursor))
  }
  return joinReads(values)
}

function joinReads(values: Read[]): Read {
  const spans = values.flatMap((value, index) => value.spans.map(([path, span]): [string, Span] => [`[${index}]${dot(path)}`, span]))
  return { json: values.map((value) => value.json), spans }
}

function dot(path: string): string {
  return path === '' ? '' : `.${path}`
}

function readRange(cursor: Cursor, wanted: Wanted): Read {
  const low = cursor.peek()
  // `between 10 and 20 EUR`: the first amount is of the second one's currency.
  const isBare = wanted.type === 'money' && cursor.isAt('and', 1)
  if (isBare) cursor.next()
  const first = isBare ? undefined : readScalar(cursor, wanted)
  cursor.expect('and')
  const second = readScalar(cursor, wanted)
  return joinReads([first ?? readMoney(low, undefined, currencyOf(second) ?? wanted.currency), second])
}

function currencyOf({ json }: Read): string | undefined {
  return typeof json === 'object' && json !== null && 'currency' in json && typeof json.currency === 'string' ? json.currency : undefined
}

const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i
const connectives = new Set(['and', 'or', 'not', 'where'])
const valueForms: Record<DimensionType, string> = {
  text: 'a text in quotes',
  number: 'a number',
  money: 'an amount (100.00 EUR)',
  boolean: 'true or false',
  choice: 'a value',
  membership: 'a value',
  instant: 'a moment',
  anniversary: 'a moment',
  attribute: 'a value',
}

function readScalar(cursor: Cursor, { type = 'attribute', currency }: Wanted): Read {
  const token = cursor.peek()
  if ((token.kind !== 'word' && token.kind !== 'text') || (token.kind === 'word' && connectives.has(token.text.toLowerCase())))
    failAt(token, [valueForms[type]], token.kind === 'word' ? `; as a text it stands in quotes: "${token.text}"` : '')
  cursor.next()
  const spans: [string, Span][] = [['', token]]
  if (token.kind === 'text') return { json: token.text, spans }
  if (type === 'money' && /^[+-]?\d/.test(token.text)) {
    const code = cursor.peek()
    const isCode = code.kind === 'word' && /^\p{L}{3}$/u.test(code.text) && !connectives.has(code.text.toLowerCase())
    return readMoney(token, isCode ? cursor.next() : undefined, currency)
  }
  const isFree = type === 'attribute'
  if ((type === 'number' || isFree) && numberPattern.test(token.text)) return { json: Number(token.text), spans }
  const word = token.text.toLowerCase()
  if ((type === 'boolean' || isFree) && (word === 'true' || word === 'false')) return { json: word === 'true', spans }
  return { json: token.text, spans }
}

const amountFaults = {
  not_an_amount: 'An amount is digits, and a point before the decimals: 1250.00 EUR',
  other_decimal_mark: 'Decimals stand after a point',
  too_many_decimals: 'Has more decimals than its currency',
  too_large: 'Is too large',
  negative: 'Must not be below 0',
} as const

function readMoney(token: Token, code: Token | undefined, standard: string): Read {
  const currency = code === undefined ? standard : (readCurrency(code.text) ?? code.text)
  const amount = parseAmount(token.text, currency)
  if (amount.kind === 'refused') return fail({ start: token.start, end: token.end, message: amountFaults[amount.reason] })
  const spans: [string, Span][] = [
    ['', { start: token.start, end: (code ?? token).end }],
    ['amountMinor', token],
    ['currency', code ?? token],
  ]
  return { json: { amountMinor: amount.amountMinor, currency }, spans }
}

/** `last 90d`, `next 7d`, `from … until …`. */
export function readWindow(cursor: Cursor): Read {
  const first = cursor.peek()
  for (const kind of ['last', 'next'] as const) {
    if (cursor.take(kind) === undefined) continue
    const duration = readDurationText(cursor)
    return { json: { [kind]: duration.json }, spans: [['', { start: first.start, end: cursor.lastEnd }], ...prefix(kind, duration)] }
  }
  const isDuration = first.kind === 'word' && readDuration(first.text) !== undefined
  if (!cursor.isAt('from') && !cursor.isAt('until'))
    failAt(first, ['last', 'next', 'from', 'until'], isDuration ? `; write last ${first.text} or next ${first.text}` : '')
  const from = cursor.take('from') === undefined ? undefined : readMomentText(cursor)
  const until = cursor.take('until') === undefined ? undefined : readMomentText(cursor)
  return {
    json: { ...(from && { from: from.json }), ...(until && { until: until.json }) },
    spans: [
      ['', { start: first.start, end: cursor.lastEnd }],
      ...(from ? prefix('from', from) : []),
      ...(until ? prefix('until', until) : []),
    ],
  }
}

function prefix(key: string, { spans }: Read): [string, Span][] {
  return spans.map(([path, span]) => [key + dot(path), span])
}

function readMomentText(cursor: Cursor): Read {
  const token = cursor.peek()
  const readSpan = (): [string, Span][] => [['', { start: token.start, end: cursor.lastEnd }]]
  if (cursor.take('in') !== undefined) {
    const duration = readDurationText(cursor)
    return { json: `in ${String(duration.json)}`, spans: readSpan() }
  }
  const isSpelledOut = /^\d+$/.test(token.text) && isUnit(cursor.peek(1))
  if (token.kind === 'word' && (isSpelledOut || readDuration(token.text) !== undefined)) {
    const duration = readDurationText(cursor)
    cursor.expect('ago', `; write ${String(duration.json)} ago or in ${String(duration.json)}`)
    return { json: `${String(duration.json)} ago`, spans: readSpan() }
  }
  if (token.kind !== 'word' && token.kind !== 'text') failAt(token, momentForms)
  cursor.next()
  return { json: token.text, spans: readSpan() }
}

const momentForms = ['a day (2026-01-31)', 'an instant (2026-01-31T10:00:00Z)', '60d ago', 'in 7d', 'today', 'now']
const units: Readonly<Record<string, string>> = { hour: 'h', hours: 'h', day: 'd', days: 'd', week: 'w', weeks: 'w' }

function isUnit(token: Token): boolean {
  return token.kind === 'word' && Object.hasOwn(units, token.text.toLowerCase())
}

/** `90d`, and `90 days` too. */
function readDurationText(cursor: Cursor): Read {
  const token = cursor.peek()
  if (token.kind !== 'word') failAt(token, ['a duration (36h, 90d, 2w)'])
  cursor.next()
  const unit = cursor.peek()
  const isCount = /^\d+$/.test(token.text)
  if (isCount && /^(?:months?|years?)$/i.test(unit.text))
    fail({ start: token.start, end: unit.end, message: 'Months and years differ in length; write days: 90d, 365d' })
  const json = isCount && isUnit(unit) ? token.text + String(units[cursor.next().text.toLowerCase()]) : token.text
  return { json, spans: [['', { start: token.start, end: cursor.lastEnd }]] }
}

/** `city = Stara Zagora`: what the reader of the fault should know. */
export function hintAtWords(cursor: Cursor): string {
  return cursor.peek().kind === 'word' ? '; a text of several words stands in quotes' : ''
}
