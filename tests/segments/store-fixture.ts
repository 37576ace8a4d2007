/** Puts orders into a database, as fast as it goes, for tests that care only about customers and orders. */
import type { Sql } from '../../db/client.ts'
import type { SegmentKey } from '../../domain/segment-keys.ts'
import type { OracleOrder } from './segment-oracle.ts'

/** Adds the customers (by external id) and their orders; orders that are not valid are cancelled ones. Returns the ids of all customers by external id. */
export async function insertOrders(sql: Sql, orders: OracleOrder[], customers: string[] = []): Promise<Map<string, string>> {
  const everyone = [...new Set([...customers, ...orders.map((order) => order.customer)])]
  await sql`INSERT INTO customers (external_id) SELECT unnest(${everyone}::text[]) ON CONFLICT DO NOTHING`
  await sql`
    INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor)
    SELECT gen_random_uuid()::text, c.id, to_timestamp(o.placed_at_ms / 1000.0), o.status, 'EUR', o.net_minor
    FROM unnest(${orders.map((order) => order.customer)}::text[], ${orders.map((order) => order.placedAtMs)}::float8[],
      ${orders.map((order) => order.netMinor)}::bigint[], ${orders.map((order) => (order.isValid ? 'paid' : 'cancelled'))}::text[]) AS o (customer, placed_at_ms, net_minor, status)
    JOIN customers AS c ON c.external_id = o.customer`
  const rows = await sql<{ id: string; externalId: string }[]>`SELECT id, external_id AS "externalId" FROM customers`
  return new Map(rows.map((row) => [row.externalId, row.id]))
}

/** The segments that the database keeps for each customer, by external id, in alphabetical order. */
export async function readSegments(sql: Sql): Promise<Map<string, string[]>> {
  const rows = await sql<{ customer: string; segments: string[] }[]>`
    SELECT c.external_id AS customer, m.stage || m.tags AS segments FROM customer_metrics AS m JOIN customers AS c ON c.id = m.customer_id`
  return new Map(rows.map((row) => [row.customer, row.segments.toSorted()]))
}

export interface Movement {
  changedAt: string
  entered: SegmentKey[]
  exited: SegmentKey[]
}

/** What was kept of one customer's entries and exits, oldest first. */
export async function readMovements(sql: Sql, customer: string): Promise<Movement[]> {
  const rows = await sql<{ changedAt: Date; entered: SegmentKey[]; exited: SegmentKey[] }[]>`
    SELECT s.changed_at AS "changedAt", s.entered, s.exited FROM segment_changes AS s JOIN customers AS c ON c.id = s.customer_id
    WHERE c.external_id = ${customer} ORDER BY s.changed_at`
  return rows.map((row) => ({ changedAt: row.changedAt.toISOString(), entered: row.entered.toSorted(), exited: row.exited.toSorted() }))
}

/** Nobody, no orders, no history, the settings of a new store. */
export async function emptyStore(sql: Sql): Promise<void> {
  await sql`DELETE FROM customers`
  await sql`DELETE FROM orders`
  await sql`
    TRUNCATE customer_metrics, segment_changes, segment_cutoffs, segment_counts, segment_rescores, segment_days, segment_history_marks, segment_wakeups,
      settings, settings_versions, outbox, imports CASCADE`
}
