/**
 * Reads the text form of a rule, and points at the place of the first fault. What is well written but wrong (an unknown field, a value of another
 * type) is found by the same check as in the JSON form, and its path led back to the text.
 */
import { suggestName } from './closest-name.ts'
import { checkRule } from './check-rule.ts'
import { type Parsing, readCondition, type Scope } from './parse-condition.ts'
import { hintAtWords, type Read } from './parse-values.ts'
import { maximumRuleTextLength, type Rule } from './rule.ts'
import { findPlaceInText, readTokens, type Span, type TextFault, TextFaultError, type TextPlace } from './rule-tokens.ts'
import { createCursor, type Cursor, fail, failAt } from './token-cursor.ts'

export interface RuleTextFault extends TextPlace {
  message: string
  /** What may stand there. */
  expected?: string[]
}

export type ParsedRule = { kind: 'rule'; rule: Rule } | { kind: 'refused'; fault: RuleTextFault }

export interface ParseOptions {
  /** ISO 4217: of amounts that name none. The store's. */
  currency: string
}

/** Parentheses, `not` and `where` within each other: more than a rule may have, since parentheses that change nothing are no part of it. */
const deepestNesting = 100

export function parseRule(text: string, { currency }: ParseOptions): ParsedRule {
  try {
    const { json, spans } = readText(text, currency)
    const checked = checkRule(json)
    if (checked.kind === 'rule') return checked
    const places = new Map(spans)
    const faults = checked.faults.map(({ path, message }) => ({ ...findPlace(path, places), message }))
    const [first] = faults.toSorted((one, other) => one.start - other.start)
    return refuse(text, first ?? { start: 0, end: text.length, message: 'Is no rule' })
  } catch (error) {
    if (error instanceof TextFaultError) return refuse(text, error.fault)
    throw error
  }
}

function readText(text: string, currency: string): Read {
  if (text.length > maximumRuleTextLength)
    fail({ start: maximumRuleTextLength, end: text.length, message: `Is longer than ${maximumRuleTextLength} characters` })
  const cursor = createCursor(readTokens(text))
  const parsing: Parsing = { cursor, currency, readRule: (depth, scope) => readAlternatives(parsing, depth, scope) }
  const read = readAlternatives(parsing, 1, 'customer')
  if (cursor.peek().kind !== 'end') failAtConnective(cursor, ['and', 'or', 'the end'])
  return read
}

function failAtConnective(cursor: Cursor, expected: string[]): never {
  const token = cursor.peek()
  const isOpen = token.kind === 'symbol' && token.text === ')'
  return failAt(
    token,
    expected,
    isOpen
      ? '; nothing was opened here'
      : suggestName(
          token.text,
          expected.filter((one) => one !== 'the end'),
        ) || hintAtWords(cursor),
  )
}

function readAlternatives(parsing: Parsing, depth: number, scope: Scope): Read {
  return readChain('any', ['or', '||'], parsing, () => readChain('all', ['and', '&&'], parsing, () => readUnary(parsing, depth, scope)))
}

function readChain(kind: 'all' | 'any', connectives: string[], { cursor }: Parsing, readOne: () => Read): Read {
  const first = readOne()
  const parts = [first]
  while (connectives.some((connective) => cursor.take(connective) !== undefined)) parts.push(readOne())
  return parts.length === 1 ? first : group(kind, parts)
}

function group(kind: 'all' | 'any', parts: Read[], whole?: Span): Read {
  const spans = parts.flatMap(({ spans }, index) => spans.map(([path, span]): [string, Span] => [join(`${kind}[${index}]`, path), span]))
  const [start, end] = [parts[0]?.spans[0]?.[1].start ?? 0, parts.at(-1)?.spans[0]?.[1].end ?? 0]
  return { json: { [kind]: parts.map(({ json }) => json) }, spans: [['', whole ?? { start, end }], ...spans] }
}

function join(path: string, rest: string): string {
  return rest === '' ? path : `${path}.${rest}`
}

function readUnary(parsing: Parsing, depth: number, scope: Scope): Read {
  const { cursor } = parsing
  const token = cursor.peek()
  if (depth > deepestNesting) fail({ start: token.start, end: token.end, message: 'Is nested too deeply' })
  if (cursor.take('not') !== undefined || cursor.take('!') !== undefined) {
    const { json, spans } = readUnary(parsing, depth + 1, scope)
    const inner = spans.map(([path, span]): [string, Span] => [join('not', path), span])
    return { json: { not: json }, spans: [['', { start: token.start, end: cursor.lastEnd }], ...inner] }
  }
  if (cursor.take('everyone') !== undefined) return group('all', [], token)
  if (cursor.take('nobody') !== undefined) return group('any', [], token)
  for (const kind of ['all', 'any'] as const) if (cursor.isAt(kind) && cursor.isAt('(', 1)) return readGroup(kind, parsing, depth, scope)
  if (cursor.take('(') === undefined) return readCondition(parsing, depth, scope)
  const inner = readAlternatives(parsing, depth + 1, scope)
  if (cursor.take(')') === undefined) failAtConnective(cursor, ['and', 'or', ')'])
  return inner
}

/** `all(…)` and `any(…)`: also of one rule, or none. */
function readGroup(kind: 'all' | 'any', parsing: Parsing, depth: number, scope: Scope): Read {
  const { cursor } = parsing
  const { start } = cursor.next()
  cursor.expect('(')
  const parts: Read[] = []
  if (!cursor.isAt(')')) {
    do parts.push(readAlternatives(parsing, depth + 1, scope))
    while (cursor.take(',') !== undefined)
  }
  if (cursor.take(')') === undefined) failAtConnective(cursor, ['and', 'or', ',', ')'])
  return group(kind, parts, { start, end: cursor.lastEnd })
}

/** The place of the longest part of the path that has one. */
function findPlace(path: string, places: Map<string, Span>): Span {
  for (let length = path.length; length >= 0; length -= 1) {
    const isWhole = length === path.length || path[length] === '.' || path[length] === '['
    const place = isWhole || length === 0 ? places.get(path.slice(0, length)) : undefined
    if (place !== undefined) return place
  }
  return { start: 0, end: 0 }
}

function refuse(text: string, { message, expected, ...span }: TextFault): ParsedRule {
  return { kind: 'refused', fault: { ...findPlaceInText(text, span), message, ...(expected && { expected }) } }
}
