/** Moments and windows of rules, taken apart for their fields and put together again. A text that is none of the forms is kept as it is. */
import type { RuleWindow } from './rule-tree.ts'

export type Unit = 'h' | 'd' | 'w'

export interface Span {
  count: number | undefined
  unit: Unit
}

export type MomentKind = 'day' | 'ago' | 'in' | 'today' | 'now' | 'instant'

export interface Moment {
  kind: MomentKind
  span: Span
  /** Of a day or an instant. */
  text: string
}

const emptySpan: Span = { count: undefined, unit: 'd' }

export function readSpan(text: string): Span {
  const match = /^(\d+)([hdw])$/.exec(text)
  return match === null ? emptySpan : { count: Number(match[1]), unit: match[2] as Unit }
}

/** Empty while the number is. */
export function writeSpan({ count, unit }: Span): string {
  return count === undefined ? '' : `${count}${unit}`
}

export function readMoment(text: string): Moment {
  const ago = /^(\S+) ago$/.exec(text)?.[1]
  if (ago !== undefined) return { kind: 'ago', span: readSpan(ago), text: '' }
  const ahead = /^in (\S+)$/.exec(text)?.[1]
  if (ahead !== undefined) return { kind: 'in', span: readSpan(ahead), text: '' }
  if (text === 'today' || text === 'now') return { kind: text, span: emptySpan, text: '' }
  return { kind: text === '' || /^\d{4}-\d{2}-\d{2}$/.test(text) ? 'day' : 'instant', span: emptySpan, text }
}

/** Empty while something is missing. */
export function writeMoment({ kind, span, text }: Moment): string {
  if (kind === 'today' || kind === 'now') return kind
  if (kind === 'day' || kind === 'instant') return text
  const written = writeSpan(span)
  if (written === '') return ''
  return kind === 'ago' ? `${written} ago` : `in ${written}`
}

export type WindowKind = 'last' | 'next' | 'range'

export function kindOf(window: RuleWindow): WindowKind {
  if ('last' in window) return 'last'
  return 'next' in window ? 'next' : 'range'
}
