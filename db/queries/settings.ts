/** Reading and changing what the store has configured. Missing keys take their defaults. */
import { defaultSettings, type Settings } from '../../domain/settings.ts'
import type { Sql } from '../client.ts'

export interface Versioned<T> {
  value: T
  /** 0 while nothing was ever changed. */
  version: number
}

export async function readSettings<K extends keyof Settings>(sql: Sql, key: K): Promise<Versioned<Settings[K]>> {
  const [row] = await sql<{ value: Partial<Settings[K]>; version: number }[]>`SELECT value, version FROM settings WHERE key = ${key}`
  return { value: { ...defaultSettings[key], ...row?.value }, version: row?.version ?? 0 }
}

/** Changes the named keys and keeps the others. */
export async function changeSettings<K extends keyof Settings>(
  sql: Sql,
  key: K,
  change: Partial<Settings[K]>,
): Promise<Versioned<Settings[K]>> {
  await sql`
    INSERT INTO settings (key, value) VALUES (${key}, ${sql.json(change as never)})
    ON CONFLICT (key) DO UPDATE SET value = settings.value || excluded.value, version = settings.version + 1, updated_at = now()`
  return readSettings(sql, key)
}
