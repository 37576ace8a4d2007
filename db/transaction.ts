/** Several statements or none. Nests: inside a transaction it is a savepoint, so that a caught failure leaves the outer one usable. */
import type { Sql } from './client.ts'

export async function runInTransaction<T>(sql: Sql, work: (sql: Sql) => Promise<T>): Promise<T> {
  const result = 'begin' in sql ? await sql.begin(work) : await sql.savepoint(work)
  // postgres.js unwraps arrays of promises in its type; `work` gives none.
  return result as T
}

/** Several statements as part of the caller's transaction, or in one of their own: where one fails, nothing of that transaction can be kept. Costs no savepoint. */
export async function joinTransaction<T>(sql: Sql, work: (sql: Sql) => Promise<T>): Promise<T> {
  return 'begin' in sql ? runInTransaction(sql, work) : work(sql)
}
