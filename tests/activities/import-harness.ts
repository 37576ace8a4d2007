/** Imports as a worker runs them, on a database of their own, and what they leave behind. */
import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { createImportActivities, type ImportSlice } from '../../activities/imports.ts'
import { connect, type Pool } from '../../db/client.ts'
import { appendChunk } from '../../db/queries/import-chunks.ts'
import { listRejections } from '../../db/queries/import-rejections.ts'
import { createImport, queueImport, readImport } from '../../db/queries/imports.ts'
import { detectEncoding } from '../../domain/import-encoding.ts'
import { planFile } from '../../domain/import-plan.ts'
import type { ImportKind, ImportOptions } from '../../domain/imports.ts'
import { createTestDatabase } from '../support/database.ts'

const startedAt = new Date('2026-11-01T12:00:00Z')

export interface ImportBench {
  pool: Pool
  url: string
  close(): Promise<void>
}

export async function openImportBench(): Promise<ImportBench> {
  const database = await createTestDatabase()
  const pool = connect(database.url, { max: 6 })
  return {
    pool,
    url: database.url,
    async close() {
      await pool.end({ timeout: 1 })
      await database.drop()
    },
  }
}

/** A started import whose rows are still to come. */
export async function queueFile(
  pool: Pool,
  kind: ImportKind,
  file: Buffer | string,
  { options = {}, chunkBytes = 1 << 20 }: { options?: ImportOptions; chunkBytes?: number } = {},
): Promise<string> {
  const bytes = Buffer.from(file)
  const { id } = await createImport(pool, { kind, fileName: 'file.csv', options })
  for (let position = 0; position < bytes.length; position += chunkBytes) {
    await appendChunk(pool, { importId: id, position, bytes: bytes.subarray(position, position + chunkBytes) })
  }
  const encoding = options.encoding ?? detectEncoding(bytes, { isFirst: true }) ?? 'utf-8'
  const plan = planFile({ importKind: kind, bytes: bytes.subarray(0, 1 << 20), isWhole: bytes.length <= 1 << 20, encoding, options })
  if (plan.kind === 'refused') throw new Error(JSON.stringify(plan.problems))
  await pool.begin((sql) => queueImport(sql, { importId: id, options, ...plan }))
  await pool`UPDATE imports SET started_at = ${startedAt} WHERE id = ${id}`
  return id
}

export interface RunOptions {
  recordsPerBatch?: number
}

/** Failures that a test makes on purpose are not worth a line. */
function makeEnvironment(): MockActivityEnvironment {
  return new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') })
}

/** One attempt of the activity. */
export async function runSlice(
  pool: Pool,
  importId: string,
  { recordsPerBatch = 50 }: RunOptions = {},
  environment = makeEnvironment(),
): Promise<ImportSlice> {
  const { importRows } = createImportActivities({ pool, recordsPerBatch })
  return environment.run(importRows, { importId })
}

/** What a worker does with an import, from start to end. */
export async function finishFile(pool: Pool, importId: string): Promise<void> {
  await runSlice(pool, importId)
  const { endImport } = createImportActivities({ pool })
  await makeEnvironment().run(endImport, { importId, status: 'done' as const })
}

/** The whole import at once. */
export async function importFile(pool: Pool, kind: ImportKind, file: Buffer | string, options: ImportOptions = {}) {
  const importId = await queueFile(pool, kind, file, { options })
  const slice = await runSlice(pool, importId)
  const job = await readImport(pool, importId)
  const rejections = await listRejections(pool, { importId, limit: 1000 })
  return { importId, slice, rows: slice.rows, linesDone: job?.linesDone, rejections }
}

/** Everything that an import writes, without what differs from run to run. */
export async function readOutcome(pool: Pool, importId: string) {
  const job = await readImport(pool, importId)
  return {
    job: job && { bytesDone: job.bytesDone, linesDone: job.linesDone, rows: job.rows, report: job.report },
    samples: await pool`SELECT line, status, before, after FROM import_samples WHERE import_id = ${importId} ORDER BY line`,
    rejections: await pool`SELECT line, code, reason, raw FROM import_rejections WHERE import_id = ${importId} ORDER BY line`,
    customers: await pool`
      SELECT external_id, email, phone, first_name, last_name, country, birthday::text, attributes, email_consent, sms_consent
      FROM customers JOIN contact_states ON customer_id = id ORDER BY external_id`,
    consents: await pool`
      SELECT external_id, channel, status, previous_status, source, occurred_at FROM consent_events JOIN customers ON customers.id = customer_id
      ORDER BY external_id, channel, occurred_at, status`,
    orders: await pool`
      SELECT o.external_id, c.external_id AS customer, placed_at, status, currency, total_minor, refunded_minor, o.attributes,
        (SELECT jsonb_agg(to_jsonb(i) - 'order_id' ORDER BY line) FROM order_items i WHERE order_id = o.id) AS items
      FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY o.external_id`,
  }
}

export async function clearStore(pool: Pool): Promise<void> {
  // What belongs to them goes with them. Faster than TRUNCATE for so few rows.
  await pool`DELETE FROM imports`
  await pool`DELETE FROM customers`
}
