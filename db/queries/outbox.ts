/** Messages to Temporal that were committed with the facts that they tell of. */
import type { Sql } from '../client.ts'

export interface OutboxRow {
  id: string
  kind: string
  /** Ids by name. */
  payload: Record<string, string>
}

/** In the transaction of the fact that it tells of. @returns its id */
export async function insertOutboxRow(sql: Sql, kind: string, payload: Record<string, string>): Promise<string> {
  const [row] = await sql<[{ id: string }]>`INSERT INTO outbox (kind, payload) VALUES (${kind}, ${sql.json(payload)}) RETURNING id::text`
  return row.id
}

/** The oldest rows that are due, locked until the caller's transaction ends. Rows that another relay holds are passed over. */
export async function claimOutboxRows(sql: Sql, limit: number): Promise<OutboxRow[]> {
  return sql<OutboxRow[]>`
    SELECT id::text, kind, payload FROM outbox WHERE next_attempt_at <= now() ORDER BY outbox.id LIMIT ${limit} FOR UPDATE SKIP LOCKED`
}

/** Those of the customers that no other relay tells of anything until the caller's transaction ends: what happened to one is told in its order. */
export async function lockToldCustomers(sql: Sql, customerIds: readonly string[]): Promise<Set<string>> {
  if (customerIds.length === 0) return new Set()
  const rows = await sql<{ id: string }[]>`
    SELECT c AS id FROM unnest(${[...customerIds]}::text[]) AS c WHERE pg_try_advisory_xact_lock(727485270, hashtext(c))`
  return new Set(rows.map(({ id }) => id))
}

export async function deleteOutboxRows(sql: Sql, ids: string[]): Promise<void> {
  if (ids.length > 0) await sql`DELETE FROM outbox WHERE id = ANY (${ids}::bigint[])`
}

/** Tries again later: after a second, then twice as long each time, up to a minute. */
export async function postponeOutboxRows(sql: Sql, rows: readonly { id: string; code: string }[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    UPDATE outbox o SET attempts = attempts + 1, last_error_code = r.code, next_attempt_at = now() + make_interval(secs => least(60, 2 ^ least(attempts, 6)))
    FROM unnest(${rows.map(({ id }) => id)}::bigint[], ${rows.map(({ code }) => code)}::text[]) AS r (id, code) WHERE o.id = r.id`
}
