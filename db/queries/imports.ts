/** Import jobs: their making, their cursor, their end. The cursor moves only in the transaction of the rows that it passes. */
import type { ImportColumn } from '../../domain/import-header.ts'
import type { FileFormat } from '../../domain/import-records.ts'
import type { ImportReport } from '../../domain/import-report.ts'
import type { ImportErrorCode, ImportKind, ImportOptions, ImportSource, ImportStatus } from '../../domain/imports.ts'
import type { ImportEncoding } from '../../domain/import-encoding.ts'
import type { Sql } from '../client.ts'

export interface ImportRows {
  created: number
  updated: number
  unchanged: number
  rejected: number
}

export interface Import {
  /** UUID. */
  id: string
  kind: ImportKind
  fileName: string
  status: ImportStatus
  options: ImportOptions
  /** Received so far while `uploading`, then the file's size. */
  bytesTotal: number
  bytesDone: number
  /** Physical lines before the cursor. */
  linesDone: number
  rows: ImportRows
  /** Of the whole file, as its sender has said; null where nobody has. */
  fileBytes: number | null
  /** The file, or what has arrived of it, is still here. */
  hasFile: boolean
  /** UUID of the import whose file it took over, and of the one that took over its own. */
  repeatOf: string | null
  repeatedBy: string | null
  detectedEncoding: ImportEncoding | null
  /** Null until it is started, like `format` and `columns`. */
  source: ImportSource | null
  report: ImportReport
  format: FileFormat | null
  columns: ImportColumn[] | null
  errorCode: ImportErrorCode | null
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
}

/** A place in a file, at the start of a record. */
export interface ImportCursor {
  bytesDone: number
  linesDone: number
}

function selectColumns(sql: Sql) {
  return sql`
    id, kind, file_name AS "fileName", status, options, file_bytes::float8 AS "fileBytes", repeat_of AS "repeatOf",
    EXISTS (SELECT FROM import_chunks WHERE import_id = imports.id) AS "hasFile",
    (SELECT r.id FROM imports r WHERE r.repeat_of = imports.id ORDER BY r.id DESC LIMIT 1) AS "repeatedBy", bytes_total::float8 AS "bytesTotal", bytes_done::float8 AS "bytesDone",
    lines_done::float8 AS "linesDone",
    jsonb_build_object('created', rows_created, 'updated', rows_updated, 'unchanged', rows_unchanged, 'rejected', rows_rejected) AS rows,
    detected_encoding AS "detectedEncoding", source, report, format, columns, error_code AS "errorCode",
    created_at AS "createdAt", started_at AS "startedAt", finished_at AS "finishedAt"`
}

export interface ImportDraft {
  kind: ImportKind
  fileName: string
  options: ImportOptions
  fileBytes?: number | undefined
}

export async function createImport(sql: Sql, { kind, fileName, options, fileBytes }: ImportDraft): Promise<Import> {
  const [row] = await sql<Import[]>`
    INSERT INTO imports (kind, file_name, options, file_bytes) VALUES (${kind}, ${fileName}, ${sql.json(options as never)}, ${fileBytes ?? null})
    RETURNING ${selectColumns(sql)}`
  return row as Import
}

export async function readImport(sql: Sql, importId: string): Promise<Import | undefined> {
  const [row] = await sql<Import[]>`SELECT ${selectColumns(sql)} FROM imports WHERE id = ${importId}`
  return row
}

export interface ImportFilter {
  kind?: ImportKind | undefined
  status?: ImportStatus | undefined
  isDryRun?: boolean | undefined
  /** A part of the file's name. */
  search?: string | undefined
}

/** Newest first; `before` is the id of the last one that was shown. */
export async function listImports(
  sql: Sql,
  { kind, status, isDryRun, search, before, limit }: ImportFilter & { before?: string; limit: number },
): Promise<Import[]> {
  return sql<Import[]>`
    SELECT ${selectColumns(sql)} FROM imports
    WHERE ${before === undefined ? sql`true` : sql`id < ${before}`} AND ${kind === undefined ? sql`true` : sql`kind = ${kind}`}
      AND ${status === undefined ? sql`true` : sql`status = ${status}`}
      AND ${isDryRun === undefined ? sql`true` : sql`coalesce((options->>'isDryRun')::boolean, false) = ${isDryRun}`}
      AND ${search === undefined ? sql`true` : sql`strpos(lower(file_name), lower(${search})) > 0`}
    ORDER BY id DESC LIMIT ${limit}`
}

export interface ImportPlan extends ImportCursor {
  importId: string
  options: ImportOptions
  source: ImportSource
  format: FileFormat
  columns: ImportColumn[]
}

/**
 * Fixes what the file is and asks for its workflow, in the caller's transaction. Undefined when it is not `uploading` (any more).
 * The outbox row starts the workflow if the caller cannot.
 */
export async function queueImport(sql: Sql, plan: ImportPlan): Promise<{ job: Import; outboxId: string } | undefined> {
  const [row] = await sql<Import[]>`
    UPDATE imports SET status = 'queued', source = ${plan.source}, options = ${sql.json(plan.options as never)}, format = ${sql.json(plan.format as never)}, columns = ${sql.json(plan.columns as never)},
      bytes_done = ${plan.bytesDone}, lines_done = ${plan.linesDone}, started_at = now()
    WHERE id = ${plan.importId} AND status = 'uploading'
    RETURNING ${selectColumns(sql)}`
  if (row === undefined) return undefined
  const [outbox] = await sql<{ id: string }[]>`
    INSERT INTO outbox (kind, payload) VALUES ('start_import', ${sql.json({ importId: plan.importId })}) RETURNING id::text`
  return { job: row, outboxId: outbox?.id ?? '' }
}

export async function markImportRunning(sql: Sql, importId: string): Promise<void> {
  await sql`UPDATE imports SET status = 'running' WHERE id = ${importId} AND status = 'queued'`
}

export interface LockedCursor extends ImportCursor {
  status: ImportStatus
  report: ImportReport
  rows: Pick<ImportRows, 'created' | 'updated'>
}

/**
 * The cursor, locked until the transaction ends: two workers that believe to have the same import take turns, and the second finds the cursor
 * moved. Always the first lock of a batch.
 */
export async function lockCursor(sql: Sql, importId: string): Promise<LockedCursor | undefined> {
  const [row] = await sql<LockedCursor[]>`
    SELECT bytes_done::float8 AS "bytesDone", lines_done::float8 AS "linesDone", status, report,
      jsonb_build_object('created', rows_created, 'updated', rows_updated) AS rows
    FROM imports WHERE id = ${importId} FOR NO KEY UPDATE`
  return row
}

export async function advanceCursor(
  sql: Sql,
  importId: string,
  { to, rows, report }: { to: ImportCursor; rows: ImportRows; report: ImportReport },
): Promise<void> {
  await sql`
    UPDATE imports SET report = ${sql.json(report as never)}, bytes_done = ${to.bytesDone}, lines_done = ${to.linesDone},
      rows_created = rows_created + ${rows.created}, rows_updated = rows_updated + ${rows.updated},
      rows_unchanged = rows_unchanged + ${rows.unchanged}, rows_rejected = rows_rejected + ${rows.rejected}
    WHERE id = ${importId}`
}

/** Ends a job. Its file goes, unless it may be gone on with (import-files). One that has ended stays as it ended. */
export async function finishImport(
  sql: Sql,
  end: { importId: string; status: 'done' | 'failed' | 'cancelled'; errorCode?: ImportErrorCode },
): Promise<Import | undefined> {
  const [row] = await sql<Import[]>`
    UPDATE imports SET status = ${end.status}, error_code = ${end.errorCode ?? null}, finished_at = now()
    WHERE id = ${end.importId} AND finished_at IS NULL
    RETURNING ${selectColumns(sql)}`
  const staysHere = row !== undefined && row.startedAt !== null && (row.status !== 'done' || row.options.isDryRun === true)
  if (row !== undefined && !staysHere) {
    await sql`DELETE FROM import_chunks WHERE import_id = ${end.importId}`
    row.hasFile = false
  }
  await sql`DELETE FROM import_shadows WHERE import_id = ${end.importId}`
  return row ?? readImport(sql, end.importId)
}

/** Uploads that nobody has started within a week. */
export async function cancelAbandonedUploads(sql: Sql): Promise<void> {
  await sql`
    WITH abandoned AS (
      UPDATE imports SET status = 'cancelled', finished_at = now()
      WHERE status = 'uploading' AND created_at < now() - interval '7 days' RETURNING id)
    DELETE FROM import_chunks USING abandoned WHERE import_id = abandoned.id`
}
