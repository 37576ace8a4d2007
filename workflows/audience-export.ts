/**
 * A list of an audience's customers as a file. Who is a member is kept first; then somebody works until every page of members is in the file, and goes
 * on where another worker stopped. The run ends when the file is deleted: a day after it began, or when it is cancelled.
 */
import { CancellationScope, isCancellation, setCurrentDetails, setHandler, upsertSearchAttributes } from '@temporalio/workflow'
import type { ExportSlice } from '../activities/audience-exports.ts'
import { type AudienceExportInput, type AudienceExportProgress, getExportProgress } from './audience-messages.ts'
import { inBulk } from './proxies.ts'
import { waitUntil } from './waiting.ts'

export async function audienceExport({ exportId }: AudienceExportInput): Promise<AudienceExportProgress> {
  const progress: AudienceExportProgress = { stage: 'selecting', members: 0, membersDone: 0, rows: 0 }
  setHandler(getExportProgress, () => progress)

  try {
    const expiresAt = await writeFile()
    if (expiresAt === undefined) return await end('cancelled')
    enter('keeping')
    await waitUntil(expiresAt, 'the file is kept for a day', () => false)
    return await deleteFile()
  } catch (error) {
    const isCancelled = isCancellation(error)
    // A file that is there is no longer wanted; one that is not is not to come.
    await CancellationScope.nonCancellable(() => (progress.stage === 'keeping' ? deleteFile() : end(isCancelled ? 'cancelled' : 'failed')))
    throw error
  }

  /** When the file is to be deleted; undefined when somebody has cancelled the export. */
  async function writeFile(): Promise<number | undefined> {
    let slice = await inBulk.selectExportMembers.executeWithOptions({ summary: 'who is in the audience' }, [{ exportId }])
    while (follow(slice) && slice.kind === 'more') {
      slice = await inBulk.writeExportRows.executeWithOptions(
        { summary: `rows from member ${progress.membersDone} of ${progress.members} on` },
        [{ exportId }],
      )
    }
    return slice.kind === 'ended' ? undefined : slice.expiresAt
  }

  function follow(slice: ExportSlice): true {
    progress.members = slice.members
    progress.membersDone = slice.membersDone
    progress.rows = slice.rows
    enter('writing')
    return true
  }

  async function deleteFile(): Promise<AudienceExportProgress> {
    await inBulk.deleteExportFile.executeWithOptions({ summary: 'the file goes' }, [{ exportId }])
    enter('deleted')
    return progress
  }

  async function end(stage: 'failed' | 'cancelled'): Promise<AudienceExportProgress> {
    await inBulk.endExport.executeWithOptions({ summary: `the export is ${stage}` }, [{ exportId, status: stage }])
    enter(stage)
    return progress
  }

  function enter(stage: AudienceExportProgress['stage']): void {
    if (progress.stage !== stage) upsertSearchAttributes({ RegularsStage: [stage] })
    progress.stage = stage
    const { members, membersDone, rows } = progress
    setCurrentDetails(`${stage}: ${membersDone} of ${members} members read, ${rows} on the list`)
  }
}
