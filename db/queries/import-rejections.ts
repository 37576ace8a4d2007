/** Rows that imports did not take. They hold what the file held, so they are kept for thirty days and no longer. */
import type { Rejection, RejectionCode } from '../../domain/imports.ts'
import type { Sql } from '../client.ts'

export async function insertRejections(sql: Sql, importId: string, rejections: readonly Rejection[]): Promise<void> {
  if (rejections.length === 0) return
  await sql`
    INSERT INTO import_rejections (import_id, line, code, reason, raw)
    SELECT ${importId}, * FROM unnest(
      ${rejections.map(({ line }) => line)}::bigint[], ${rejections.map(({ code }) => code)}::text[],
      ${rejections.map(({ reason }) => reason)}::text[], ${rejections.map(({ raw }) => raw)}::text[])`
}

/** In the file's order, after the line that was shown last. */
export async function listRejections(
  sql: Sql,
  { importId, code, afterLine = 0, limit }: { importId: string; code?: RejectionCode | undefined; afterLine?: number; limit: number },
): Promise<Rejection[]> {
  return sql<Rejection[]>`
    SELECT line::float8 AS line, code, reason, raw FROM import_rejections
    WHERE import_id = ${importId} AND line > ${afterLine} AND ${code === undefined ? sql`true` : sql`code = ${code}`} ORDER BY line LIMIT ${limit}`
}

/** Rejected rows, samples and people of imports that ended more than thirty days ago. */
export async function deleteOldRejections(sql: Sql): Promise<void> {
  await sql`
    DELETE FROM import_samples USING imports
    WHERE imports.id = import_id AND finished_at < now() - interval '30 days'`
  await sql`
    DELETE FROM import_people USING imports
    WHERE imports.id = import_id AND finished_at < now() - interval '30 days'`
  await sql`
    DELETE FROM import_rejections USING imports
    WHERE imports.id = import_id AND finished_at < now() - interval '30 days'`
}
