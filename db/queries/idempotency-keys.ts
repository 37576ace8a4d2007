/** The answer that each Idempotency-Key was given, kept for 24 hours in the transaction of what it did. */
import type { Sql } from '../client.ts'

export interface KeptAnswer {
  requestHash: Buffer
  status: number
  body: unknown
}

/**
 * Takes the key for the current transaction; false while another transaction holds it. Held until commit or rollback, so that a crash leaves
 * nothing behind.
 */
export async function tryLockIdempotencyKey(sql: Sql, callerId: string, key: string): Promise<boolean> {
  const [row] = await sql<{ isLocked: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`idempotency:${callerId}:${key}`}, 0)) AS "isLocked"`
  return row?.isLocked === true
}

export async function readKeptAnswer(sql: Sql, callerId: string, key: string): Promise<KeptAnswer | undefined> {
  const [row] = await sql<KeptAnswer[]>`
    SELECT request_hash AS "requestHash", response_status AS status, response_body AS body FROM idempotency_keys
    WHERE caller_id = ${callerId} AND key = ${key} AND created_at > now() - interval '24 hours' AND response_status IS NOT NULL`
  return row
}

export async function keepAnswer(sql: Sql, callerId: string, key: string, { requestHash, status, body }: KeptAnswer): Promise<void> {
  await sql`
    INSERT INTO idempotency_keys (caller_id, key, request_hash, response_status, response_body)
    VALUES (${callerId}, ${key}, ${requestHash}, ${status}, ${body === undefined ? null : sql.json(body as never)})
    ON CONFLICT (caller_id, key) DO UPDATE SET request_hash = excluded.request_hash, response_status = excluded.response_status,
      response_body = excluded.response_body, created_at = now()`
}

/** Forgets what is older than 24 hours. */
export async function deleteExpiredAnswers(sql: Sql): Promise<void> {
  await sql`DELETE FROM idempotency_keys WHERE created_at < now() - interval '24 hours'`
}
