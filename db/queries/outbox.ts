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
    SELECT id::text, kind, payload FROM outbox WHERE next_attempt_at <= now() ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED`
}

export async function deleteOutboxRows(sql: Sql, ids: string[]): Promise<void> {
  if (ids.length > 0) await sql`DELETE FROM outbox WHERE id = ANY (${ids}::bigint[])`
}

/** Tries again later: after a second, then twice as long each time, up to a minute. */
export async function postponeOutboxRow(sql: Sql, { id, code }: { id: string; code: string }): Promise<void> {
  await sql`
    UPDATE outbox SET attempts = attempts + 1, last_error_code = ${code}, next_attempt_at = now() + make_interval(secs => least(60, 2 ^ least(attempts, 6)))
    WHERE id = ${id}`
}
