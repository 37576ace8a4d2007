/** A file comes in: in chunks, which may be sent again, or in one request. */
import { z } from 'zod'
import { appendChunk } from '../../../db/queries/import-chunks.ts'
import { createImport, finishImport, readImport } from '../../../db/queries/imports.ts'
import { importKinds } from '../../../domain/imports.ts'
import { startUploaded } from '../../imports/start.ts'
import { assertAppended, maxChunkBytes, readChunk, storeBody } from '../../imports/upload.ts'
import { Problem } from '../../http/problems.ts'
import { Answer, defineRoute, type RouteRequest } from '../../http/routes.ts'
import { parseOrRefuse } from '../../http/validation.ts'
import { idOf, idParams } from '../../schemas/ids.ts'
import { importDraftSchema, importOptionsSchema, importSchema, importStartSchema } from '../../schemas/imports.ts'
import { viewImport } from '../../views/imports.ts'

const tag = 'Imports'

const oneShotQuery = z.strictObject({
  kind: z.enum(importKinds).optional().meta({ description: 'With a text/csv body: what the file holds.' }),
  fileName: z.string().trim().min(1).max(255).optional().meta({ description: 'With a text/csv body.' }),
  options: z.string().max(20_000).optional().meta({ description: 'With a text/csv body: ImportOptions as JSON.' }),
})

export const uploadRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/imports',
    tag,
    summary: 'Make an import, or import a CSV file in one request',
    description:
      'With a JSON body: makes an import that waits for its file, in chunks, and for its start (201). With a `text/csv` body of any size and `kind` in the query: takes the file and starts (202).',
    scope: 'imports:write',
    idempotencyKey: 'optional',
    query: oneShotQuery,
    body: importDraftSchema,
    rawBodyTypes: ['text/csv'],
    status: 201,
    otherStatuses: [202],
    response: importSchema,
    async handler(request) {
      const { body, sql, dependencies } = request
      // Undefined for a text/csv body, which is read here.
      if ((body as typeof body | undefined) === undefined) return importBody(request)
      const job = await createImport(sql, {
        kind: body.kind,
        fileName: body.fileName,
        options: body.options ?? {},
        fileBytes: body.fileBytes,
      })
      return viewImport(job, dependencies.config.temporal)
    },
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/imports/{id}/chunks/{position}',
    tag,
    summary: 'Add the next bytes of the file',
    description: `\`position\` is the byte at which the chunk begins: \`bytesTotal\` of the import so far. At most ${maxChunkBytes} bytes. The same chunk may be sent again.`,
    scope: 'imports:write',
    params: z.strictObject({
      id: idOf('import'),
      position: z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
    }),
    rawBodyTypes: ['application/octet-stream'],
    response: z.strictObject({ bytesTotal: z.int().meta({ description: 'Where the next chunk belongs.' }) }),
    async handler({ params: { id, position }, sql, http }) {
      const bytes = await readChunk(http.request)
      return { bytesTotal: assertAppended(await appendChunk(sql, { importId: id, position, bytes })) }
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/imports/{id}/start',
    tag,
    summary: 'Start the import of a file that is all there',
    description:
      'Reads the header: a column that could mean two things is a 422, and the import can be started again with a mapping. An import that was started already is shown as it is.',
    scope: 'imports:write',
    idempotencyKey: 'optional',
    params: idParams('import'),
    body: importStartSchema,
    status: 202,
    response: importSchema,
    async handler(request) {
      const { params, body, sql, dependencies } = request
      const job = await readImport(sql, params.id)
      if (job === undefined) throw new Problem('not_found')
      if (job.status !== 'uploading') return viewImport(job, dependencies.config.temporal)
      if (body.bytesTotal !== undefined && body.bytesTotal !== job.bytesTotal)
        throw new Problem('import_incomplete', { detail: `${job.bytesTotal} bytes are there.` })
      return viewImport(await startUploaded(request, job, body.options), dependencies.config.temporal)
    },
  }),
]

/** A file that cannot be started leaves nothing behind: there is nobody to go on with it. */
async function importBody(
  request: RouteRequest<unknown, z.output<typeof oneShotQuery>, unknown>,
): Promise<Answer<z.input<typeof importSchema>>> {
  const { query, sql, pool, http, dependencies } = request
  if (query.kind === undefined)
    throw new Problem('invalid_request', {
      errors: [{ path: 'query.kind', message: `Say what the file holds: ${importKinds.join(' or ')}` }],
    })
  const { id } = await createImport(sql, {
    kind: query.kind,
    fileName: query.fileName ?? `${query.kind}.csv`,
    options: parseOptions(query.options),
  })
  try {
    await storeBody(sql, id, http.request)
    const job = await readImport(sql, id)
    if (job === undefined) throw new Problem('not_found')
    return new Answer(202, viewImport(await startUploaded(request, job), dependencies.config.temporal))
  } catch (error) {
    await finishImport(pool, { importId: id, status: 'cancelled' })
    throw error
  }
}

function parseOptions(text = '{}') {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Problem('invalid_request', { errors: [{ path: 'query.options', message: 'Not JSON' }] })
  }
  return parseOrRefuse(importOptionsSchema, value, 'query.options')
}
