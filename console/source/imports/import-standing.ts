/** How an import stands, told apart where its status alone does not. */
import { importStatuses } from '../words/imports.ts'
import type { Tone } from '../words/outcomes.ts'
import type { ImportJob } from './import-queries.ts'

export function describeStanding(
  job: Pick<ImportJob, 'status' | 'isDryRun' | 'repeatedBy' | 'rows' | 'startedAt' | 'bytesTotal' | 'fileBytes'>,
): {
  label: string
  tone: Tone
} {
  if (job.status === 'uploading' && isIncomplete(job)) return { label: 'Not all uploaded', tone: 'warn' }
  if (job.status === 'cancelled' && job.startedAt === null) return { label: 'Given up', tone: 'quiet' }
  if (job.status === 'done' && job.isDryRun)
    return { label: job.repeatedBy === null ? 'Tried out, not imported' : 'Tried out', tone: 'quiet' }
  if (job.status === 'done' && job.rows.rejected > 0) return { label: 'Done, some refused', tone: 'warn' }
  return importStatuses[job.status]
}

export function isIncomplete({ bytesTotal, fileBytes }: Pick<ImportJob, 'bytesTotal' | 'fileBytes'>): boolean {
  return bytesTotal === 0 || (fileBytes !== null && bytesTotal < fileBytes)
}
