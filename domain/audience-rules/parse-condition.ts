/** One condition of the text form: `orders.sum(total, last 365d, where status = paid) >= 250.00 EUR`. */
import { suggestName } from './closest-name.ts'
import { findType, listFieldNames, listOperators, type ResolvedField, resolveField, resolveSourceField, resolveSummable } from './fields.ts'
import { readDuration } from './moments.ts'
import { type Read, readValue, readWindow } from './parse-values.ts'
import { type Operator, operators } from './rule.ts'
import type { Span, Token } from './rule-tokens.ts'
import type { Source } from './sources.ts'
import { type Cursor, failAt } from './token-cursor.ts'

/** Whose fields are asked about: the customer's, a source's, or those of a field that does not exist. */
export type Scope = Source | 'customer' | 'unknown'

export interface Parsing {
  cursor: Cursor
  /** The store's. */
  currency: string
  /** Reads the rule of a `where`. */
  readRule(depth: number, scope: Scope): Read
}

export function readCondition(parsing: Parsing, depth: number, scope: Scope): Read {
  const { cursor, currency } = parsing
  const { start } = cursor.peek()
  const name = readName(cursor, scope === 'customer' ? listFieldNames() : scope === 'unknown' ? [] : listFieldNames(scope), 'a condition')
  const resolved = resolveIn(scope, name.text)
  const details = cursor.isAt('(') ? readDetails(parsing, depth, resolved) : { json: {}, spans: [] }
  const of = resolved?.kind === 'aggregate' && 'of' in details.json ? resolveSummable(resolved.source, String(details.json.of)) : undefined
  const type = resolved && findType(resolved, of)
  const operator = readOperator(cursor, name, resolved && listOperators(resolved, of))
  const spans: [string, Span][] = [['field', name], ...details.spans, ['op', operator]]
  const condition = { field: name.text, ...details.json, op: operator.op }
  const end = () => ({ start, end: cursor.lastEnd })
  if (operator.op === 'is set' || operator.op === 'is not set') return { json: condition, spans: [['', end()], ...spans] }
  const valueStart = cursor.peek().start
  const value = readValue(cursor, operator.op, { type, currency })
  const placed = value.spans.map(([path, span]): [string, Span] => [
    path === '' || path.startsWith('[') ? `value${path}` : `value.${path}`,
    span,
  ])
  // A list as a whole is where it begins.
  const whole: [string, Span] = ['value', { start: valueStart, end: cursor.lastEnd }]
  return { json: { ...condition, value: value.json }, spans: [['', end()], ...spans, whole, ...placed] }
}

function resolveIn(scope: Scope, name: string): ResolvedField | undefined {
  if (scope === 'customer') return resolveField(name)
  return scope === 'unknown' ? undefined : resolveSourceField(scope, name)
}

/** A name in the catalogue's own letters, with the key of `attributes."loyalty card"`. */
function readName(cursor: Cursor, names: readonly string[], what: string): Span & { text: string } {
  const token = cursor.peek()
  if (token.kind !== 'word') failAt(token, [what], token.kind === 'text' ? '; names of fields stand without quotes' : '')
  cursor.next()
  const { start } = token
  const lower = token.text.toLowerCase()
  const prefix = names.find((name) => name.endsWith('.*') && lower.startsWith(name.slice(0, -1)))?.slice(0, -1)
  const key = cursor.peek()
  const isQuoted = prefix !== undefined && token.text.length === prefix.length && key.kind === 'text' && key.start === token.end
  if (isQuoted) cursor.next()
  if (prefix !== undefined) return { text: prefix + (isQuoted ? key.text : token.text.slice(prefix.length)), start, end: cursor.lastEnd }
  return { text: names.find((name) => name.toLowerCase() === lower) ?? token.text, start, end: token.end }
}

/** What stands in parentheses behind an aggregate's name. */
function readDetails(parsing: Parsing, depth: number, resolved: ResolvedField | undefined): Read & { json: { of?: unknown } } {
  const { cursor } = parsing
  const source = resolved?.kind === 'aggregate' ? resolved.source : undefined
  const json: Record<string, unknown> = {}
  const spans: [string, Span][] = []
  cursor.expect('(')
  if (cursor.take(')') !== undefined) return { json, spans }
  do {
    const token = cursor.peek()
    const key = isWindowWord(token) ? 'within' : cursor.isAt('where') ? 'where' : 'of'
    if (key in json) failAt(token, [')'], `; there is one \`${key}\` already`)
    const read = key === 'within' ? readWindow(cursor) : key === 'where' ? readWhere(parsing, depth, source) : readOf(cursor, source)
    json[key] = read.json
    spans.push(...read.spans.map(([path, span]): [string, Span] => [path === '' ? key : `${key}.${path}`, span]))
  } while (cursor.take(',') !== undefined)
  if (cursor.take(')') === undefined)
    failAt(cursor.peek(), 'where' in json ? ['and', 'or', ')'] : [',', ')'], cursor.isAt('where') ? '; a comma stands before where' : '')
  return { json, spans }
}

function isWindowWord(token: Token): boolean {
  return token.kind === 'word' && ['last', 'next', 'from', 'until'].includes(token.text.toLowerCase())
}

function readWhere({ cursor, readRule }: Parsing, depth: number, source: Source | undefined): Read {
  cursor.expect('where')
  return readRule(depth + 1, source ?? 'unknown')
}

function readOf(cursor: Cursor, source: Source | undefined): Read {
  const token = cursor.peek()
  if (token.kind === 'word' && readDuration(token.text) !== undefined)
    failAt(token, ['a window'], `; write last ${token.text} or next ${token.text}`)
  const { text, start, end } = readName(cursor, source === undefined ? [] : listFieldNames(source), 'a field, a window or where')
  return { json: text, spans: [['', { start, end }]] }
}

/** Longer ones first: `is not set` before `is not`. The habits of other languages are taken where they can mean one thing only. */
const spellings: readonly [readonly string[], Operator][] = [
  [['is', 'not', 'set'], 'is not set'],
  [['is', 'not', 'empty'], 'is set'],
  [['is', 'not', 'null'], 'is set'],
  [['is', 'set'], 'is set'],
  [['is', 'empty'], 'is not set'],
  [['is', 'null'], 'is not set'],
  [['is', 'not', 'in'], 'not in'],
  [['is', 'in'], 'in'],
  [['is', 'not'], '!='],
  [['is'], '='],
  [['does', 'not', 'contain'], 'not contains'],
  [['begins', 'with'], 'starts with'],
  ...operators.map((operator): [string[], Operator] => [operator.split(' '), operator]),
]

function readOperator(cursor: Cursor, name: { text: string }, allowed: readonly Operator[] | undefined): Span & { op: Operator } {
  for (const [words, op] of spellings) {
    // What the field does not take is no operator here, so that what it takes is said at once.
    const span = allowed === undefined || allowed.includes(op) ? cursor.takeAll(...words) : undefined
    if (span !== undefined) return { ...span, op }
  }
  const token = cursor.peek()
  const joined = listFieldNames().find((known) => known.toLowerCase() === `${name.text}${token.text}`.toLowerCase())
  if (joined !== undefined) failAt(token, ['an operator'], `; the name of a field is one word: ${joined}`)
  const expected = [...(allowed ?? operators)]
  const pair = `${token.text} ${cursor.peek(1).text}`
  return failAt(token, expected, token.kind === 'word' ? suggestName(pair, expected) || suggestName(token.text, expected) : '')
}
