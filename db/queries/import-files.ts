/** Files of imports that have ended: kept for a day where somebody may go on with them, after a dry run or an import that was broken off. */
import type { ImportOptions } from '../../domain/imports.ts'
import type { Sql } from '../client.ts'
import { runInTransaction } from '../transaction.ts'
import { type Import, readImport } from './imports.ts'

/**
 * A new import, not started yet, that takes over the file of one that has ended; nothing is copied.
 * @param options its own; those of the one before when left out
 */
export async function repeatImport(
  sql: Sql,
  { importId, options }: { importId: string; options?: ImportOptions | undefined },
): Promise<Import | 'not_found' | 'not_ended' | 'file_gone'> {
  return runInTransaction(sql, async (transaction) => {
    const [before] = await transaction<{ isEnded: boolean; options: ImportOptions }[]>`
      SELECT finished_at IS NOT NULL AS "isEnded", options FROM imports WHERE id = ${importId} FOR NO KEY UPDATE`
    if (before === undefined) return 'not_found'
    if (!before.isEnded) return 'not_ended'
    const [made] = await transaction<{ id: string }[]>`
      INSERT INTO imports (kind, file_name, options, file_bytes, bytes_total, detected_encoding, repeat_of)
      SELECT kind, file_name, ${transaction.json((options ?? before.options) as never)}, bytes_total, bytes_total, detected_encoding, id
      FROM imports WHERE id = ${importId} AND EXISTS (SELECT FROM import_chunks WHERE import_id = ${importId}) RETURNING id`
    if (made === undefined) return 'file_gone'
    // The bytes lie elsewhere: only where they belong is written.
    await transaction`UPDATE import_chunks SET import_id = ${made.id} WHERE import_id = ${importId}`
    return (await readImport(transaction, made.id)) ?? 'not_found'
  })
}

export async function deleteOldFiles(sql: Sql): Promise<void> {
  await sql`
    DELETE FROM import_chunks USING imports
    WHERE imports.id = import_id AND finished_at < now() - interval '24 hours'`
}
