/** How many customers are in each segment: now, as of an instant, and day by day. Days are days of the store's own time zone. */
import { segmentKeys, type SegmentKey } from '../../../domain/segment-keys.ts'
import type { Sql } from '../../client.ts'
import { readSettings } from '../settings.ts'
import { scoreEveryone, type Fragment } from './compute-segments.ts'

export interface SegmentCounts {
  /** Customers with a valid order: the sum of the four stages. */
  buyers: number
  customers: Record<SegmentKey, number>
}

export interface SegmentDay extends SegmentCounts {
  /** `YYYY-MM-DD`. */
  day: string
}

/** Without `asOf`, as the segments stand. */
export async function countSegments(sql: Sql, asOf?: Date): Promise<SegmentCounts> {
  const rows = await sql<
    SegmentCount[]
  >`${countRows(sql, asOf === undefined ? sql`SELECT stage, tags FROM customer_metrics` : scoreEveryone(sql, asOf))}`
  return toCounts(Object.fromEntries(rows.map((row) => [row.segment, row.customers])))
}

/** Counts the rows `scored` for the day of `at`, over what an earlier refresh of that day has counted. */
export async function writeSegmentCounts(sql: Sql, { at, scored }: { at: Date; scored: Fragment }): Promise<void> {
  const { value: store } = await readSettings(sql, 'store')
  await sql`
    INSERT INTO segment_counts (day, segment, customers)
    SELECT (${at}::timestamptz AT TIME ZONE ${store.timeZone})::date, segment, customers FROM (${countRows(sql, scored)}) AS counts
    ON CONFLICT (day, segment) DO UPDATE SET customers = excluded.customers`
}

/**
 * Counts past days from the orders, each as of its end, so that the dashboard has a history on the first day. Days that are counted already, and
 * days before the first order, are left alone.
 * @returns how many days were added.
 */
export async function backfillSegmentCounts(sql: Sql, { days, at }: { days: number; at: Date }): Promise<number> {
  const { value: store } = await readSettings(sql, 'store')
  const missing = await sql<{ endAt: Date }[]>`
    SELECT (day + 1)::timestamp AT TIME ZONE ${store.timeZone} - interval '1 millisecond' AS "endAt"
    FROM generate_series(1, ${days}::integer) AS ago, LATERAL (SELECT (${at}::timestamptz AT TIME ZONE ${store.timeZone})::date - ago AS day) AS d
    WHERE NOT EXISTS (SELECT FROM segment_counts AS c WHERE c.day = d.day)
      AND (day + 1)::timestamp AT TIME ZONE ${store.timeZone} > (SELECT min(placed_at) FROM orders WHERE is_valid)
    ORDER BY day`
  for (const { endAt } of missing) await writeSegmentCounts(sql, { at: endAt, scored: scoreEveryone(sql, endAt) })
  return missing.length
}

/** The counted days from `from` to `until`, both included and `YYYY-MM-DD`, oldest first. */
export async function listSegmentDays(sql: Sql, { from, until }: { from: string; until: string }): Promise<SegmentDay[]> {
  const days = await sql<{ day: string; counts: Partial<Record<SegmentKey, number>> }[]>`
    SELECT day::text AS day, jsonb_object_agg(segment, customers) AS counts
    FROM segment_counts WHERE day BETWEEN ${from}::date AND ${until}::date GROUP BY day ORDER BY day`
  return days.map(({ day, counts }) => ({ day, ...toCounts(counts) }))
}

interface SegmentCount {
  segment: SegmentKey
  customers: number
}

/** A row for each of the nine, empty ones too. */
function countRows(sql: Sql, scored: Fragment): Fragment {
  return sql`
    SELECT segment, coalesce(sum(same.customers), 0)::integer AS customers
    FROM unnest(${[...segmentKeys]}::text[]) AS segment
    LEFT JOIN (SELECT stage, tags, count(*) AS customers FROM (${scored}) AS scored GROUP BY stage, tags) AS same
      ON segment = ANY (array_append(same.tags, same.stage))
    GROUP BY segment`
}

function toCounts(found: Partial<Record<SegmentKey, number>>): SegmentCounts {
  const customers = Object.fromEntries(segmentKeys.map((key) => [key, found[key] ?? 0])) as Record<SegmentKey, number>
  return { buyers: customers.lapsed + customers.new + customers.most_active + customers.active, customers }
}
