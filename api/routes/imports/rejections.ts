/** Rows of an import to look at: those that it did not take, as a list and as a file, and a dry run's examples. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify'
import { stringify as formatCsv } from 'csv-stringify/sync'
import type { Response } from 'express'
import { z } from 'zod'
import { listRejections } from '../../../db/queries/import-rejections.ts'
import { listSamples } from '../../../db/queries/import-samples.ts'
import type { Import } from '../../../db/queries/imports.ts'
import type { Pool } from '../../../db/client.ts'
import { rejectedBecause } from '../../../domain/import-columns.ts'
import { type Rejection, rejectionCodes } from '../../../domain/imports.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { defineRoute, streamed } from '../../http/routes.ts'
import { idParams } from '../../schemas/ids.ts'
import { importSampleSchema, rejectionSchema } from '../../schemas/imports.ts'
import { viewRejection } from '../../views/imports.ts'
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
    query: z.strictObject({ ...pageQuery, code: z.enum(rejectionCodes).optional() }),
    response: pageOf(rejectionSchema),
    async handler({ params: { id }, query, sql }) {
      const job = await findImport(sql, id)
      const limit = query.limit ?? defaultLimit
      const [afterLine] = decodeCursor(z.tuple([z.int().min(0)]), query.cursor) ?? []
      const rows = await listRejections(sql, {
        importId: id,
        code: query.code,
        ...(afterLine === undefined ? {} : { afterLine }),
        limit: limit + 1,
      })
      return makePage(
        rows,
        limit,
        (row) => viewRejection(row, job),
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
      return sendCsv(response, 'rejections.csv', Readable.from(readRejections(pool, id)).pipe(stringify()))
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/imports/{id}/rejected-rows.csv',
    tag,
    summary: "The rows that were rejected as they stand in the file, under the file's own header, to be mended and imported again",
    description: `Before each row stands why it was rejected, in a column \`${rejectedBecause}\` that imports ignore. In UTF-8, with the file's own delimiter.`,
    scope: 'imports:read',
    params,
    streamTypes: ['text/csv'],
    async handler({ params: { id }, sql, pool, http: { response } }): Promise<typeof streamed> {
      const job = await findImport(sql, id)
      return sendCsv(response, 'rejected-rows.csv', Readable.from(readMendableRows(pool, job)))
    },
  }),
]

async function sendCsv(response: Response, fileName: string, rows: Readable): Promise<typeof streamed> {
  response.set({
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${fileName}"`,
    'Cache-Control': 'no-store',
  })
  await pipeline(rows, response).catch((error: unknown) => {
    // The client has gone.
    if (!response.destroyed) throw error
  })
  return streamed
}

async function* readRejections(pool: Pool, importId: string): AsyncGenerator<(string | number)[]> {
  yield ['line', 'code', 'reason', 'row']
  for await (const { line, code, reason, raw } of readAll(pool, importId)) yield [line, code, reason, raw]
}

/** Spreadsheets take a file with a byte order mark for UTF-8, and another one for whatever they like. */
async function* readMendableRows(pool: Pool, { id, columns, format }: Import): AsyncGenerator<string> {
  const delimiter = format?.delimiter ?? ','
  yield `\uFEFF${formatRow([rejectedBecause, ...(columns ?? []).map(({ header }) => header)], { delimiter })}`
  for await (const { line, reason, raw } of readAll(pool, id)) {
    if (raw !== erased) yield `${formatRow([`Line ${line}: ${reason}`], { delimiter, record_delimiter: delimiter })}${raw}\n`
  }
}

/** What an erased customer's row says instead. */
const erased = '(erased)'

async function* readAll(pool: Pool, importId: string): AsyncGenerator<Rejection> {
  for (let afterLine = 0; ;) {
    const rows = await listRejections(pool, { importId, afterLine, limit: rowsAtOnce })
    yield* rows
    const last = rows.at(-1)
    if (last === undefined) return
    afterLine = last.line
  }
}

function formatRow(cells: string[], options: { delimiter: string; record_delimiter?: string }): string {
  return formatCsv([cells], options)
}
