/** Lists of an audience's customers as CSV files: a run writes them, and they are kept for a day. */
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { z } from 'zod'
import {
  type AudienceExport,
  countOpenExports,
  deleteExport,
  finishExport,
  listExports,
  queueExport,
  readExport,
  readNextChunk,
} from '../../../db/queries/audiences/exports.ts'
import type { Pool, Sql } from '../../../db/client.ts'
import { deleteOutboxRows } from '../../../db/queries/outbox.ts'
import { formatCsvLine } from '../../../domain/csv-cells.ts'
import { cancelAudienceExportRun, startAudienceExport } from '../../../workflows/clients/start-audience-export.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute, type RouteRequest, streamed } from '../../http/routes.ts'
import { audienceExportSchema, newExportSchema } from '../../schemas/audience-exports.ts'
import { idOf, idParams } from '../../schemas/ids.ts'
import { viewExport } from '../../views/audiences.ts'
import { findAudience } from './saved.ts'

const tag = 'Audiences'
const params = idParams('audienceExport')
const temporalTimeoutMs = 5_000
const mostOpenExports = 20

export const exportRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/audiences/{id}/exports',
    tag,
    summary: 'Write a list of an audience’s customers as a CSV file',
    description:
      'Members are those of the moment at which the export begins; whether they may be written to is asked when their row is written. The file holds personal data that an erasure does not reach into: it is deleted a day after the export began, or with `DELETE`.',
    scope: 'customers:read',
    idempotencyKey: 'optional',
    params: idParams('audience'),
    body: newExportSchema,
    status: 202,
    response: audienceExportSchema,
    async handler({ params: { id }, body, sql, pool, at, afterCommit, logger, dependencies: { temporal, config } }) {
      const { archivedAt } = await findAudience(sql, id)
      if (archivedAt !== null) throw new Problem('audience_archived')
      if ((await countOpenExports(sql)) >= mostOpenExports) throw new Problem('too_many_exports')
      const { job, outboxId } = await queueExport(sql, { audienceId: id, ...body })
      afterCommit(async () => {
        if (temporal === undefined) return
        try {
          await temporal.withDeadline(Date.now() + temporalTimeoutMs, () => startAudienceExport(temporal, { exportId: job.id }))
          await deleteOutboxRows(pool, [outboxId])
        } catch {
          // The outbox's relay starts it as soon as Temporal is back.
          logger.warn({ event: 'export_start_postponed', exportId: job.id })
        }
      })
      return viewExport(job, at, config.temporal)
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/exports',
    tag,
    summary: 'List exports of audiences, newest first',
    scope: 'audiences:read',
    query: z.strictObject({ ...pageQuery, audienceId: idOf('audience').optional() }),
    response: pageOf(audienceExportSchema),
    async handler({ query: { limit = defaultLimit, cursor, audienceId }, sql, at, dependencies: { config } }) {
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const rows = await listExports(sql, { audienceId, before, limit: limit + 1 })
      return makePage(
        rows,
        limit,
        (row) => viewExport(row, at, config.temporal),
        (row) => [row.id],
      )
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/exports/{id}',
    tag,
    summary: 'Read an export and how far it is',
    scope: 'audiences:read',
    params,
    response: audienceExportSchema,
    async handler({ params: { id }, sql, at, dependencies: { config } }) {
      return viewExport(await findExport(sql, id), at, config.temporal)
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/exports/{id}/file.csv',
    tag,
    summary: 'Download the file of an export',
    description:
      'UTF-8, lines end with CRLF (RFC 4180). `bom=true` puts a byte order mark first, which spreadsheets want. A cell that a spreadsheet would take for a formula has an apostrophe before it; that includes phone numbers, as they begin with `+`.',
    scope: 'customers:read',
    params,
    query: z.strictObject({ bom: z.enum(['true', 'false']).optional() }),
    streamTypes: ['text/csv'],
    async handler({ params: { id }, query, sql, pool, at, http: { response } }): Promise<typeof streamed> {
      const job = await findExport(sql, id)
      if (job.expiresAt !== null && job.expiresAt <= at && job.status === 'done') throw new Problem('export_expired')
      if (job.status !== 'done') throw new Problem('export_not_ready', { detail: `The export is ${job.status}.` })
      const header = Buffer.from((query.bom === 'true' ? '\uFEFF' : '') + formatCsvLine(job.columns ?? []))
      response.set({
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Length': String(header.length + job.bytesWritten),
        'Content-Disposition': `attachment; filename="${job.kind.replaceAll('_', '-')}.csv"`,
        'Cache-Control': 'no-store',
      })
      await pipeline(Readable.from(readFile(pool, job.id, header)), response).catch((error: unknown) => {
        // The client has gone.
        if (!response.destroyed) throw error
      })
      return streamed
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/exports/{id}/cancel',
    tag,
    summary: 'Stop an export for good; what was written goes',
    scope: 'audiences:write',
    params,
    body: z.strictObject({}),
    response: audienceExportSchema,
    async handler(request) {
      const { params, sql, at, dependencies } = request
      // From this statement on no page commits; the run only learns of it.
      const job = await finishExport(sql, { exportId: params.id, status: 'cancelled', at })
      if (job === undefined) throw new Problem('not_found')
      if (job.status !== 'cancelled') throw new Problem('export_ended', { detail: `The export is ${job.status}.` })
      stopRun(request, job.id)
      return viewExport(job, at, dependencies.config.temporal)
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/exports/{id}',
    tag,
    summary: 'Delete an export with its file, whether it has ended or not',
    scope: 'audiences:write',
    params,
    async handler(request) {
      const { id } = request.params
      if (!(await deleteExport(request.sql, id))) throw new Problem('not_found')
      stopRun(request, id)
    },
  }),
]

/** @throws Problem 404 */
async function findExport(sql: Sql, id: string): Promise<AudienceExport> {
  const job = await readExport(sql, id)
  if (job === undefined) throw new Problem('not_found')
  return job
}

function stopRun(
  { afterCommit, dependencies: { temporal } }: Pick<RouteRequest<unknown, unknown, unknown>, 'afterCommit' | 'dependencies'>,
  exportId: string,
) {
  afterCommit(async () => {
    // A run that was never started finds the export ended when it is.
    await temporal
      ?.withDeadline(Date.now() + temporalTimeoutMs, () => cancelAudienceExportRun(temporal, { exportId }))
      .catch(() => undefined)
  })
}

async function* readFile(pool: Pool, exportId: string, header: Buffer): AsyncGenerator<Buffer> {
  yield header
  for (let page = -1; ;) {
    const chunk = await readNextChunk(pool, exportId, page)
    if (chunk === undefined) return
    yield chunk.bytes
    page = chunk.page
  }
}
