/**
 * What an import's run asks for. The cursor in the database is the whole state: an attempt that was killed anywhere is gone on with from the last
 * committed batch, by any worker, and what it had not committed was not done.
 */
import { Context } from '@temporalio/activity'
import { ApplicationFailure, CancelledFailure } from '@temporalio/common'
import type { Pool } from '../db/client.ts'
import { refreshStatistics } from '../db/queries/import-statistics.ts'
import { readBytesFrom } from '../db/queries/import-chunks.ts'
import { deleteOldFiles } from '../db/queries/import-files.ts'
import { deleteOldRejections } from '../db/queries/import-rejections.ts'
import { cancelAbandonedUploads, finishImport, type Import, type ImportRows, markImportRunning, readImport } from '../db/queries/imports.ts'
import { type ImportErrorCode, isEnded } from '../domain/imports.ts'
import { keepAlive } from './heartbeat.ts'
import { createBatchPreparer } from './import-batch.ts'
import { createFileReader } from './import-file.ts'

/** How far a run has come: counts only. */
export interface ImportProgress {
  bytesTotal: number
  bytesDone: number
  rows: ImportRows
  /** Orders have come in. */
  changesSegments: boolean
}

export interface ImportSlice extends ImportProgress {
  /** `ended`: somebody has cancelled it. */
  kind: 'more' | 'finished' | 'ended' | 'row_too_long'
}

export interface ImportActivityDependencies {
  pool: Pool
  /** For tests: so many make a batch. */
  recordsPerBatch?: number
}

// Short enough for an operator to see it move in the Temporal UI, long enough to cost nothing.
const sliceMs = 60_000

export function createImportActivities({ pool, recordsPerBatch = 5_000 }: ImportActivityDependencies) {
  return {
    /** Imports rows for a minute, or to the file's end. */
    async importRows({ importId }: { importId: string }): Promise<ImportSlice> {
      return keepAlive(async () => {
        const job = await requireImport(importId)
        if (isEnded(job.status)) return describeSlice('ended', job)
        await markImportRunning(pool, importId)
        const kind = await importBatches(pool, job, recordsPerBatch)
        const slice = describeSlice(kind, await requireImport(importId))
        // Whoever asks next, the segments first, must not plan with the sizes of before.
        if (kind !== 'more') await refreshStatistics(pool, job.kind)
        return slice
      })
    },

    /** Records the end; the file goes. */
    async endImport({
      importId,
      status,
      errorCode,
    }: {
      importId: string
      status: 'done' | 'failed' | 'cancelled'
      errorCode?: ImportErrorCode
    }): Promise<ImportProgress> {
      return keepAlive(async () => {
        const job = await requireImport(importId)
        const ended = await finishImport(pool, { importId, status, ...(errorCode === undefined ? {} : { errorCode }) })
        await deleteOldRejections(pool)
        await deleteOldFiles(pool)
        await cancelAbandonedUploads(pool)
        return describe(ended ?? job)
      })
    },
  }

  async function requireImport(importId: string): Promise<Import> {
    const job = await readImport(pool, importId)
    if (job === undefined) throw ApplicationFailure.nonRetryable('The import does not exist', 'import_not_found', { importId })
    return job
  }
}

/** While a batch commits, the next one is read and judged. */
async function importBatches(pool: Pool, job: Import, recordsPerBatch: number): Promise<ImportSlice['kind']> {
  const { cancellationSignal } = Context.current()
  const prepare = await createBatchPreparer(pool, job, recordsPerBatch)
  const readWindow = createFileReader((offset) => readBytesFrom(pool, job.id, offset), job.bytesTotal)
  const until = performance.now() + sliceMs
  let cursor = { bytesDone: job.bytesDone, linesDone: job.linesDone }
  let committed = Promise.resolve(true)
  try {
    while (cursor.bytesDone < job.bytesTotal) {
      const prepared = await prepare(await readWindow(cursor.bytesDone), cursor)
      if (!(await committed)) return 'ended'
      if (prepared === undefined) return 'row_too_long'
      if (cancellationSignal.aborted) throw new CancelledFailure('The import was cancelled')
      if (performance.now() > until) return 'more'
      committed = prepared.commit()
      // Looked at above, one turn later.
      committed.catch(() => undefined)
      cursor = prepared.to
    }
    return (await committed) ? 'finished' : 'ended'
  } finally {
    // Nothing of this attempt goes on once it has ended.
    await committed.catch(() => undefined)
  }
}

function describeSlice(kind: ImportSlice['kind'], job: Import): ImportSlice {
  return { ...describe(job), kind }
}

function describe({ kind, options, bytesTotal, bytesDone, rows }: Import): ImportProgress {
  const hasWritten = rows.created + rows.updated > 0 && options.isDryRun !== true
  return { bytesTotal, bytesDone, rows, changesSegments: kind === 'orders' && hasWritten }
}
