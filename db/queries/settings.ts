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

/** Changes the named keys and keeps the others. A change that changes nothing, or says what a default says, makes no version. */
export async function changeSettings<K extends keyof Settings>(
  sql: Sql,
  key: K,
  change: Partial<Settings[K]>,
): Promise<Versioned<Settings[K]>> {
  const [defaults, changed] = [sql`${sql.json(defaultSettings[key] as never)}::jsonb`, sql`${sql.json(change as never)}::jsonb`]
  await sql`
    INSERT INTO settings (key, value)
    SELECT ${key}, ${changed} WHERE ${defaults} <> ${defaults} || ${changed} OR EXISTS (SELECT FROM settings WHERE key = ${key})
    ON CONFLICT (key) DO UPDATE SET value = settings.value || excluded.value, version = settings.version + 1, updated_at = now()
    WHERE ${defaults} || settings.value <> ${defaults} || settings.value || excluded.value`
  return readSettings(sql, key)
}

export interface SettingsVersion<T> extends Versioned<T> {
  /** Null for the defaults, which were there from the beginning. */
  changedAt: Date | null
}

/** Every version that was ever in force, newest first; `before` is the last version that was shown. */
export async function listSettingsVersions<K extends keyof Settings>(
  sql: Sql,
  key: K,
  { before, limit }: { before?: number; limit: number },
): Promise<SettingsVersion<Settings[K]>[]> {
  const rows = await sql<{ version: number; value: Partial<Settings[K]>; changedAt: Date | null }[]>`
    SELECT version, value, changed_at AS "changedAt" FROM (
      SELECT version, value, changed_at FROM settings_versions WHERE key = ${key} UNION ALL SELECT 0, '{}', NULL) AS versions
    WHERE ${before === undefined ? sql`true` : sql`version < ${before}`} ORDER BY version DESC LIMIT ${limit}`
  return rows.map((row) => ({ ...row, value: { ...defaultSettings[key], ...row.value } }))
}
