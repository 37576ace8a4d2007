/** One batch of an import: read from the cursor on, judged without the database, and committed with the cursor's new place in one transaction. */
import { setImmediate } from 'node:timers/promises'
import { ApplicationFailure } from '@temporalio/common'
import type { Pool, Sql } from '../db/client.ts'
import { countSuppressed } from '../db/queries/count-suppressed.ts'
import { keepPeople } from '../db/queries/import-people.ts'
import { insertRejections } from '../db/queries/import-rejections.ts'
import { type RowResult, writeAround, type WrittenRows } from '../db/queries/import-rows.ts'
import { advanceCursor, type Import, type ImportCursor, type ImportRows, lockCursor } from '../db/queries/imports.ts'
import { readSettings } from '../db/queries/settings.ts'
import { runInTransaction } from '../db/transaction.ts'
import { type ImportBatch, readBatch } from '../domain/import-batches.ts'
import { addToReport } from '../domain/import-report.ts'
import { isEnded, type Rejection } from '../domain/imports.ts'
import { rehearse } from './import-dry-run.ts'
import type { FileWindow } from './import-file.ts'
import { createCustomerImporter, createOrderImporter, type RowImporter } from './import-rows.ts'

interface PreparedBatch {
  to: ImportCursor
  /** All of the batch, or nothing. False when the import has ended in the meantime. */
  commit(): Promise<boolean>
}

/** Undefined when the line, or the order, at the cursor is longer than a window. */
export type PrepareBatch = (window: FileWindow, from: ImportCursor) => Promise<PreparedBatch | undefined>

export async function createBatchPreparer(pool: Pool, job: Import, recordsPerBatch: number): Promise<PrepareBatch> {
  const { value: store } = await readSettings(pool, 'store')
  return job.kind === 'customers'
    ? makePreparer(pool, job, { importer: createCustomerImporter(job, store), recordsPerBatch })
    : makePreparer(pool, job, { importer: createOrderImporter(job, store), recordsPerBatch })
}

function makePreparer<T>(
  pool: Pool,
  job: Import,
  { importer, recordsPerBatch }: { importer: RowImporter<T>; recordsPerBatch: number },
): PrepareBatch {
  const { id, format, columns, options } = job
  if (format === null || columns === null) throw ApplicationFailure.nonRetryable('The import was never started', 'import_not_started')
  return async ({ bytes, isLast }, from) => {
    const { reader } = importer
    const steps = readBatch(bytes, { format, columns, reader, line: from.linesDone + 1, isLast, maxRecords: recordsPerBatch })
    const batch = await runSteps(steps)
    if (batch === undefined) return undefined
    const to = { bytesDone: from.bytesDone + batch.bytes, linesDone: from.linesDone + batch.lines }
    const rows = batch.rows.map(({ row }) => row)
    const write = (sql: Sql) => writeAround(sql, rows, importer.write)
    return {
      to,
      commit: () =>
        runInTransaction(pool, async (sql) => {
          // A commit that a crash takes back takes the cursor back with it: the batch is done again.
          await sql`SET LOCAL synchronous_commit = off`
          const cursor = await lockCursor(sql, id)
          if (cursor === undefined || isEnded(cursor.status)) return false
          if (cursor.bytesDone !== from.bytesDone) throw ApplicationFailure.retryable('Another worker has moved the cursor', 'cursor_moved')
          const written =
            options.isDryRun === true
              ? await rehearse(sql, { importId: id, position: from.bytesDone, batch, importer, write })
              : await write(sql)
          if (options.isDryRun !== true) await keepPeople(sql, { importId: id, kind: job.kind, before: cursor.rows }, written)
          const rejections = [...batch.rejections, ...rejectLate(batch, written.results)]
          await insertRejections(sql, id, rejections)
          const report = addToReport(cursor.report, {
            rejections,
            consents: written.consents,
            suppressed: await countSuppressed(sql, listPermissions(written)),
            orders: job.kind === 'orders' ? { written: written.orders, customersMade: written.customersMade } : undefined,
            at: importer.at,
          })
          await advanceCursor(sql, id, { to, rows: countRows(written.results, rejections.length), report })
          return true
        }),
    }
  }
}

/** Addresses that the batch says may be written to. */
function listPermissions({ customers }: WrittenRows): { channel: 'email' | 'sms'; address: string }[] {
  return customers.flatMap(({ consents, email, phone }) => [
    ...(consents?.email?.status === 'subscribed' && email ? [{ channel: 'email' as const, address: email }] : []),
    ...(consents?.sms?.status === 'subscribed' && phone ? [{ channel: 'sms' as const, address: phone }] : []),
  ])
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
