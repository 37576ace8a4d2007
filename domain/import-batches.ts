/**
 * A batch of a file's records as rows to write and rows to reject. Every record that is not blank is in exactly one of the two. Where the
 * file has a line for each item of an order, neighbouring records of one order are one row.
 */
import type { ImportColumn } from './import-header.ts'
import {
  countLines,
  type FileFormat,
  type FileRecord,
  getRawText,
  measureBytes,
  readRecords,
  type RecordBatch,
  type RecordFault,
} from './import-records.ts'
import type { Rejection, RejectionCode } from './imports.ts'
import type { FieldFault } from './text-fields.ts'

export type ReadRow<T> = { kind: 'row'; row: T } | RejectedRow

export interface RejectedRow {
  kind: 'rejected'
  code: RejectionCode
  /** Names the column; holds no value. */
  reason: string
}

export interface RowReader<T> {
  /** The header of the column that a field of the row came from. */
  nameColumn: (field: string) => string
  /** Records that follow each other with the same key are one row; without it, each is its own. */
  groupKey?: (cells: readonly string[]) => string
  /** One row from the cells of its records. */
  readRow: (cells: readonly (readonly string[])[]) => ReadRow<T>
}

interface BatchRow<T> {
  records: FileRecord[]
  row: T
}

export interface ImportBatch<T> {
  rows: BatchRow<T>[]
  rejections: Rejection[]
  /** Of the file, from the window's start to the next batch. */
  bytes: number
  /** Physical lines in them. */
  lines: number
  /** The rejections of a row that was found wrong later. */
  reject(row: BatchRow<T>, code: RejectionCode, fault: FieldFault): Rejection[]
}

/** `Column "E-mail": Not an email address` */
export function describeFault({ field, message }: FieldFault, nameColumn: (field: string) => string): string {
  return field === '' ? message : `Column "${nameColumn(field)}": ${message}`
}

export interface BatchOptions<T> {
  format: FileFormat
  columns: readonly ImportColumn[]
  reader: RowReader<T>
  /** Physical line at the window's start. */
  line: number
  /** The window reaches to the file's end. */
  isLast: boolean
  maxRecords: number
}

/**
 * The first batch of a window. The same window gives the same batch, so an import that is resumed cuts the file where it would have been cut.
 * Undefined when no whole record, or no whole order, begins the window. Judging some thousand rows takes a while: it is done in steps, between
 * which a caller may let others run.
 */
export function* readBatch<T>(window: Buffer, options: BatchOptions<T>): Generator<void, ImportBatch<T> | undefined> {
  const { format, line, isLast, maxRecords, reader } = options
  const batch = readRecords(window, { format, line, isLast, maxRecords })
  const { groups, rejections, recordsRead } = groupRecords(batch, options, isLast && batch.end === batch.text.length)
  if (recordsRead === 0 && batch.records.length > 0) {
    // One order has more rows than a batch: it is taken whole, with twice as many records, unless the window itself has no more.
    return batch.records.length === maxRecords ? yield* readBatch(window, { ...options, maxRecords: maxRecords * 2 }) : undefined
  }
  const end = recordsRead === batch.records.length ? batch.end : (batch.records[recordsRead - 1]?.end ?? 0)
  if (end === 0) return undefined
  const rows: BatchRow<T>[] = []
  for (const [at, { records, hasGap }] of groups.entries()) {
    if (at % rowsAStep === 0) yield
    const read = hasGap ? unreadableGroup : reader.readRow(records.map(({ fields }) => fields))
    if (read.kind === 'row') {
      // They have been read; a batch is held until it is committed, and its cells would be most of it.
      for (const record of records) record.fields = noFields
      rows.push({ records, row: read.row })
    } else for (const record of records) rejections.push(makeRejection(batch, record, read))
  }
  return {
    rows,
    rejections,
    bytes: measureBytes(batch, end, format),
    lines: countLines(batch.text, 0, end, format.newline),
    reject: ({ records }, code, fault) =>
      records.map((record) => makeRejection(batch, record, { code, reason: describeFault(fault, reader.nameColumn) })),
  }
}

const noFields: string[] = []

// A step takes about two milliseconds.
const rowsAStep = 100

interface GroupedRecords {
  groups: Group[]
  /** Of records that are in no group. */
  rejections: Rejection[]
  /** From the batch's start: all but a last group that may go on after the batch. */
  recordsRead: number
}

function groupRecords<T>(batch: RecordBatch, { columns, reader }: BatchOptions<T>, endsFile: boolean): GroupedRecords {
  const rejections: Rejection[] = []
  const groups: Group[] = []
  let faultyAt = -1
  batch.records.forEach((record, at) => {
    const fault = findFault(record, columns.length)
    if (fault !== undefined) {
      rejections.push(makeRejection(batch, record, fault))
      faultyAt = at
    } else if (!isBlank(record)) addToGroup(groups, { record, at, key: reader.groupKey?.(record.fields), faultyAt })
  })
  const held = reader.groupKey === undefined || endsFile ? undefined : groups.pop()
  const heldLine = held?.records[0]?.line ?? Number.POSITIVE_INFINITY
  return { groups, rejections: rejections.filter(({ line }) => line < heldLine), recordsRead: held?.firstAt ?? batch.records.length }
}

function makeRejection(batch: RecordBatch, record: FileRecord, { code, reason }: Pick<Rejection, 'code' | 'reason'>): Rejection {
  // PostgreSQL keeps no NUL; its picture stands for it.
  return { line: record.line, code, reason, raw: getRawText(batch, record).replaceAll('\0', '␀') }
}

interface Group {
  key: string | undefined
  records: FileRecord[]
  firstAt: number
  lastAt: number
  /** A record that could not be read lies within: it may have been one of these. */
  hasGap: boolean
}

function addToGroup(
  groups: Group[],
  { record, at, key, faultyAt }: { record: FileRecord; at: number; key: string | undefined; faultyAt: number },
): void {
  const last = groups.at(-1)
  if (last === undefined || key === undefined || key === '' || last.key !== key) {
    groups.push({ key, records: [record], firstAt: at, lastAt: at, hasGap: false })
    return
  }
  last.records.push(record)
  last.hasGap ||= faultyAt > last.lastAt
  last.lastAt = at
}

const unreadableGroup: RejectedRow = {
  kind: 'rejected',
  code: 'conflicting_rows',
  reason: 'A row between the rows of this order cannot be read',
}

const faultReasons: Readonly<Record<RecordFault, string>> = {
  invalid_quotes: 'A quote stands where none may: quote the whole value, and double the quotes within it',
  quote_not_closed: 'A quote is opened and never closed',
  record_too_large: 'The row is too large: its values may have 128 KiB in all',
  invalid_encoding: "The row has bytes that are no text in the file's encoding",
  invalid_character: 'The row has a NUL character',
}

/** As spreadsheets leave them below a table: `,,,`. */
function isBlank({ fields }: FileRecord): boolean {
  return fields.every((field) => field === '')
}

function findFault(record: FileRecord, columns: number): Pick<Rejection, 'code' | 'reason'> | undefined {
  const { fault, fields } = record
  if (fault !== undefined) return { code: fault, reason: faultReasons[fault] }
  if (fields.length === columns || isBlank(record)) return undefined
  return { code: 'wrong_column_count', reason: `The row has ${fields.length} values, the header ${columns} columns` }
}
