/** Reading and changing what the store has configured. Missing keys take their defaults. */
import { defaultSettings, type Settings } from '../../domain/settings.ts'
import type { Sql } from '../client.ts'

export interface Versioned<T> {
  value: T
  /** 0 while nothing was ever changed. */
  version: number
  /** Null for the defaults, which were there from the beginning. */
  changedAt: Date | null
  /** The name of who changed it, where it is known. */
  changedBy: string | null
}

export async function readSettings<K extends keyof Settings>(sql: Sql, key: K): Promise<Versioned<Settings[K]>> {
  const [row] = await sql<Versioned<Partial<Settings[K]>>[]>`
    SELECT value, version, updated_at AS "changedAt", changed_by AS "changedBy" FROM settings WHERE key = ${key}`
  return {
    value: { ...defaultSettings[key], ...row?.value },
    version: row?.version ?? 0,
    changedAt: row?.changedAt ?? null,
    changedBy: row?.changedBy ?? null,
  }
}

/** Whoever changes these settings next waits until this transaction ends: what is read after it stays true until then. */
export async function holdSettings(sql: Sql, key: keyof Settings): Promise<void> {
  // There may be no row to lock yet.
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`settings:${key}`}, 0))`
}

/**
 * Changes the named keys and keeps the others. A change that changes nothing, or says what a default says, makes no version.
 * @param changedBy the name of who changes them
 */
export async function changeSettings<K extends keyof Settings>(
  sql: Sql,
  key: K,
  change: Partial<Settings[K]>,
  changedBy: string | null = null,
): Promise<Versioned<Settings[K]>> {
  const [defaults, changed] = [sql`${sql.json(defaultSettings[key] as never)}::jsonb`, sql`${sql.json(change as never)}::jsonb`]
  await sql`
    INSERT INTO settings (key, value, changed_by)
    SELECT ${key}, ${changed}, ${changedBy} WHERE ${defaults} <> ${defaults} || ${changed} OR EXISTS (SELECT FROM settings WHERE key = ${key})
    ON CONFLICT (key) DO UPDATE SET value = settings.value || excluded.value, version = settings.version + 1, updated_at = now(), changed_by = excluded.changed_by
    WHERE ${defaults} || settings.value <> ${defaults} || settings.value || excluded.value`
  return readSettings(sql, key)
}

/** Every version that was ever in force, newest first; `before` is the last version that was shown. */
export async function listSettingsVersions<K extends keyof Settings>(
  sql: Sql,
  key: K,
  { before, limit }: { before?: number; limit: number },
): Promise<Versioned<Settings[K]>[]> {
  const rows = await sql<Versioned<Partial<Settings[K]>>[]>`
    SELECT version, value, changed_at AS "changedAt", changed_by AS "changedBy" FROM (
      SELECT version, value, changed_at, changed_by FROM settings_versions WHERE key = ${key} UNION ALL SELECT 0, '{}', NULL, NULL) AS versions
    WHERE ${before === undefined ? sql`true` : sql`version < ${before}`} ORDER BY version DESC LIMIT ${limit}`
  return rows.map((row) => ({ ...row, value: { ...defaultSettings[key], ...row.value } }))
}
