/** From an uploaded file to a run: what the file is, fixed for good, and the request for a worker. */
import { readBytesFrom } from '../../db/queries/import-chunks.ts'
import { type Import, queueImport } from '../../db/queries/imports.ts'
import { deleteOutboxRows } from '../../db/queries/outbox.ts'
import { runInTransaction } from '../../db/transaction.ts'
import type { Sql } from '../../db/client.ts'
import { planFile } from '../../domain/import-plan.ts'
import { windowBytes } from '../../domain/import-records.ts'
import type { ImportOptions } from '../../domain/imports.ts'
import { startImport } from '../../workflows/clients/start-import.ts'
import { Problem } from '../http/problems.ts'
import type { RouteRequest } from '../http/routes.ts'

const startTimeoutMs = 5_000

type Starting = Pick<RouteRequest<unknown, unknown, unknown>, 'sql' | 'pool' | 'afterCommit' | 'logger' | 'dependencies'>

/** @throws Problem `import_header_refused` when a person has to say what a column means; `import_closed` when it was started in the meantime */
export async function startUploaded(
  { sql, pool, afterCommit, logger, dependencies: { temporal } }: Starting,
  job: Import,
  given: ImportOptions = {},
): Promise<Import> {
  const options = { ...job.options, ...given }
  const bytes = await readStart(sql, job)
  const encoding = options.encoding ?? job.detectedEncoding ?? 'utf-8'
  const plan = planFile({ importKind: job.kind, bytes, isWhole: bytes.length === job.bytesTotal, encoding, options })
  if (plan.kind === 'refused')
    throw new Problem('import_header_refused', { errors: plan.problems.map(({ column, message }) => ({ path: column, message })) })
  const queued = await runInTransaction(sql, (transaction) => queueImport(transaction, { importId: job.id, options, ...plan }))
  if (queued === undefined) throw new Problem('import_closed')
  afterCommit(async () => {
    if (temporal === undefined) return
    try {
      await temporal.withDeadline(Date.now() + startTimeoutMs, () => startImport(temporal, { importId: job.id }))
      await deleteOutboxRows(pool, [queued.outboxId])
    } catch {
      // The outbox's relay starts it as soon as Temporal is back.
      logger.warn({ event: 'import_start_postponed', importId: job.id })
    }
  })
  return queued.job
}

/** A window's worth of the file, or all of it. */
export async function readStart(sql: Sql, { id, bytesTotal }: Import): Promise<Buffer> {
  let start = Buffer.alloc(0)
  while (start.length < Math.min(windowBytes, bytesTotal)) {
    const more = await readBytesFrom(sql, id, start.length)
    if (more === undefined) break
    start = Buffer.concat([start, more])
  }
  return start
}
