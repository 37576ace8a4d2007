/**
 * One file into customers or orders. The cursor and the counts are in the database and move together; the run only sees to it that somebody works
 * until the end is reached, and that the end is recorded. Cancelled, it keeps the rows that are in and says so.
 */
import { CancellationScope, isCancellation, setCurrentDetails, setHandler, upsertSearchAttributes } from '@temporalio/workflow'
import type { ImportSlice } from '../activities/imports.ts'
import type { ImportErrorCode } from '../domain/imports.ts'
import { getImportProgress, type ImportInput, type ImportRunProgress } from './import-messages.ts'
import { inBulk } from './proxies.ts'

async function runImport({ importId }: ImportInput): Promise<ImportRunProgress> {
  const progress: ImportRunProgress = {
    stage: 'importing',
    bytesTotal: 0,
    bytesDone: 0,
    rows: { created: 0, updated: 0, unchanged: 0, rejected: 0 },
  }
  setHandler(getImportProgress, () => progress)

  try {
    const slice = await importAll()
    if (slice.kind === 'row_too_long') return await end('failed', 'row_too_long')
    if (slice.kind === 'ended') return await end('cancelled')
    if (slice.changesSegments) await refreshSegments()
    return await end('done')
  } catch (error) {
    const isCancelled = isCancellation(error)
    await CancellationScope.nonCancellable(() => (isCancelled ? end('cancelled') : end('failed', 'internal_error')))
    throw error
  }

  async function importAll(): Promise<ImportSlice> {
    enter('importing')
    for (;;) {
      const slice = await inBulk.importRows.executeWithOptions({ summary: `rows from byte ${progress.bytesDone} on` }, [{ importId }])
      progress.bytesTotal = slice.bytesTotal
      progress.bytesDone = slice.bytesDone
      progress.rows = slice.rows
      enter('importing')
      if (slice.kind !== 'more') return slice
    }
  }

  /** An import's orders are scored once, after the last of them. */
  async function refreshSegments(): Promise<void> {
    enter('refreshing_segments')
    await inBulk.refreshSegments.executeWithOptions({ summary: 'segments follow the new orders' }, [])
  }

  async function end(status: 'done' | 'failed' | 'cancelled', errorCode?: ImportErrorCode): Promise<ImportRunProgress> {
    enter('ending')
    const ended = await inBulk.endImport.executeWithOptions({ summary: `the import is ${status}` }, [
      { importId, status, ...(errorCode && { errorCode }) },
    ])
    progress.bytesDone = ended.bytesDone
    progress.rows = ended.rows
    // Whatever came in before it was stopped counts as well.
    if (status !== 'done' && ended.changesSegments) await refreshSegments()
    enter(status)
    return progress
  }

  function enter(stage: ImportRunProgress['stage']): void {
    if (progress.stage !== stage) upsertSearchAttributes({ RegularsStage: [stage] })
    progress.stage = stage
    const { rows, bytesDone, bytesTotal } = progress
    const share = bytesTotal === 0 ? 0 : Math.floor((bytesDone / bytesTotal) * 100)
    setCurrentDetails(
      `${share} % read: ${rows.created} created, ${rows.updated} updated, ${rows.unchanged} unchanged, ${rows.rejected} rejected`,
    )
  }
}

// The workflow's type is the word that operators know; the language keeps it for itself, but not as a name of an export.
export { runImport as import }
