/** How the system was, minute by minute. */
import type { Sql } from '../../client.ts'
import type { HealthLevel } from '../../../domain/health-levels.ts'
import type { Figures, SystemPartName } from '../../../domain/system-health.ts'

export interface SystemSample {
  minute: Date
  level: HealthLevel
  parts: Record<SystemPartName, { level: HealthLevel; codes: string[]; figures: Figures }>
}

/** Whether nobody has looked in that minute yet. */
export async function isSampleDue(sql: Sql, at: Date): Promise<boolean> {
  const [row] = await sql<
    [{ isDue: boolean }]
  >`SELECT NOT EXISTS (SELECT FROM system_samples WHERE minute = date_trunc('minute', ${at}::timestamptz)) AS "isDue"`
  return row.isDue
}

/** False where somebody else was first. */
export async function insertSystemSample(
  sql: Sql,
  { at, level, parts }: { at: Date } & Pick<SystemSample, 'level' | 'parts'>,
): Promise<boolean> {
  const { count } = await sql`
    INSERT INTO system_samples (minute, level, parts) VALUES (date_trunc('minute', ${at}::timestamptz), ${level}, ${sql.json(parts)})
    ON CONFLICT (minute) DO NOTHING`
  return count === 1
}

/** Oldest first. `until` does not belong to it. */
export async function listSystemSamples(sql: Sql, { from, until }: { from: Date; until: Date }): Promise<SystemSample[]> {
  return sql<SystemSample[]>`SELECT minute, level, parts FROM system_samples WHERE minute >= ${from} AND minute < ${until} ORDER BY minute`
}

const keptDays = 90

export async function deleteOldSystemSamples(sql: Sql, at: Date): Promise<void> {
  await sql`DELETE FROM system_samples WHERE minute < ${at}::timestamptz - make_interval(days => ${keptDays})`
}
