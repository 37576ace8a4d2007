/** Rows of an import to look at: those that it did not take, as a list and as a file, and a dry run's examples. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify'
import { z } from 'zod'
import { listRejections } from '../../../db/queries/import-rejections.ts'
import { listSamples } from '../../../db/queries/import-samples.ts'
import type { Pool } from '../../../db/client.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { defineRoute, streamed } from '../../http/routes.ts'
import { idParams } from '../../schemas/ids.ts'
import { importSampleSchema, rejectionSchema } from '../../schemas/imports.ts'
import { findImport } from './runs.ts'

const tag = 'Imports'
const params = idParams('import')
const rowsAtOnce = 1000

export const rejectionRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/imports/{id}/rejections',
    tag,
    summary: "List the rows that were rejected, in the file's order",
    description: 'Kept for thirty days after the import has ended.',
    scope: 'imports:read',
    params,
    query: z.strictObject(pageQuery),
    response: pageOf(rejectionSchema),
    async handler({ params: { id }, query, sql }) {
      await findImport(sql, id)
      const limit = query.limit ?? defaultLimit
      const [afterLine] = decodeCursor(z.tuple([z.int().min(0)]), query.cursor) ?? []
      const rows = await listRejections(sql, { importId: id, ...(afterLine === undefined ? {} : { afterLine }), limit: limit + 1 })
      return makePage(
        rows,
        limit,
        (row) => ({ ...row }),
        (row) => [row.line],
      )
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/imports/{id}/samples',
    tag,
    summary: "A dry run's first rows that would be created or updated, before and after",
    description: 'Up to five of each. Kept for thirty days after the dry run has ended.',
    scope: 'imports:read',
    params,
    response: z.strictObject({ data: z.array(importSampleSchema) }),
    async handler({ params: { id }, sql }) {
      await findImport(sql, id)
      return { data: (await listSamples(sql, id)).map((sample) => ({ ...sample })) }
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/imports/{id}/rejections.csv',
    tag,
    summary: 'The rows that were rejected, as a CSV file: line, code, reason, row',
    scope: 'imports:read',
    params,
    streamTypes: ['text/csv'],
    async handler({ params: { id }, sql, pool, http: { response } }): Promise<typeof streamed> {
      await findImport(sql, id)
      response.set({
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': 'attachment; filename="rejections.csv"',
        'Cache-Control': 'no-store',
      })
      await pipeline(Readable.from(readRejections(pool, id)), stringify(), response).catch((error: unknown) => {
        // The client has gone.
        if (!response.destroyed) throw error
      })
      return streamed
    },
  }),
]

async function* readRejections(pool: Pool, importId: string): AsyncGenerator<(string | number)[]> {
  yield ['line', 'code', 'reason', 'row']
  for (let afterLine = 0; ;) {
    const rows = await listRejections(pool, { importId, afterLine, limit: rowsAtOnce })
    for (const { line, code, reason, raw } of rows) yield [line, code, reason, raw]
    const last = rows.at(-1)
    if (last === undefined) return
    afterLine = last.line
  }
}
