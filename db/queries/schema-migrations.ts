/** Whether the database has the schema that this program was built for. */
import { readdir } from 'node:fs/promises'
import type { Sql } from '../client.ts'

const migrationsDirectory = new URL('../migrations/', import.meta.url)

/** Names of migrations that this program has and the database has not. */
export async function listPendingMigrations(sql: Sql): Promise<string[]> {
  const names = (await readdir(migrationsDirectory)).filter((name) => name.endsWith('.sql')).sort()
  const [table] = await sql<{ exists: boolean }[]>`SELECT to_regclass('schema_migrations') IS NOT NULL AS exists`
  if (table?.exists !== true) return names
  const applied = new Set((await sql<{ name: string }[]>`SELECT name FROM schema_migrations`).map((row) => row.name))
  return names.filter((name) => !applied.has(name))
}
