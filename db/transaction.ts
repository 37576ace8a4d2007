/** Several statements or none. Nests: inside a transaction it is a savepoint, so that a caught failure leaves the outer one usable. */
import type { Sql } from './client.ts'

export async function runInTransaction<T>(sql: Sql, work: (sql: Sql) => Promise<T>): Promise<T> {
  const result = 'begin' in sql ? await sql.begin(work) : await sql.savepoint(work)
  // postgres.js unwraps arrays of promises in its type; `work` gives none.
  return result as T
}
