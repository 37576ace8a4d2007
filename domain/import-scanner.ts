/**
 * One record after the other out of CSV text in UTF-8 (RFC 4180, with other delimiters too): values are trimmed, quotes may stand around a whole value and are
 * doubled within it, and line breaks may stand within quotes. Most lines have no quote, and are cut at their delimiters without a second look.
 */
import { isAscii } from 'node:buffer'

export interface ScannedRecord {
  fields: string[]
  /** After the line break. */
  end: number
  /** Line breaks in it, the last one too. */
  lines: number
}

export type ScanFault = 'invalid_quotes' | 'quote_not_closed' | 'record_too_large'

export interface ScanOptions {
  /** The text ends there, for now: after a line break, or at the end of the file. */
  limit: number
  delimiter: string
  newline: '\n' | '\r'
  /** A longer record is `record_too_large`, as is a quote that is not closed within so many bytes. */
  maxRecordBytes: number
}

const quote = 0x22
const space = 0x20

/** The record that begins at `start`, which is before the limit. */
export type Scan = (start: number) => ScannedRecord | ScanFault

export function createScanner(text: Buffer, { limit, delimiter, newline, maxRecordBytes }: ScanOptions): Scan {
  const lineBreak = newline.charCodeAt(0)
  const delimiterByte = delimiter.charCodeAt(0)
  const encoding = isAscii(text) ? 'latin1' : 'utf8'
  // The first quote that is not before the place where it was last looked for.
  let quoteAt = -1

  function findLineEnd(from: number): number {
    const at = text.indexOf(lineBreak, from)
    return at < 0 || at >= limit ? limit : at
  }

  function findQuote(from: number): number {
    if (quoteAt < from) {
      const at = text.indexOf(quote, from)
      quoteAt = at < 0 || at >= limit ? limit : at
    }
    return quoteAt
  }

  function isTrimmable(byte: number | undefined): boolean {
    return byte !== undefined && byte <= space && byte !== lineBreak && byte !== delimiterByte && isBlank(byte)
  }

  function skipBlanks(from: number): number {
    let at = from
    while (at < limit && isTrimmable(text[at])) at += 1
    return at
  }

  function scanQuoted(start: number): ScannedRecord | ScanFault {
    const fields: string[] = []
    let lines = 0
    for (let at = start; ;) {
      const first = skipBlanks(at)
      let end: number
      if (first < limit && text[first] === quote) {
        const closed = findClosingQuote(text, first, limit)
        if (closed === undefined) return limit - start > maxRecordBytes ? 'record_too_large' : 'quote_not_closed'
        fields.push(text.toString(encoding, first + 1, closed).replaceAll('""', '"'))
        for (let inner = text.indexOf(lineBreak, first); inner >= 0 && inner < closed; inner = text.indexOf(lineBreak, inner + 1))
          lines += 1
        end = skipBlanks(closed + 1)
        if (end < limit && text[end] !== delimiterByte && text[end] !== lineBreak) return 'invalid_quotes'
      } else {
        const lineEnd = findLineEnd(at)
        const next = text.indexOf(delimiterByte, at)
        end = next < 0 || next > lineEnd ? lineEnd : next
        if (findQuote(at) < end) return 'invalid_quotes'
        fields.push(text.toString(encoding, at, end).trim())
      }
      if (end < limit && text[end] === delimiterByte) {
        at = end + 1
        continue
      }
      if (end - start > maxRecordBytes) return 'record_too_large'
      return end < limit ? { fields, end: end + 1, lines: lines + 1 } : { fields, end, lines }
    }
  }

  return (start) => {
    const lineEnd = findLineEnd(start)
    if (findQuote(start) < lineEnd) {
      const scanned = scanQuoted(start)
      // Reading goes on with the next line, which may lie before quotes that were looked at here.
      if (typeof scanned === 'string') quoteAt = -1
      return scanned
    }
    if (lineEnd - start > maxRecordBytes) return 'record_too_large'
    const fields = text.toString(encoding, start, lineEnd).split(delimiter)
    for (let at = 0; at < fields.length; at += 1) {
      const field = fields[at] ?? ''
      if (field !== '' && hasBlankEdge(field)) fields[at] = field.trim()
    }
    return lineEnd < limit ? { fields, end: lineEnd + 1, lines: 1 } : { fields, end: lineEnd, lines: 0 }
  }
}

/** Undefined when there is none before the limit. Doubled ones are none. */
function findClosingQuote(text: Buffer, opened: number, limit: number): number | undefined {
  for (let from = opened + 1; ;) {
    const at = text.indexOf(quote, from)
    if (at < 0 || at >= limit) return undefined
    if (at + 1 >= limit || text[at + 1] !== quote) return at
    from = at + 2
  }
}

/** What `trim` would take, and whatever beyond ASCII it might. */
function hasBlankEdge(field: string): boolean {
  const first = field.charCodeAt(0)
  const last = field.charCodeAt(field.length - 1)
  return first <= space || last <= space || first > 0x7f || last > 0x7f
}

/** Space, tab, line feed, carriage return, vertical tab, form feed. */
function isBlank(byte: number): boolean {
  return byte === space || (byte >= 9 && byte <= 13)
}
