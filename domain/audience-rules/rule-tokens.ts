/** The text form of rules as tokens, each with its place. */

export interface Span {
  /** In UTF-16 units from the beginning. */
  start: number
  /** Behind the last one. */
  end: number
}

export type TokenKind = 'word' | 'text' | 'symbol' | 'end'

export interface Token extends Span {
  kind: TokenKind
  /** A word and a symbol as written, a text without its quotes and escapes. */
  text: string
}

/** A span as people and editors find it. */
export interface TextPlace {
  /** In UTF-16 units from the beginning. */
  position: number
  /** 0 where something is missing at the end. */
  length: number
  /** From 1. */
  line: number
  /** From 1, in UTF-16 units. */
  column: number
}

export function findPlaceInText(text: string, { start, end }: Span): TextPlace {
  const before = text.slice(0, start).split(/\r\n|[\n\r]/)
  return { position: start, length: end - start, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** What is wrong with a rule's text, and where. */
export interface TextFault extends Span {
  message: string
  /** What may stand there. */
  expected?: string[]
}

/** Thrown within the parser alone, to get out of its depths. */
export class TextFaultError extends Error {
  readonly fault: TextFault
  constructor(fault: TextFault) {
    super(fault.message)
    this.fault = fault
  }
}

const pattern =
  /(?<space>[\s\uFEFF]+)|(?<text>"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')|(?<symbol>==|!=|<>|<=|>=|&&|\|\||[(),=<>!≠≤≥])|(?<word>[\p{L}\p{M}\p{N}_.@/:+-](?:[\p{L}\p{M}\p{N}_.@/:+-]|['’](?=\p{L}))*)/uy

const habits: Readonly<Record<string, string>> = { '==': '=', '<>': '!=', '≠': '!=', '≤': '<=', '≥': '>=' }

/** The tokens, an `end` last. @throws TextFaultError */
export function readTokens(text: string): Token[] {
  const tokens: Token[] = []
  for (let start = 0; start < text.length;) {
    pattern.lastIndex = start
    const match = pattern.exec(text)
    if (match === null) throw new TextFaultError(describeStray(text, start))
    const end = start + match[0].length
    const { word, symbol, text: quoted } = match.groups ?? {}
    if (word !== undefined) tokens.push({ kind: 'word', text: word, start, end })
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: habits[symbol] ?? symbol, start, end })
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: readQuoted(quoted, start), start, end })
    start = end
  }
  return [...tokens, { kind: 'end', text: '', start: text.length, end: text.length }]
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', '"': '"', "'": "'", '\\': '\\', '/': '/' }

function readQuoted(quoted: string, start: number): string {
  return quoted.slice(1, -1).replace(/\\(?:u([0-9a-f]{4})|(.))/giu, (escape, code: string | undefined, letter: string, at: number) => {
    const plain = code === undefined ? escapes[letter] : String.fromCharCode(Number.parseInt(code, 16))
    if (plain !== undefined) return plain
    const place = { start: start + 1 + at, end: start + 1 + at + escape.length }
    throw new TextFaultError({ ...place, message: `Unknown escape ${escape}; write a backslash as \\\\` })
  })
}

function describeStray(text: string, start: number): TextFault {
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0)
  if (character === '"' || character === "'") {
    const lineEnd = /[\n\r]|$/.exec(text.slice(start))?.index ?? 0
    return { start, end: start + Math.max(1, lineEnd), message: `This text has no closing ${character}` }
  }
  const place = { start, end: start + character.length }
  if (/[“”„«»‘’‚‹›]/u.test(character)) return { ...place, message: 'Texts stand between straight quotes: "Sofia"' }
  if (character === '&' || character === '|') return { ...place, message: `Write ${character === '&' ? 'and' : 'or'}` }
  return { ...place, message: `“${character}” means nothing here; texts stand between quotes: "Sofia"` }
}
