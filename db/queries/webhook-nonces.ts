/** Which signed webhooks have been taken already (migration 0030). */
import type { Sql } from '../client.ts'

/** Takes those that are new, in the caller's transaction: when it fails, they may come again. Answers with the ones taken. */
export async function takeNonces(sql: Sql, nonces: readonly string[], now: Date): Promise<Set<string>> {
  if (nonces.length === 0) return new Set()
  // In order, so that two transactions wait for each other and never in a circle.
  const rows = await sql<{ nonce: string }[]>`
    INSERT INTO webhook_nonces (nonce, seen_at) SELECT nonce, ${now} FROM unnest(${nonces.toSorted()}::text[]) AS n (nonce)
    ON CONFLICT (nonce) DO NOTHING RETURNING nonce`
  return new Set(rows.map((row) => row.nonce))
}

/** Forgets those that no signature can be valid for any more. */
export async function sweepNonces(sql: Sql, before: Date): Promise<void> {
  await sql`DELETE FROM webhook_nonces WHERE seen_at < ${before}`
}
