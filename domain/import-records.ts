/**
 * A window of a CSV file's bytes as records (RFC 4180, with `;` and tabs too), each with the physical line on which it starts and its own text.
 * Reading is a function of the bytes from the window's start alone: it may stop after any record and go on there later, in another process.
 * A record that is no CSV costs only its own first line; reading goes on with the next.
 */
import { isUtf8 } from 'node:buffer'
import { measureOriginal, toUtf8, type ImportEncoding } from './import-encoding.ts'
import { createScanner, type ScanFault } from './import-scanner.ts'

export type ImportDelimiter = ',' | ';' | '\t' | '|'

export interface FileFormat {
  encoding: ImportEncoding
  delimiter: ImportDelimiter
  /** `\n` covers `\r\n`. */
  newline: '\n' | '\r'
}

export type RecordFault = ScanFault | 'invalid_encoding' | 'invalid_character'

export interface FileRecord {
  /** Physical line of its start; the file's first is 1. */
  line: number
  /** Empty where there is a fault. */
  fields: string[]
  fault?: RecordFault
  /** Its place in the window's UTF-8 text; `end` is after the line break. */
  start: number
  end: number
}

export interface RecordBatch {
  records: FileRecord[]
  /** The window in UTF-8. */
  text: Buffer
  /** In the window's UTF-8 text; at least the last record's end. */
  end: number
}

/** Longest record, in bytes of UTF-8. */
export const maxRecordBytes = 128 * 1024
/** A window that holds this much, or the rest of the file, always has a whole record in it; if not, its line is too long. */
export const windowBytes = 2 * 1024 * 1024

export interface ReadRecordsOptions {
  format: FileFormat
  /** Physical line at the window's start. */
  line: number
  /** Nothing follows the window in the file. */
  isLast: boolean
  maxRecords: number
}

/** @param bytes as they stand in the file, from the start of a record on, without a byte order mark. */
export function readRecords(bytes: Buffer, { format, line: firstLine, isLast, maxRecords }: ReadRecordsOptions): RecordBatch {
  const text = toUtf8(bytes, format.encoding)
  const limit = isLast ? text.length : text.lastIndexOf(format.newline) + 1
  const faultOf = makeFaultCheck(text.subarray(0, limit), format.encoding)
  const records: FileRecord[] = []
  const scan = createScanner(text, { limit, delimiter: format.delimiter, newline: format.newline, maxRecordBytes })
  let end = 0
  let line = firstLine
  while (records.length < maxRecords) {
    const start = skipBlankLines(text, end, limit, format)
    if (start > end) line += countLines(text, end, start, format.newline)
    if (start >= limit) {
      // Blank lines at the end are no record.
      end = limit
      break
    }
    const scanned = scan(start)
    // It goes on in what follows the window.
    if (scanned === 'quote_not_closed' && !isLast) break
    if (typeof scanned === 'string') {
      const lineBreak = text.indexOf(format.newline, start)
      end = lineBreak < 0 || lineBreak >= limit ? limit : lineBreak + 1
      records.push({ line, fields: [], fault: scanned, start, end })
      line += 1
      continue
    }
    end = scanned.end
    const fault = faultOf(start, end)
    records.push(fault === undefined ? { line, fields: scanned.fields, start, end } : { line, fields: [], fault, start, end })
    line += scanned.lines
  }
  return { records, text, end }
}

/** A record as it stands in the file, without the line break at its end. */
export function getRawText({ text }: RecordBatch, record: FileRecord): string {
  return text.toString('utf8', record.start, record.end).replace(/[\r\n]+$/, '')
}

/** Bytes of the file up to a record's end, from the window's start. */
export function measureBytes({ text }: RecordBatch, end: number, format: FileFormat): number {
  return measureOriginal(text.subarray(0, end), format.encoding)
}

/** Text that PostgreSQL could not keep or that is not what its writer meant. Looks at each record only if the window has any such text. */
function makeFaultCheck(text: Buffer, encoding: ImportEncoding): (start: number, end: number) => RecordFault | undefined {
  const isWellEncoded = (piece: Buffer) => (encoding === 'utf-8' ? isUtf8(piece) : !piece.includes('\uFFFD'))
  const isClean = isWellEncoded(text) && !text.includes(0)
  return (start, end) => {
    if (isClean) return undefined
    const piece = text.subarray(start, end)
    if (!isWellEncoded(piece)) return 'invalid_encoding'
    return piece.includes(0) ? 'invalid_character' : undefined
  }
}

const space = 32
const carriageReturn = 13
const tab = 9

function skipBlankLines(text: Buffer, from: number, limit: number, { newline, delimiter }: FileFormat): number {
  let start = from
  for (let at = from; at < limit; at += 1) {
    const byte = text[at]
    if (byte === newline.charCodeAt(0)) start = at + 1
    else if (byte !== space && byte !== carriageReturn && !(byte === tab && delimiter !== '\t')) break
  }
  return start
}

/** Line breaks in a piece of text. */
export function countLines(text: Buffer, from: number, to: number, newline: string): number {
  let lines = 0
  for (let at = text.indexOf(newline, from); at >= 0 && at < to; at = text.indexOf(newline, at + 1)) lines += 1
  return lines
}
