/** Where a template's Liquid is: so that what stands around it can be read as HTML or text, and the Liquid itself is left alone. */
import { Tokenizer, TypeGuards } from 'liquidjs'

export interface LiquidRange {
  start: number
  end: number
}

/** Their content is not Liquid, or nobody sees it: it counts as one range with its tags. */
const opaqueTags = new Set(['raw', 'comment'])

/** Outputs and tags with their delimiters, in order. @throws LiquidError where the source cannot be read as Liquid */
export function findLiquid(source: string): LiquidRange[] {
  const ranges: LiquidRange[] = []
  let opaque: { start: number; ending: string } | undefined
  for (const token of new Tokenizer(source).readTopLevelTokens()) {
    const name = TypeGuards.isTagToken(token) ? token.name : undefined
    if (opaque !== undefined) {
      if (name !== opaque.ending) continue
      ranges.push({ start: opaque.start, end: token.end })
      opaque = undefined
    } else if (name !== undefined && opaqueTags.has(name)) {
      opaque = { start: token.begin, ending: `end${name}` }
    } else if (!TypeGuards.isHTMLToken(token)) {
      ranges.push({ start: token.begin, end: token.end })
    }
  }
  return ranges
}

/** No message has a reason for this character (Unicode's private use area). */
const filler = '\uE000'

/** The source with its Liquid painted over: every offset stays what it was. */
export function maskLiquid(source: string): string {
  return replaceRanges(
    source,
    findLiquid(source).map(({ start, end }) => ({ start, end, text: filler.repeat(end - start) })),
  )
}

export function hasLiquid(maskedText: string): boolean {
  return maskedText.includes(filler)
}

export interface Edit {
  start: number
  end: number
  text: string
}

/** Replaces ranges that do not overlap. Of edits at one place, the first is first. */
export function replaceRanges(source: string, edits: Edit[]): string {
  let text = ''
  let at = 0
  for (const edit of edits.toSorted((one, other) => one.start - other.start)) {
    text += source.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return text + source.slice(at)
}

/** Escapes what stands around the Liquid and leaves the Liquid as it is. */
export function mapAroundLiquid(source: string, change: (text: string) => string): string {
  let text = ''
  let at = 0
  for (const { start, end } of findLiquid(source)) {
    text += change(source.slice(at, start)) + source.slice(start, end)
    at = end
  }
  return text + change(source.slice(at))
}
