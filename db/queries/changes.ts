/** What has changed since somebody looked last, in one cheap statement whatever the store's size. docs/decisions/0400-one-stream-of-changes.md */
import { type ChangeTopic, changeTopics } from '../../domain/change-topics.ts'
import type { Sql } from '../client.ts'

/** Tables that every message, order or voucher writes to: their rows are counted by PostgreSQL, not noted by triggers. */
export const countedTables = {
  sends: 'deliveries',
  send_pages: 'deliveries',
  deliveries: 'deliveries',
  delivery_events: 'deliveries',
  journeys: 'journeys',
  autopilot_tallies: 'journeys',
  vouchers: 'vouchers',
  voucher_budgets: 'vouchers',
  customers: 'customers',
  orders: 'customers',
  events: 'customers',
  consent_events: 'customers',
  suppressions: 'customers',
  segment_counts: 'segments',
  customer_metrics: 'segments',
  webhook_arrivals: 'channels',
  provider_failures: 'health',
} as const satisfies Record<string, ChangeTopic>

const tables = Object.keys(countedTables) as (keyof typeof countedTables)[]

/** What was seen by a look: nothing that was committed before it is told again, and nothing after it is missed. */
export interface Look {
  /** A `pg_snapshot`. */
  snapshot: string
  /** By table: rows that were ever written, as far as PostgreSQL has been told. */
  written: Record<string, string>
}

/** @param before without it, what was noted within the last `recentMs` */
export async function readChanges(
  sql: Sql,
  { before, recentMs }: { before: Look | undefined; recentMs: number },
): Promise<{ look: Look; topics: ChangeTopic[] }> {
  const isNew =
    before === undefined
      ? sql`made_at > now() - make_interval(secs => ${recentMs / 1000})`
      : sql`made_by >= pg_snapshot_xmin(${before.snapshot}::pg_snapshot) AND NOT pg_visible_in_snapshot(made_by, ${before.snapshot}::pg_snapshot)`
  const [row] = await sql<{ snapshot: string; topics: string[]; written: Record<string, string> }[]>`
    SELECT pg_current_snapshot()::text AS snapshot,
      ARRAY(SELECT DISTINCT topic FROM changes WHERE ${isNew}) AS topics,
      (SELECT jsonb_object_agg(name, (pg_stat_get_tuples_inserted(id) + pg_stat_get_tuples_updated(id) + pg_stat_get_tuples_deleted(id))::text)
       FROM unnest(${tables}::text[]) AS name, LATERAL (SELECT to_regclass(name)::oid AS id) AS t) AS written`
  if (row === undefined) throw new Error('PostgreSQL did not say what has changed')
  const { snapshot, written } = row
  const counted = before === undefined ? [] : tables.filter((table) => written[table] !== before.written[table])
  const topics = new Set<string>([...row.topics, ...counted.map((table) => countedTables[table])])
  return { look: { snapshot, written }, topics: changeTopics.filter((topic) => topics.has(topic)) }
}

/** Once nobody asks for them any more: a look is at most seconds old. */
export async function deleteOldChanges(sql: Sql): Promise<void> {
  await sql`DELETE FROM changes WHERE made_at < now() - interval '10 minutes'`
}
