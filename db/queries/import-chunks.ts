/** A file that is being imported, in chunks at their byte offsets, without gaps or overlaps. */
import { detectEncoding } from '../../domain/import-encoding.ts'
import type { ImportStatus } from '../../domain/imports.ts'
import type { Sql } from '../client.ts'
import { runInTransaction } from '../transaction.ts'

export type AppendedChunk =
  /** `bytesTotal` is where the next chunk belongs. */
  | { kind: 'appended' | 'repeated'; bytesTotal: number }
  /** It belongs at `bytesTotal`, or other bytes are there already. */
  | { kind: 'misplaced'; bytesTotal: number }
  | { kind: 'closed'; status: ImportStatus }
  | { kind: 'unknown' }

/** Adds the file's next bytes; the same bytes at the same place again change nothing. Chunks of one file queue on the job's row. */
export async function appendChunk(sql: Sql, chunk: { importId: string; position: number; bytes: Buffer }): Promise<AppendedChunk> {
  const { importId, position, bytes } = chunk
  return runInTransaction(sql, async (transaction) => {
    const [job] = await transaction<{ bytesTotal: number; status: ImportStatus }[]>`
      SELECT bytes_total::float8 AS "bytesTotal", status FROM imports WHERE id = ${importId} FOR NO KEY UPDATE`
    if (job === undefined) return { kind: 'unknown' as const }
    const { bytesTotal, status } = job
    if (status !== 'uploading') return { kind: 'closed' as const, status }
    if (position < bytesTotal) {
      const [same] =
        await transaction`SELECT FROM import_chunks WHERE import_id = ${importId} AND position = ${position} AND bytes = ${bytes}`
      return { kind: same === undefined ? ('misplaced' as const) : ('repeated' as const), bytesTotal }
    }
    if (position > bytesTotal) return { kind: 'misplaced' as const, bytesTotal }
    if (bytes.length === 0) return { kind: 'repeated' as const, bytesTotal }
    await transaction`INSERT INTO import_chunks (import_id, position, bytes) VALUES (${importId}, ${position}, ${bytes})`
    await transaction`
      UPDATE imports SET bytes_total = ${position + bytes.length},
        detected_encoding = coalesce(detected_encoding, ${detectEncoding(bytes, { isFirst: position === 0 }) ?? null})
      WHERE id = ${importId}`
    return { kind: 'appended' as const, bytesTotal: position + bytes.length }
  })
}

const maxReadBytes = 1024 * 1024

/** The file's bytes from `offset` on: a megabyte, or to the end of the chunk that holds it. Undefined at the end of the file. */
export async function readBytesFrom(sql: Sql, importId: string, offset: number): Promise<Buffer | undefined> {
  // Of a value that is stored uncompressed, PostgreSQL reads only the part.
  const [row] = await sql<{ bytes: Buffer }[]>`
    SELECT substring(bytes FROM (${offset} - position + 1)::integer FOR ${maxReadBytes}) AS bytes FROM import_chunks
    WHERE import_id = ${importId} AND position <= ${offset} ORDER BY position DESC LIMIT 1`
  return row === undefined || row.bytes.length === 0 ? undefined : row.bytes
}
