/** One batch of an import: read from the cursor on, judged without the database, and committed with the cursor's new place in one transaction. */
import { setImmediate } from 'node:timers/promises'
import { ApplicationFailure } from '@temporalio/common'
import type { Pool, Sql } from '../db/client.ts'
import { insertRejections } from '../db/queries/import-rejections.ts'
import { type RowResult, tryOut, writeAround, writeImportedCustomers, writeImportedOrders } from '../db/queries/import-rows.ts'
import { advanceCursor, type Import, type ImportCursor, type ImportRows, lockCursor } from '../db/queries/imports.ts'
import { readSettings } from '../db/queries/settings.ts'
import { runInTransaction } from '../db/transaction.ts'
import { type ImportBatch, readBatch, type RowReader } from '../domain/import-batches.ts'
import { createCustomerReader } from '../domain/import-customers.ts'
import { createOrderReader } from '../domain/import-orders.ts'
import { isEnded, type Rejection } from '../domain/imports.ts'
import type { FileWindow } from './import-file.ts'

interface PreparedBatch {
  to: ImportCursor
  /** All of the batch, or nothing. False when the import has ended in the meantime. */
  commit(): Promise<boolean>
}

/** Undefined when the line, or the order, at the cursor is longer than a window. */
export type PrepareBatch = (window: FileWindow, from: ImportCursor) => Promise<PreparedBatch | undefined>

export async function createBatchPreparer(pool: Pool, job: Import, recordsPerBatch: number): Promise<PrepareBatch> {
  const { value: store } = await readSettings(pool, 'store')
  const { options } = job
  // The same for every attempt, so that a statement of consent that is read twice is the same statement.
  const at = job.startedAt ?? job.createdAt
  const timeZone = options.timeZone ?? store.timeZone
  const columns = job.columns ?? []
  if (job.kind === 'customers') {
    const reader = createCustomerReader(columns, { defaultCountry: store.country, at, timeZone, options })
    return makePreparer(pool, job, { reader, recordsPerBatch, write: (sql, rows) => writeImportedCustomers(sql, rows, { at }) })
  }
  const reader = createOrderReader(columns, { currency: options.currency ?? store.currency, timeZone, options })
  const createCustomers = options.createCustomers === true
  return makePreparer(pool, job, { reader, recordsPerBatch, write: (sql, rows) => writeImportedOrders(sql, rows, { at, createCustomers }) })
}

interface Writing<T> {
  reader: RowReader<T>
  write: (sql: Sql, rows: readonly T[]) => Promise<RowResult[]>
  recordsPerBatch: number
}

function makePreparer<T>(
  pool: Pool,
  { id, format, columns, options }: Import,
  { reader, write, recordsPerBatch }: Writing<T>,
): PrepareBatch {
  if (format === null || columns === null) throw ApplicationFailure.nonRetryable('The import was never started', 'import_not_started')
  return async ({ bytes, isLast }, from) => {
    const steps = readBatch(bytes, { format, columns, reader, line: from.linesDone + 1, isLast, maxRecords: recordsPerBatch })
    const batch = await runSteps(steps)
    if (batch === undefined) return undefined
    const to = { bytesDone: from.bytesDone + batch.bytes, linesDone: from.linesDone + batch.lines }
    const writeBatch = (sql: Sql) =>
      writeAround(
        sql,
        batch.rows.map(({ row }) => row),
        write,
      )
    return {
      to,
      commit: () =>
        runInTransaction(pool, async (sql) => {
          const cursor = await lockCursor(sql, id)
          if (cursor === undefined || isEnded(cursor.status)) return false
          if (cursor.bytesDone !== from.bytesDone) throw ApplicationFailure.retryable('Another worker has moved the cursor', 'cursor_moved')
          const results = await (options.isDryRun === true ? tryOut(sql, writeBatch) : writeBatch(sql))
          const rejections = [...batch.rejections, ...rejectLate(batch, results)]
          await insertRejections(sql, id, rejections)
          await advanceCursor(sql, id, to, countRows(results, rejections.length))
          return true
        }),
    }
  }
}

function rejectLate<T>({ rows, reject }: ImportBatch<T>, results: readonly RowResult[]): Rejection[] {
  return rows.flatMap((row, at) => {
    const result = results[at]
    return result?.status === 'rejected' ? reject(row, result.code, result.fault) : []
  })
}

/** A row over which a later one of the same batch was laid counts as updated: the later one created it, or will have. */
function countRows(results: readonly RowResult[], rejected: number): ImportRows {
  const rows: ImportRows = { created: 0, updated: 0, unchanged: 0, rejected }
  for (const result of results) {
    if (result.status === 'rejected') continue
    rows[result.isSuperseded && result.status === 'created' ? 'updated' : result.status] += 1
  }
  return rows
}

/** The batch before is being committed at the same time: its statements must not wait until all of this one has been judged. */
async function runSteps<Result>(steps: Generator<void, Result>): Promise<Result> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await setImmediate()
  }
}
