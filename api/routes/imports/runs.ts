/** Imports under way: look, follow, stop. */
import { z } from 'zod'
import { finishImport, type Import, listImports, readImport } from '../../../db/queries/imports.ts'
import type { Sql } from '../../../db/client.ts'
import { importKinds, importStatuses, isEnded } from '../../../domain/imports.ts'
import { cancelImportRun } from '../../../workflows/clients/start-import.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { openEventStream } from '../../http/event-stream.ts'
import { logFault } from '../../http/faults.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute, streamed } from '../../http/routes.ts'
import { idParams } from '../../schemas/ids.ts'
import { importSchema } from '../../schemas/imports.ts'
import { flag } from '../../schemas/vouchers.ts'
import { createProgressFeeds, type ProgressFeeds } from '../../temporal/progress-feeds.ts'
import { viewImport } from '../../views/imports.ts'

const tag = 'Imports'
const params = idParams('import')
const cancelTimeoutMs = 5_000

export const runRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/imports',
    tag,
    summary: 'List imports, newest first',
    scope: 'imports:read',
    query: z.strictObject({
      ...pageQuery,
      kind: z.enum(importKinds).optional(),
      status: z.enum(importStatuses).optional(),
      isDryRun: flag.optional().meta({ description: 'Dry runs alone, or without them.' }),
      q: z.string().max(255).optional().meta({ description: "A part of the file's name." }),
    }),
    response: pageOf(importSchema),
    async handler({ query, sql, dependencies: { config } }) {
      const limit = query.limit ?? defaultLimit
      const before = decodeCursor(z.tuple([z.uuid()]), query.cursor)?.[0]
      const { kind, status, isDryRun, q: search } = query
      const rows = await listImports(sql, { kind, status, isDryRun, search, ...(before === undefined ? {} : { before }), limit: limit + 1 })
      return makePage(
        rows,
        limit,
        (row) => viewImport(row, config.temporal),
        (row) => [row.id],
      )
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/imports/{id}',
    tag,
    summary: 'Read an import and how far it is',
    scope: 'imports:read',
    params,
    response: importSchema,
    async handler({ params: { id }, sql, dependencies: { config } }) {
      return viewImport(await findImport(sql, id), config.temporal)
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/imports/{id}/stream',
    tag,
    summary: 'Follow an import to its end (server-sent events)',
    description:
      'Events `progress`, with the same body as `GET …/imports/{id}`, at every change; at the end one `end`. A client that reconnects after it is answered 204.',
    scope: 'imports:read',
    params,
    streamTypes: ['text/event-stream'],
    otherStatuses: [204],
    async handler({ params: { id }, sql, dependencies, http: { request, response } }) {
      const { status } = await findImport(sql, id)
      // An EventSource comes back after every end of the stream, and stays away after 204.
      if (isEnded(status) && request.headers['last-event-id'] !== undefined) return
      const session = await openEventStream({ request, response })
      findFeeds(dependencies).watch(id, { session, close: () => void response.end() })
      return streamed
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/imports/{id}/cancel',
    tag,
    summary: 'Stop an import for good; the rows that are in stay in',
    scope: 'imports:write',
    params,
    body: z.strictObject({}),
    response: importSchema,
    async handler({ params: { id }, sql, afterCommit, dependencies: { temporal, config } }) {
      // From this statement on no batch commits; the run only learns of it.
      const job = await finishImport(sql, { importId: id, status: 'cancelled' })
      if (job === undefined) throw new Problem('not_found')
      if (job.status !== 'cancelled') throw new Problem('import_ended', { detail: `The import is ${job.status}.` })
      afterCommit(async () => {
        // A run that was never started finds the import cancelled when it is.
        await temporal?.withDeadline(Date.now() + cancelTimeoutMs, () => cancelImportRun(temporal, { importId: id })).catch(() => undefined)
      })
      return viewImport(job, config.temporal)
    },
  }),
]

/** @throws Problem 404 */
export async function findImport(sql: Sql, id: string): Promise<Import> {
  const job = await readImport(sql, id)
  if (job === undefined) throw new Problem('not_found')
  return job
}

/** One set of feeds an application. */
const feedsOfApps = new WeakMap<ApiDependencies, ProgressFeeds>()

function findFeeds(dependencies: ApiDependencies): ProgressFeeds {
  const existing = feedsOfApps.get(dependencies)
  if (existing !== undefined) return existing
  const { pool, clock, config, logger } = dependencies
  const read = async (id: string) => {
    const job = await readImport(pool, id)
    return job === undefined ? undefined : { ...viewImport(job, config.temporal), at: clock().toISOString() }
  }
  const feeds = createProgressFeeds(read, { onFault: (error) => logFault(logger, error, 'progress_unreadable') })
  feedsOfApps.set(dependencies, feeds)
  return feeds
}
