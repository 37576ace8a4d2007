/** What PostgreSQL plans by, after an import has filled tables or rehearsed it: a rehearsal leaves pages without rows, and autovacuum comes within a minute. */
import type { ImportKind } from '../../domain/imports.ts'
import type { Sql } from '../client.ts'

/** Reads a sample of each table that an import of that kind writes. Outside of transactions. */
export async function refreshStatistics(sql: Sql, kind: ImportKind): Promise<void> {
  if (kind === 'customers') await sql`ANALYZE customers, consent_events`
  else await sql`ANALYZE customers, orders, order_items`
}
