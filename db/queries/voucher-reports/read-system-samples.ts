/** How the system was over a period, from the samples that are taken once a minute (db/queries/operations/system-samples.ts). */
import type { HealthLevel } from '../../../domain/health-levels.ts'
import type { SystemPartName } from '../../../domain/system-health.ts'
import type { Sql } from '../../client.ts'
import type { TimeRange } from './report-scope.ts'

/** Minutes by what was found in them. Those in which nobody looked are in none. */
export type LevelMinutes = Record<HealthLevel, number>

export interface FigureSummary {
  part: SystemPartName
  figure: string
  /** Null where no sample knew it. */
  mean: number | null
  max: number | null
}

export interface SystemHistory {
  minutes: LevelMinutes
  parts: { part: SystemPartName; minutes: LevelMinutes }[]
  codes: { part: SystemPartName; code: string; minutes: number }[]
  figures: FigureSummary[]
  /** Of each of the period's parts. */
  overTime: { minutes: LevelMinutes; figures: FigureSummary[] }[]
}

interface LevelRow {
  slot: number | null
  part: SystemPartName | null
  level: HealthLevel
  minutes: number
}

export async function readSystemSamples(sql: Sql, ranges: readonly TimeRange[]): Promise<SystemHistory> {
  const bounds = sql`${ranges.map(({ openingAt }) => openingAt.toISOString())}::timestamptz[]`
  const samples = sql`
    SELECT width_bucket(minute, ${bounds}) AS slot, level, parts FROM system_samples
    WHERE minute >= ${ranges[0]?.openingAt ?? new Date(0)} AND minute < ${ranges.at(-1)?.closingAt ?? new Date(0)}`
  const levels = await sql<LevelRow[]>`
    SELECT slot, NULL AS part, level, count(*)::int AS minutes FROM (${samples}) AS s GROUP BY GROUPING SETS ((level), (level, slot))
    UNION ALL
    SELECT NULL, p.key, p.value ->> 'level', count(*)::int FROM (${samples}) AS s CROSS JOIN LATERAL jsonb_each(s.parts) AS p GROUP BY 2, 3`
  const codes = await sql<SystemHistory['codes']>`
    SELECT p.key AS part, c.code, count(*)::int AS minutes
    FROM (${samples}) AS s CROSS JOIN LATERAL jsonb_each(s.parts) AS p CROSS JOIN LATERAL jsonb_array_elements_text(p.value -> 'codes') AS c (code)
    GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`
  const figures = await sql<(FigureSummary & { slot: number | null })[]>`
    SELECT slot, part, figure, avg(value) AS mean, max(value) AS max
    FROM (
      SELECT s.slot, p.key AS part, f.key AS figure, f.value::float8 AS value
      FROM (${samples}) AS s CROSS JOIN LATERAL jsonb_each(s.parts) AS p CROSS JOIN LATERAL jsonb_each_text(p.value -> 'figures') AS f
    ) AS known
    GROUP BY GROUPING SETS ((part, figure), (part, figure, slot)) ORDER BY part, figure`
  const inSlot = (wanted: number | null) => figures.flatMap(({ slot, ...figure }) => (slot === wanted ? [figure] : []))
  const parts = [...new Set(levels.flatMap(({ part }) => part ?? []))]
  return {
    minutes: countMinutes(levels.filter(({ part, slot }) => part === null && slot === null)),
    parts: parts.map((part) => ({ part, minutes: countMinutes(levels.filter((row) => row.part === part)) })),
    codes: [...codes],
    figures: inSlot(null),
    overTime: ranges.map((_, index) => ({
      minutes: countMinutes(levels.filter(({ slot }) => slot === index + 1)),
      figures: inSlot(index + 1),
    })),
  }
}

function countMinutes(rows: readonly LevelRow[]): LevelMinutes {
  const minutes: LevelMinutes = { green: 0, amber: 0, red: 0 }
  for (const row of rows) minutes[row.level] += row.minutes
  return minutes
}
