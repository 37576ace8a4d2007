/**
 * The values that the store's own data has, most frequent first, to choose from while a rule is written. Every answer reads a bounded part of its
 * table: of a small one all rows, of a large one a sample of whole blocks, the same one each time, from which counts are projected.
 */
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'

export interface StoreValue {
  value: string
  /** Records that have it. */
  count: number
}

export interface StoreValues {
  values: StoreValue[]
  /** The counts are projected from a sample, and rare values may be missing. */
  isEstimate: boolean
}

export type ValueTable = 'customers' | 'orders' | 'order_items' | 'events'

/** Where values are: `fixed` of a column, `keyed` of one key of a JSON object, `keys` of such an object's keys. */
export type ValuePlace =
  | { kind: 'fixed'; table: ValueTable; column: string }
  | { kind: 'keyed' | 'keys'; table: ValueTable; column: 'attributes' | 'properties'; key: string }

/** @param sampleRows about so many rows are read */
export async function listStoreValues(
  sql: Sql,
  place: ValuePlace,
  { q, limit, sampleRows }: { q?: string | undefined; limit: number; sampleRows: number },
): Promise<StoreValues> {
  const percent = await chooseSample(sql, place.table, sampleRows)
  const values = await sql<StoreValue[]>`
    SELECT v.value, (count(*) * ${100 / percent}::float8)::float8 AS count
    FROM ${sql(place.table)} AS t ${sampleBlocks(sql, percent)} CROSS JOIN LATERAL ${selectValues(sql, place)}
    WHERE v.value <> '' ${q === undefined ? sql`` : sql`AND strpos(lower(v.value), lower(${q})) > 0`}
    GROUP BY v.value
    ORDER BY ${q === undefined ? sql`` : sql`starts_with(lower(v.value), lower(${q})) DESC,`} count(*) DESC, v.value LIMIT ${limit}`
  return { values: values.map(({ value, count }) => ({ value, count: Math.round(count) })), isEstimate: percent < 100 }
}

/** The most frequent values of several columns of one table, read at once: by column. */
export async function listColumnValues(
  sql: Sql,
  { table, columns, limit, sampleRows }: { table: ValueTable; columns: readonly string[]; limit: number; sampleRows: number },
): Promise<ReadonlyMap<string, string[]>> {
  const percent = await chooseSample(sql, table, sampleRows)
  const pairs = columns.map((column) => sql`(${column}::text, t.${sql(column)}::text)`)
  const rows = await sql<{ column: string; values: string[] }[]>`
    SELECT "column", array_agg(value ORDER BY place) AS values FROM (
      SELECT v."column", v.value, row_number() OVER (PARTITION BY v."column" ORDER BY count(*) DESC, v.value) AS place
      FROM ${sql(table)} AS t ${sampleBlocks(sql, percent)}
        CROSS JOIN LATERAL (VALUES ${pairs.reduce((joined, pair) => sql`${joined}, ${pair}`)}) AS v ("column", value)
      WHERE v.value <> '' GROUP BY v."column", v.value
    ) AS ranked WHERE place <= ${limit} GROUP BY "column"`
  return new Map(rows.map((row) => [row.column, row.values]))
}

/** How much of the table makes about so many rows, in per cent. The planner's own figure may be old, the size of the file is not. */
async function chooseSample(sql: Sql, table: ValueTable, sampleRows: number): Promise<number> {
  const [row] = await sql<[{ rows: number }]>`
    SELECT (CASE WHEN reltuples > 0 AND relpages > 0 THEN reltuples / relpages ELSE 40 END
      * (pg_relation_size(oid) / current_setting('block_size')::float8))::float8 AS rows
    FROM pg_class WHERE oid = ${table}::regclass`
  return row.rows <= sampleRows ? 100 : Math.max(0.01, (100 * sampleRows) / row.rows)
}

function sampleBlocks(sql: Sql, percent: number): Fragment {
  return percent >= 100 ? sql`` : sql`TABLESAMPLE SYSTEM (${percent}) REPEATABLE (1)`
}

function selectValues(sql: Sql, place: ValuePlace): Fragment {
  const column = sql`t.${sql(place.column)}`
  switch (place.kind) {
    case 'fixed':
      return sql`(SELECT ${column}::text AS value) AS v`
    case 'keyed':
      return sql`(SELECT ${column} ->> ${place.key} AS value WHERE jsonb_typeof(${column} -> ${place.key}) IN ('string', 'number', 'boolean')) AS v`
    case 'keys':
      return sql`jsonb_object_keys(${column}) AS v (value)`
  }
}
