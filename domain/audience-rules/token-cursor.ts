/** Walks along the tokens of a rule's text. Words are compared without regard to case. */
import { quote } from './faults.ts'
import { type Span, type Token, type TextFault, TextFaultError } from './rule-tokens.ts'

export interface Cursor {
  /** The next token, or one further on. The last is an `end`. */
  peek(ahead?: number): Token
  next(): Token
  /** Where what was read last ends. */
  readonly lastEnd: number
  /** Whether the next token is that word or symbol. */
  isAt(text: string, ahead?: number): boolean
  /** Reads it if it is there. */
  take(text: string): Token | undefined
  /** Reads the words if all are there, one after the other. */
  takeAll(...texts: string[]): Span | undefined
  /** @throws TextFaultError unless it is there. */
  expect(text: string, hint?: string): Token
}

export function createCursor(tokens: readonly Token[]): Cursor {
  let at = 0
  const end = tokens.at(-1) as Token
  const peek = (ahead = 0) => tokens[at + ahead] ?? end
  const next = () => {
    const token = peek()
    at = Math.min(at + 1, tokens.length - 1)
    cursor.lastEnd = token.end
    return token
  }
  const isAt = (text: string, ahead = 0) => {
    const token = peek(ahead)
    return (token.kind === 'symbol' && token.text === text) || (token.kind === 'word' && token.text.toLowerCase() === text)
  }
  const cursor = {
    lastEnd: 0,
    peek,
    next,
    isAt,
    take: (text: string) => (isAt(text) ? next() : undefined),
    takeAll: (...texts: string[]) => {
      if (!texts.every((text, ahead) => isAt(text, ahead))) return undefined
      const { start } = peek()
      for (const _ of texts) next()
      return { start, end: cursor.lastEnd }
    },
    expect: (text: string, hint = '') => (isAt(text) ? next() : failAt(peek(), [text], hint)),
  }
  return cursor
}

/** @throws TextFaultError always: "Expected …, found …". */
export function failAt(token: Token, expected: string[], hint = ''): never {
  const found = token.kind === 'end' ? 'the end' : token.kind === 'text' ? JSON.stringify(quote(token.text)) : `“${quote(token.text)}”`
  const list = expected.length > 1 ? `${expected.slice(0, -1).join(', ')} or ${expected.at(-1)}` : (expected[0] ?? '')
  return fail({ start: token.start, end: token.end, message: `Expected ${list}, found ${found}${hint}`, expected })
}

/** @throws TextFaultError always. */
export function fail(fault: TextFault): never {
  throw new TextFaultError(fault)
}
