/** A batch of a dry run: everything is written as it would be, looked at, and undone. */
import type { Sql } from '../db/client.ts'
import { tryOut, type WrittenRows } from '../db/queries/import-rows.ts'
import { countSamples, type ImportSample, insertSamples, readAsPeople } from '../db/queries/import-samples.ts'
import { keepShadows, readShadows, writeShadows } from '../db/queries/import-shadows.ts'
import type { ImportBatch } from '../domain/import-batches.ts'
import type { RowImporter } from './import-rows.ts'

const samplesOfEach = 5

interface Rehearsal<T> {
  importId: string
  /** Where the batch begins in the file. */
  position: number
  batch: ImportBatch<T>
  importer: RowImporter<T>
  write: (sql: Sql) => Promise<WrittenRows>
}

/** What the batch would do after all that the file's earlier batches would have done. */
export async function rehearse<T>(sql: Sql, { importId, position, batch, importer, write }: Rehearsal<T>): Promise<WrittenRows> {
  const shadows = await readShadows(sql, importId, importer.listKeys(batch.rows.map(({ row }) => row)))
  const wanted = await countSamples(sql, importId)
  const { written, samples } = await tryOut(sql, async (trial) => {
    await writeShadows(trial, shadows, importer)
    const before = await findRowsThere(trial, batch, importer, wanted)
    const written = await write(trial)
    return { written, samples: await takeSamples(trial, batch, { importer, written, before, wanted }) }
  })
  await insertSamples(sql, importId, samples)
  await keepShadows(sql, { importId, position }, written)
  return written
}

type Rows = ReadonlyMap<string, Record<string, unknown>>

interface Sampling<T> {
  importer: RowImporter<T>
  written: WrittenRows
  before: Rows
  wanted: Record<ImportSample['status'], number>
}

/** Only while there are samples to be found. */
async function findRowsThere<T>(
  sql: Sql,
  batch: ImportBatch<T>,
  importer: RowImporter<T>,
  wanted: Record<ImportSample['status'], number>,
): Promise<Rows> {
  if (wanted.created >= samplesOfEach && wanted.updated >= samplesOfEach) return new Map()
  const keys = importer.listKeys(batch.rows.slice(0, rowsLookedAt).map(({ row }) => row))
  return readAsPeople(sql, importer.kind, importer.kind === 'customers' ? keys.customerIds : keys.orderIds)
}

// Of each batch: an example must be found soon or not at all.
const rowsLookedAt = 1_000

async function takeSamples<T>(
  sql: Sql,
  { rows }: ImportBatch<T>,
  { importer, written, before, wanted }: Sampling<T>,
): Promise<ImportSample[]> {
  const named = importer.kind === 'customers' ? written.customers : written.orders
  const left = { created: samplesOfEach - wanted.created, updated: samplesOfEach - wanted.updated }
  const picked: { line: number; status: ImportSample['status']; externalId: string }[] = []
  let place = 0
  rows.slice(0, rowsLookedAt).forEach(({ records }, at) => {
    const result = written.results[at]
    if (result === undefined || result.status === 'rejected') return
    const externalId = named[place]?.externalId ?? ''
    place += 1
    if (result.status === 'unchanged' || result.isSuperseded || left[result.status] <= 0) return
    left[result.status] -= 1
    picked.push({ line: records[0]?.line ?? 0, status: result.status, externalId })
  })
  const after = await readAsPeople(
    sql,
    importer.kind,
    picked.map(({ externalId }) => externalId),
  )
  return picked.flatMap(({ line, status, externalId }) => {
    const shown = after.get(externalId)
    return shown === undefined ? [] : [{ line, status, before: before.get(externalId) ?? null, after: shown }]
  })
}
