/**
 * Brings a database to the newest schema: the numbered files of `migrations/`, each once, in order, in a transaction of its own.
 * Any number of processes may call it at the same moment; one works, the others wait.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { connect } from './client.ts'

const migrationsDirectory = new URL('./migrations/', import.meta.url)
// Any constant that nothing else in the database uses.
const migrationLock = 727_485_727

/** @throws when a migration that was applied has been changed since, or when the database is newer than this program. */
export async function migrate(databaseUrl: string): Promise<{ applied: string[] }> {
  const pool = connect(databaseUrl, { max: 1, applicationName: 'regulars-migrate' })
  try {
    await pool`SELECT pg_advisory_lock(${migrationLock})`
    await pool`
      CREATE TABLE IF NOT EXISTS schema_migrations (
        name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`
    const known = new Map(
      (await pool<{ name: string; sha256: string }[]>`SELECT name, sha256 FROM schema_migrations`).map((row) => [row.name, row.sha256]),
    )
    const names = (await readdir(migrationsDirectory)).filter((name) => name.endsWith('.sql')).sort()
    const unknown = [...known.keys()].filter((name) => !names.includes(name))
    if (unknown.length > 0) {
      throw new Error(
        `The database was migrated by a newer version (${unknown.join(', ')}). Start that version, or point DATABASE_URL at another database.`,
      )
    }
    const applied: string[] = []
    for (const name of names) {
      const text = await readFile(new URL(name, migrationsDirectory), 'utf8')
      const sha256 = createHash('sha256').update(text).digest('hex')
      const before = known.get(name)
      if (before !== undefined) {
        if (before !== sha256)
          throw new Error(
            `Migration ${name} was changed after it was applied. Migrations are immutable: undo the change and add a new file.`,
          )
        continue
      }
      await pool.begin(async (sql) => {
        await sql.unsafe(text)
        await sql`INSERT INTO schema_migrations (name, sha256) VALUES (${name}, ${sha256})`
      })
      applied.push(name)
    }
    return { applied }
  } finally {
    await pool.end()
  }
}
