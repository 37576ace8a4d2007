/** What a file is, from its beginning: line break, delimiter, header, and the place where its rows start. */
import { measureByteOrderMark, toUtf8, type ImportEncoding } from './import-encoding.ts'
import { type HeaderProblem, type HeaderSketch, type ImportColumn, sketchHeader } from './import-header.ts'
import { countLines, type FileFormat, type FileRecord, type ImportDelimiter, measureBytes, readRecords } from './import-records.ts'
import type { ImportKind, ImportOptions, ImportSource } from './imports.ts'

export type PlannedFile =
  | { kind: 'planned'; source: ImportSource; format: FileFormat; columns: ImportColumn[]; bytesDone: number; linesDone: number }
  | { kind: 'refused'; problems: HeaderProblem[] }

export interface FileStart {
  importKind: ImportKind
  /** The file's first bytes: a window's worth, or all of it. */
  bytes: Buffer
  isWhole: boolean
  encoding: ImportEncoding
  options: ImportOptions
}

/** What a file seems to be, whether or not it can be taken so. */
export interface FileSketch extends HeaderSketch {
  format: FileFormat
  /** The first after the header. */
  records: FileRecord[]
  bytesDone: number
  linesDone: number
}

export function planFile(start: FileStart): PlannedFile {
  const { problems, source, format, columns, bytesDone, linesDone } = sketchFile(start)
  return problems.length > 0 ? { kind: 'refused', problems } : { kind: 'planned', source, format, columns, bytesDone, linesDone }
}

/** @param maxRecords how many rows after the header are wanted */
export function sketchFile({ importKind, bytes, isWhole, encoding, options }: FileStart, maxRecords = 0): FileSketch {
  const mark = measureByteOrderMark(bytes, encoding)
  const start = bytes.subarray(mark)
  const newline = detectNewline(toUtf8(start, encoding))
  const separator = readSeparatorLine(start, { encoding, newline })
  const rest = start.subarray(separator.bytes)
  const delimiter = options.delimiter ?? separator.delimiter ?? detectDelimiter(rest, isWhole, { encoding, newline })
  const format: FileFormat = { encoding, delimiter, newline }
  const line = separator.bytes > 0 ? 2 : 1
  const batch = readRecords(rest, { format, line, isLast: isWhole, maxRecords: 1 + maxRecords })
  const [header, ...records] = batch.records
  if (header === undefined || header.fault !== undefined) {
    const message = header === undefined ? 'The file has no header line' : `The header line cannot be read (${header.fault})`
    return { source: 'generic', format, columns: [], problems: [{ column: '', message }], records: [], bytesDone: 0, linesDone: 0 }
  }
  return {
    ...sketchHeader(importKind, header.fields, options),
    format,
    records,
    bytesDone: mark + separator.bytes + measureBytes(batch, header.end, format),
    linesDone: line - 1 + countLines(batch.text, 0, header.end, newline),
  }
}

/** Old Macintosh files have no `\n` at all. */
function detectNewline(text: Buffer): '\n' | '\r' {
  return !text.includes('\n') && text.includes('\r') ? '\r' : '\n'
}

const delimiters: readonly ImportDelimiter[] = [',', ';', '\t', '|']
const sampleRecords = 50

/** The one that cuts the first records into the same number of fields, and into more fields than the others do. */
function detectDelimiter(bytes: Buffer, isLast: boolean, format: Omit<FileFormat, 'delimiter'>): ImportDelimiter {
  let best: { delimiter: ImportDelimiter; score: number } = { delimiter: ',', score: 0 }
  for (const delimiter of delimiters) {
    const { records } = readRecords(bytes, { format: { ...format, delimiter }, line: 1, isLast, maxRecords: sampleRecords })
    const columns = records[0]?.fields.length ?? 0
    const agreeing = records.filter(({ fields }) => fields.length === columns).length
    const score = columns < 2 ? 0 : agreeing / records.length + columns / 10_000
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}

/** Excel's own first line, `sep=;`. */
function readSeparatorLine(bytes: Buffer, format: Omit<FileFormat, 'delimiter'>): { bytes: number; delimiter?: ImportDelimiter } {
  const anyFormat: FileFormat = { ...format, delimiter: ',' }
  const batch = readRecords(bytes.subarray(0, 64), { format: anyFormat, line: 1, isLast: false, maxRecords: 1 })
  const [first] = batch.records
  const name = first === undefined ? undefined : /^sep=(.)\r?\n?$/.exec(batch.text.toString('utf8', first.start, first.end))?.[1]
  const delimiter = delimiters.find((known) => known === name)
  if (first === undefined || delimiter === undefined) return { bytes: 0 }
  return { bytes: measureBytes(batch, first.end, anyFormat), delimiter }
}
