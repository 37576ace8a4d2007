/**
 * What an export's run asks for. The cursor in the database is the whole state: an attempt that was killed anywhere is gone on with from the last
 * committed page, by any worker, and what it had not committed was not done. Nothing of a customer leaves through an answer or a failure.
 */
import { Context } from '@temporalio/activity'
import { CancelledFailure } from '@temporalio/common'
import type { Pool, Sql } from '../db/client.ts'
import { loadAudienceContext } from '../db/queries/audiences/audience-context.ts'
import { prepareForAudiences } from '../db/queries/audiences/audience-session.ts'
import { selectRuleMembers } from '../db/queries/audiences/compile-rule.ts'
import { readAudience } from '../db/queries/audiences/audiences.ts'
import { appendExportChunk, freezeMembers, listAddressAttributes, readExportPage } from '../db/queries/audiences/export-rows.ts'
import {
  type AudienceExport,
  beginExport,
  deleteExpiredFiles,
  deleteFileOf,
  finishExport,
  lockExport,
} from '../db/queries/audiences/exports.ts'
import { isExportEnded, listExportColumns } from '../domain/audience-exports.ts'
import { formatCsvLine } from '../domain/csv-cells.ts'
import { formatId } from '../domain/ids.ts'
import { keepAlive } from './heartbeat.ts'

/** How far an export has come: counts only. */
export interface ExportSlice {
  /** `ended`: somebody has cancelled it, or it is gone. */
  kind: 'more' | 'finished' | 'ended'
  members: number
  membersDone: number
  rows: number
  /** Milliseconds since 1970: when the file is to be deleted. */
  expiresAt: number
}

export interface AudienceExportDependencies {
  pool: Pool
  now: () => Date
  /** For tests: so many members make a page. */
  membersPerPage?: number
}

// Short enough for an operator to see it move in the Temporal UI, long enough to cost nothing.
const sliceMs = 60_000
const selectionTimeoutMs = 10 * 60_000

export function createAudienceExportActivities({ pool, now, membersPerPage = 5_000 }: AudienceExportDependencies) {
  return {
    /** Keeps who is in the audience now. */
    async selectExportMembers({ exportId }: { exportId: string }): Promise<ExportSlice> {
      return keepAlive(async () => {
        await deleteExpiredFiles(pool, now())
        return pool.begin((sql) => selectMembers(sql, exportId))
      })
    },

    /** Writes rows for a minute, or to the end. */
    async writeExportRows({ exportId }: { exportId: string }): Promise<ExportSlice> {
      const { cancellationSignal } = Context.current()
      return keepAlive(async () => {
        const until = performance.now() + sliceMs
        for (;;) {
          const slice = await pool.begin((sql) => writePage(sql, exportId))
          if (cancellationSignal.aborted) throw new CancelledFailure('The export was cancelled')
          if (slice.kind !== 'more' || performance.now() > until) return slice
        }
      })
    },

    /** Records an end without a file. */
    async endExport({ exportId, status }: { exportId: string; status: 'failed' | 'cancelled' }): Promise<void> {
      await finishExport(pool, { exportId, status, at: now(), ...(status === 'failed' ? { errorCode: 'internal_error' } : {}) })
    },

    /** Its time is over. Whatever the clocks say, this file goes. */
    async deleteExportFile({ exportId }: { exportId: string }): Promise<void> {
      await keepAlive(() => deleteFileOf(pool, exportId, now()))
    },
  }

  async function selectMembers(sql: Sql, exportId: string): Promise<ExportSlice> {
    const job = await lockExport(sql, exportId)
    if (job === undefined || isExportEnded(job.status)) return describe('ended', job)
    if (job.members !== null) return describe('more', job)
    const audience = await readAudience(sql, job.audienceId)
    if (audience === undefined) return describe('ended', job)
    const at = now()
    await prepareForAudiences(sql, { timeoutMs: selectionTimeoutMs })
    const context = await loadAudienceContext(sql, audience.rule, at)
    const members = await freezeMembers(sql, {
      exportId,
      members: selectRuleMembers(sql, audience.rule, context),
      pageSize: membersPerPage,
    })
    const addresses = job.kind === 'postal_list' ? await listAddressAttributes(sql, exportId) : []
    await beginExport(sql, exportId, { members, columns: listExportColumns(job, addresses), at })
    return describe('more', await lockExport(sql, exportId))
  }

  async function writePage(sql: Sql, exportId: string): Promise<ExportSlice> {
    const job = await lockExport(sql, exportId)
    if (job === undefined || isExportEnded(job.status)) return describe(job?.status === 'done' ? 'finished' : 'ended', job)
    const page = await readExportPage(sql, job)
    if (page === undefined) return describe('finished', await finishExport(sql, { exportId, status: 'done', at: now() }))
    const { rows, ...rest } = page
    await appendExportChunk(sql, { exportId, ...rest, rows: rows.length, bytes: formatRows(job, rows) })
    return describe('more', await lockExport(sql, exportId))
  }
}

function formatRows({ columns }: AudienceExport, rows: (string | null)[][]): Buffer {
  const idPlace = columns?.indexOf('customer_id') ?? -1
  let text = ''
  for (const cells of rows) {
    const id = cells[idPlace]
    if (typeof id === 'string') cells[idPlace] = formatId('customer', id)
    text += formatCsvLine(cells)
  }
  return Buffer.from(text)
}

function describe(kind: ExportSlice['kind'], job: AudienceExport | undefined): ExportSlice {
  return {
    kind,
    members: job?.members ?? 0,
    membersDone: job?.membersDone ?? 0,
    rows: job?.rowsWritten ?? 0,
    expiresAt: job?.expiresAt?.getTime() ?? 0,
  }
}
