/** What waits and how much there is, from small tables and the planner's estimates: cheap enough for every scrape. */
import type { Sql } from '../client.ts'

export interface Backlog {
  outbox: number
  openSends: number
  deliveries: number
  customers: number
}

export async function readBacklog(sql: Sql): Promise<Backlog> {
  const [row] = await sql<Backlog[]>`
    SELECT (SELECT count(*)::int FROM outbox) AS outbox,
      (SELECT count(*)::int FROM sends WHERE completed_at IS NULL) AS "openSends",
      (SELECT greatest(reltuples, 0)::float8 FROM pg_class WHERE oid = 'deliveries'::regclass) AS deliveries,
      (SELECT greatest(reltuples, 0)::float8 FROM pg_class WHERE oid = 'customers'::regclass) AS customers`
  return row ?? { outbox: 0, openSends: 0, deliveries: 0, customers: 0 }
}
