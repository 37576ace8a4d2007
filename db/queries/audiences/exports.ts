/**
 * Exports of audiences: their making, their cursor, their end. The cursor moves only in the transaction of the rows that it passes, and the export's
 * row is always the first lock of whoever writes, so that two workers that believe to have the same export take turns.
 */
import { exportKeptForMs, type ExportKind, type ExportStatus } from '../../../domain/audience-exports.ts'
import type { Sql } from '../../client.ts'

export interface AudienceExport {
  /** UUIDs. */
  id: string
  audienceId: string
  audienceName: string
  kind: ExportKind
  includesUnreachable: boolean
  status: ExportStatus
  /** Null until the members are known, like `members`. */
  columns: string[] | null
  members: number | null
  pagesDone: number
  membersDone: number
  rowsWritten: number
  bytesWritten: number
  errorCode: string | null
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  /** When the file goes, or went. */
  expiresAt: Date | null
}

function selectExports(sql: Sql) {
  return sql`
    SELECT e.id, e.audience_id AS "audienceId", a.name AS "audienceName", e.kind, e.includes_unreachable AS "includesUnreachable", e.status, e.columns, e.members,
      e.pages_done AS "pagesDone", e.members_done AS "membersDone", e.rows_written AS "rowsWritten", e.bytes_written::float8 AS "bytesWritten",
      e.error_code AS "errorCode", e.created_at AS "createdAt", e.started_at AS "startedAt", e.finished_at AS "finishedAt", e.expires_at AS "expiresAt"
    FROM audience_exports e JOIN audiences a ON a.id = e.audience_id`
}

/** Asks for the export's workflow in the same transaction: the outbox row starts it if the caller cannot. */
export async function queueExport(
  sql: Sql,
  { audienceId, kind, includesUnreachable }: Pick<AudienceExport, 'audienceId' | 'kind' | 'includesUnreachable'>,
): Promise<{ job: AudienceExport; outboxId: string }> {
  const [row] = await sql<[{ id: string; outboxId: string }]>`
    WITH made AS (
      INSERT INTO audience_exports (audience_id, kind, includes_unreachable) VALUES (${audienceId}, ${kind}, ${includesUnreachable}) RETURNING id
    ), start AS (
      INSERT INTO outbox (kind, payload) SELECT 'start_audience_export', jsonb_build_object('exportId', id) FROM made RETURNING id AS outbox_id
    )
    SELECT id, outbox_id::text AS "outboxId" FROM made, start`
  const job = await readExport(sql, row.id)
  return { job: job as AudienceExport, outboxId: row.outboxId }
}

export async function readExport(sql: Sql, id: string): Promise<AudienceExport | undefined> {
  const [row] = await sql<AudienceExport[]>`${selectExports(sql)} WHERE e.id = ${id}`
  return row
}

/** Until the caller's transaction ends. */
export async function lockExport(sql: Sql, id: string): Promise<AudienceExport | undefined> {
  const [row] = await sql<AudienceExport[]>`${selectExports(sql)} WHERE e.id = ${id} FOR NO KEY UPDATE OF e`
  return row
}

/** Newest first; `before` is the id of the last one that was shown. */
export async function listExports(
  sql: Sql,
  { audienceId, before, limit }: { audienceId?: string | undefined; before?: string | undefined; limit: number },
): Promise<AudienceExport[]> {
  return sql<AudienceExport[]>`
    ${selectExports(sql)} WHERE true
      ${audienceId === undefined ? sql`` : sql`AND e.audience_id = ${audienceId}`}
      ${before === undefined ? sql`` : sql`AND e.id < ${before}`}
    ORDER BY e.id DESC LIMIT ${limit}`
}

export async function countOpenExports(sql: Sql): Promise<number> {
  const [row] = await sql<[{ open: number }]>`SELECT count(*)::int AS open FROM audience_exports WHERE finished_at IS NULL`
  return row.open
}

/** The members are known: from now on it runs, and its file's time is counted. */
export async function beginExport(
  sql: Sql,
  id: string,
  { members, columns, at }: { members: number; columns: string[]; at: Date },
): Promise<void> {
  const expiresAt = new Date(at.getTime() + exportKeptForMs)
  await sql`
    UPDATE audience_exports SET status = 'running', members = ${members}, columns = ${columns}, started_at = ${at}, expires_at = ${expiresAt} WHERE id = ${id}`
}

/** Ends a job; what is not a finished file goes at once. One that has ended stays as it ended. */
export async function finishExport(
  sql: Sql,
  { exportId, status, at, errorCode }: { exportId: string; status: 'done' | 'failed' | 'cancelled'; at: Date; errorCode?: string },
): Promise<AudienceExport | undefined> {
  await sql`
    UPDATE audience_exports SET status = ${status}, error_code = ${errorCode ?? null}, finished_at = ${at}
    WHERE id = ${exportId} AND finished_at IS NULL`
  const job = await readExport(sql, exportId)
  if (job !== undefined && job.status !== 'done') await deleteFile(sql, exportId)
  return job
}

async function deleteFile(sql: Sql, exportId: string): Promise<void> {
  await sql`DELETE FROM audience_export_pages WHERE export_id = ${exportId}`
  await sql`DELETE FROM audience_export_chunks WHERE export_id = ${exportId}`
}

/** One file, now. That there was one is kept. */
export async function deleteFileOf(sql: Sql, exportId: string, at: Date): Promise<void> {
  await sql`UPDATE audience_exports SET expires_at = least(expires_at, ${at}) WHERE id = ${exportId}`
  await deleteFile(sql, exportId)
}

/** Files whose time is over, whatever became of their runs; that there was one is kept. An export that never got to its end ends with them. */
export async function deleteExpiredFiles(sql: Sql, at: Date): Promise<void> {
  await sql`
    UPDATE audience_exports SET status = 'failed', error_code = 'expired', finished_at = ${at} WHERE finished_at IS NULL AND expires_at <= ${at}`
  await sql`DELETE FROM audience_export_pages p USING audience_exports e WHERE e.id = p.export_id AND e.expires_at <= ${at}`
  await sql`DELETE FROM audience_export_chunks c USING audience_exports e WHERE e.id = c.export_id AND e.expires_at <= ${at}`
}

/** For good: the file and that there was one. */
export async function deleteExport(sql: Sql, id: string): Promise<boolean> {
  const deleted = await sql`DELETE FROM audience_exports WHERE id = ${id}`
  return deleted.count === 1
}

export interface FileChunk {
  page: number
  bytes: Buffer
}

/** The file piece by piece: the first one after that page. */
export async function readNextChunk(sql: Sql, exportId: string, afterPage: number): Promise<FileChunk | undefined> {
  const [chunk] = await sql<FileChunk[]>`
    SELECT page, bytes FROM audience_export_chunks WHERE export_id = ${exportId} AND page > ${afterPage} ORDER BY page LIMIT 1`
  return chunk
}
