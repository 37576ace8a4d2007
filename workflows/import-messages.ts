/** What an import's run takes and can be asked. Counts and ids only. */
import { defineQuery } from '@temporalio/workflow'

export interface ImportInput {
  /** UUID. */
  importId: string
}

export interface ImportRunProgress {
  stage: 'importing' | 'refreshing_segments' | 'ending' | 'done' | 'failed' | 'cancelled'
  bytesTotal: number
  bytesDone: number
  rows: { created: number; updated: number; unchanged: number; rejected: number }
}

/** As of the latest step; the database has it to the batch. */
export const getImportProgress = defineQuery<ImportRunProgress>('getImportProgress')
