/** How many customers are in each segment: now, as of an instant, and day by day. Days are days of the store's own time zone. */
import { segmentKeys, type SegmentKey } from '../../../domain/segment-keys.ts'
import { localTimeAt } from '../../../domain/time.ts'
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
  const rows = await sql<{ stage: SegmentKey; tags: SegmentKey[]; customers: number }[]>`
    SELECT stage, tags, count(*)::integer AS customers
    FROM (${asOf === undefined ? keptScores(sql) : scoreEveryone(sql, asOf)}) AS scored GROUP BY stage, tags`
  const counts = toSegmentCounts({})
  for (const { stage, tags, customers } of rows) {
    counts.buyers += customers
    for (const segment of [stage, ...tags]) counts.customers[segment] += customers
  }
  return counts
}

function keptScores(sql: Sql): Fragment {
  return sql`SELECT stage, tags FROM customer_metrics`
}

/** Keeps the sizes of the segments as they stand, for the day of `at`, over what an earlier refresh of that day has counted. @returns the number of buyers */
export async function countPresentDay(sql: Sql, at: Date): Promise<number> {
  const { value: store } = await readSettings(sql, 'store')
  const counts = await countSegments(sql)
  await writeSegmentCounts(sql, [{ day: localTimeAt(at, store.timeZone).date, ...counts }])
  return counts.buyers
}

/** Over what was counted of these days before. */
export async function writeSegmentCounts(sql: Sql, days: readonly SegmentDay[]): Promise<void> {
  const rows = days.flatMap(({ day, customers }) => segmentKeys.map((segment) => ({ day, segment, customers: customers[segment] })))
  await sql`
    INSERT INTO segment_counts (day, segment, customers)
    SELECT day, segment, customers FROM unnest(${rows.map((row) => row.day)}::date[], ${rows.map((row) => row.segment)}::text[],
      ${rows.map((row) => row.customers)}::integer[]) AS counted (day, segment, customers)
    ORDER BY day, segment
    ON CONFLICT (day, segment) DO UPDATE SET customers = excluded.customers`
}

/** The counted days from `from` to `until`, both included and `YYYY-MM-DD`, oldest first. */
export async function listSegmentDays(sql: Sql, { from, until }: { from: string; until: string }): Promise<SegmentDay[]> {
  const days = await sql<{ day: string; counts: Partial<Record<SegmentKey, number>> }[]>`
    SELECT day::text AS day, jsonb_object_agg(segment, customers) AS counts
    FROM segment_counts WHERE day BETWEEN ${from}::date AND ${until}::date GROUP BY day ORDER BY day`
  return days.map(({ day, counts }) => ({ day, ...toSegmentCounts(counts) }))
}

export function toSegmentCounts(found: Partial<Record<SegmentKey, number>>): SegmentCounts {
  const customers = Object.fromEntries(segmentKeys.map((key) => [key, found[key] ?? 0])) as Record<SegmentKey, number>
  return { buyers: customers.lapsed + customers.new + customers.most_active + customers.active, customers }
}
