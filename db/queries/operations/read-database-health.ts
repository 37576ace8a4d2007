/** How the database itself is: from its own statistics, which cost nothing to read. */
import type { DatabaseFacts } from '../../../domain/system-health.ts'
import type { Sql } from '../../client.ts'
import { listPendingMigrations } from '../schema-migrations.ts'

export async function readDatabaseHealth(sql: Sql): Promise<DatabaseFacts> {
  const startedAt = performance.now()
  await sql`SELECT 1`
  const latencyMs = Math.round(performance.now() - startedAt)
  const [row] = await sql<
    [Omit<DatabaseFacts, 'latencyMs' | 'pendingMigrations' | 'ledger'> & { rows: number; deadRows: number; vacuumedAt: Date | null }]
  >`
    SELECT (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
      current_setting('max_connections')::int AS "maxConnections",
      (SELECT (extract(epoch FROM now() - min(xact_start)) * 1000)::float8 FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()) AS "oldestTransactionMs",
      pg_database_size(current_database())::float8 AS "sizeBytes",
      s.n_live_tup::float8 AS rows, s.n_dead_tup::float8 AS "deadRows", greatest(s.last_autovacuum, s.last_vacuum) AS "vacuumedAt"
    FROM pg_stat_user_tables s WHERE s.relid = 'deliveries'::regclass`
  const { rows, deadRows, vacuumedAt, ...figures } = row
  return { ...figures, latencyMs, pendingMigrations: await listPendingMigrations(sql), ledger: { rows, deadRows, vacuumedAt } }
}
