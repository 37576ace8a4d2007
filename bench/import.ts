/**
 * `npm run bench -- import --customers N --orders M [--json]`: how fast CSV files become customers and orders, and how much memory that takes, beside two floors on the same machine in
 * the same run: PostgreSQL's COPY of the same file into a plain table without an index, and COPY of the very rows that the import wrote into tables of the store, with
 * their indexes and triggers.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { startPostgres } from '../cli/start/postgres.ts'
import { buildDurableSettings } from '../cli/start/postgres-settings.ts'
import { connect, type Pool } from '../db/client.ts'
import { copyRows } from '../db/copy.ts'
import { migrate } from '../db/migrate.ts'
import { appendChunk } from '../db/queries/import-chunks.ts'
import { createImport, queueImport } from '../db/queries/imports.ts'
import { planFile } from '../domain/import-plan.ts'
import { windowBytes } from '../domain/import-records.ts'
import type { ImportKind } from '../domain/imports.ts'
import { customerHeader, orderHeader, writeCustomers, writeOrders } from './import-files.ts'
import { round } from './statistics.ts'

export interface ImportFigures {
  rows: number
  seconds: number
  perSecond: number
  /** Most memory that the importer had resident. */
  peakRssMb: number
  /** The same file into a plain table, rows a second. */
  plainCopyPerSecond: number
  /** The same rows into the store's tables. */
  storeCopyPerSecond: number
  ratioToPlainCopy: number
  ratioToStoreCopy: number
}

export interface ImportBenchmark {
  customers: ImportFigures
  orders: ImportFigures
}

export interface MeasureImportOptions {
  /** Any database of the server: two of its own are made there, and dropped. */
  databaseUrl: string
  customers: number
  orders: number
  /** What imports: the program as `npm run build` has made it, unless a test wants its source. */
  program?: 'built' | 'source'
  log(text: string): void
}

interface Measured {
  kind: ImportKind
  rows: number
  header: string
  lines: () => Generator<string>
  /** With columns, as COPY takes them: what the import wrote. */
  tables: string[]
}

export async function measureImport({
  databaseUrl,
  customers,
  orders,
  program = 'built',
  log,
}: MeasureImportOptions): Promise<ImportBenchmark> {
  const directory = mkdtempSync(join(tmpdir(), 'regulars-bench-import-'))
  const admin = connect(databaseUrl, { max: 1 })
  const [imported, floor] = ['import', 'floor'].map((name) => `bench_${name}_${process.pid}_${Date.now()}`) as [string, string]
  const urlOf = (name: string) => Object.assign(new URL(databaseUrl), { pathname: name }).href
  try {
    for (const name of [imported, floor]) {
      await admin`CREATE DATABASE ${admin(name)}`
      await migrate(urlOf(name))
    }
    const place = { directory, importedUrl: urlOf(imported), floorUrl: urlOf(floor), program, log }
    return {
      customers: await measureKind(place, {
        kind: 'customers',
        rows: customers,
        header: customerHeader,
        lines: () => writeCustomers(customers),
        tables: ['customers', 'contact_states', 'consent_events'],
      }),
      orders: await measureKind(place, {
        kind: 'orders',
        rows: orders,
        header: orderHeader,
        lines: () => writeOrders(orders, customers),
        tables: [
          'orders (id, external_id, customer_id, placed_at, status, currency, total_minor, refunded_minor, payment_method, coupon, cancelled_at, refunded_at, attributes, created_at, updated_at)',
          'order_items',
        ],
      }),
    }
  } finally {
    for (const name of [imported, floor]) await admin`DROP DATABASE IF EXISTS ${admin(name)} WITH (FORCE)`
    await admin.end()
    rmSync(directory, { recursive: true })
  }
}

interface Place {
  directory: string
  importedUrl: string
  floorUrl: string
  program: 'built' | 'source'
  log(text: string): void
}

async function measureKind({ directory, importedUrl, floorUrl, program, log }: Place, measured: Measured): Promise<ImportFigures> {
  const { kind, rows, tables } = measured
  const file = join(directory, `${kind}.csv`)
  await pipeline(Readable.from(inPieces(measured.lines())), createWriteStream(file))
  const pool = connect(importedUrl, { max: 2 })
  const floorPool = connect(floorUrl, { max: 1 })
  try {
    const importId = await uploadFile(pool, kind, file)
    const { seconds, peakRssMb } = await runImporter(importedUrl, importId, program)
    const [job] = await pool<{ written: number }[]>`
      SELECT rows_created::int AS written FROM imports WHERE id = ${importId}`
    if (job?.written !== rows) throw new Error(`Only ${job?.written ?? 0} of ${rows} ${kind} were created`)
    await pool`DELETE FROM import_chunks`
    log(`${kind}: ${Math.round(rows / seconds)} rows a second; now the floors`)
    const plainSeconds = await copyIntoPlainTable(floorPool, measured, file)
    const storeSeconds = await copyIntoStore(importedUrl, floorPool, tables, directory)
    return {
      rows,
      seconds: round(seconds, 3),
      perSecond: Math.round(rows / seconds),
      peakRssMb: Math.round(peakRssMb),
      plainCopyPerSecond: Math.round(rows / plainSeconds),
      storeCopyPerSecond: Math.round(rows / storeSeconds),
      ratioToPlainCopy: round(plainSeconds / seconds, 3),
      ratioToStoreCopy: round(storeSeconds / seconds, 3),
    }
  } finally {
    await pool.end()
    await floorPool.end()
  }
}

/** As the API stores it: the importer begins with a file that is there. */
async function uploadFile(pool: Pool, kind: ImportKind, file: string): Promise<string> {
  const bytes = await readFile(file)
  const { id } = await createImport(pool, { kind, fileName: `${kind}.csv`, options: {} })
  const chunkBytes = 4 * 1024 * 1024
  for (let position = 0; position < bytes.length; position += chunkBytes)
    await appendChunk(pool, { importId: id, position, bytes: bytes.subarray(position, position + chunkBytes) })
  const isWhole = bytes.length <= windowBytes
  const plan = planFile({ importKind: kind, bytes: bytes.subarray(0, windowBytes), isWhole, encoding: 'utf-8', options: {} })
  if (plan.kind === 'refused') throw new Error('The header was refused')
  await pool.begin((sql) => queueImport(sql, { importId: id, options: {}, ...plan }))
  return id
}

async function runImporter(
  databaseUrl: string,
  importId: string,
  program: 'built' | 'source',
): Promise<{ seconds: number; peakRssMb: number }> {
  const importer = spawn(
    process.execPath,
    ['--import', 'tsx', new URL('import-process.ts', import.meta.url).pathname, databaseUrl, program],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  )
  await once(importer, 'message')
  importer.send(importId)
  const [result] = (await once(importer, 'message')) as [{ seconds: number; peakRssMb: number }]
  if (importer.exitCode === null) await once(importer, 'exit')
  return result
}

async function copyIntoPlainTable(pool: Pool, { kind, header }: Measured, file: string): Promise<number> {
  const columns = header.split(',')
  await pool`CREATE TABLE ${pool(`plain_${kind}`)} (${pool.unsafe(columns.map((name) => `${name} text`).join(', '))})`
  return timeCopy(pool, `plain_${kind} FROM STDIN (FORMAT csv, HEADER)`, file)
}

/** The rows that the import wrote, out of its database and into the same tables of an empty one. */
async function copyIntoStore(fromUrl: string, to: Pool, tables: readonly string[], directory: string): Promise<number> {
  await to`SELECT set_config('regulars.contact_states', 'given', false)`
  let seconds = 0
  for (const [at, table] of tables.entries()) {
    const file = join(directory, `table-${at}.copy`)
    // A connection for each: where the driver has stopped its socket for the last rows, nobody starts it again once they are read.
    const from = connect(fromUrl, { max: 1 })
    await pipeline(await from.unsafe(`COPY ${table} TO STDOUT`).readable(), createWriteStream(file))
    await from.end({ timeout: 0 })
    seconds += await timeCopy(to, `${table} FROM STDIN`, file)
    rmSync(file)
  }
  return seconds
}

async function timeCopy(pool: Pool, target: string, file: string): Promise<number> {
  const startedAt = performance.now()
  await copyRows(pool, target, createReadStream(file, { highWaterMark: 1 << 20 }))
  return (performance.now() - startedAt) / 1000
}

function* inPieces(lines: Generator<string>): Generator<string> {
  let piece = ''
  for (const line of lines) {
    piece += line
    if (piece.length < 1 << 16) continue
    yield piece
    piece = ''
  }
  yield piece
}

/** The same on a PostgreSQL of its own. */
export async function benchImport({ customers, orders, log }: Omit<MeasureImportOptions, 'databaseUrl'>): Promise<ImportBenchmark> {
  const directory = mkdtempSync(join(tmpdir(), 'regulars-bench-'))
  const postgres = await startPostgres({
    directory,
    logFile: join(directory, 'postgres.log'),
    settings: buildDurableSettings(),
    env: process.env,
    database: 'regulars',
  })
  try {
    return await measureImport({ databaseUrl: postgres.url, customers, orders, log })
  } finally {
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}
