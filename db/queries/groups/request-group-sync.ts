/** Asks for a sync of one group, in the transaction of the news that calls for it. The outbox brings it to Temporal. */
import type { Sql } from '../../client.ts'

export async function requestGroupSync(sql: Sql, groupId: string): Promise<void> {
  // One that waits serves us as well, and held it waits until we have committed. One that is on its way already may be too early for us.
  const waiting = await sql`
    SELECT FROM outbox WHERE kind = 'sync_group' AND payload ->> 'groupId' = ${groupId} LIMIT 1 FOR UPDATE SKIP LOCKED`
  if (waiting.length > 0) return
  await sql`INSERT INTO outbox (kind, payload) VALUES ('sync_group', ${sql.json({ groupId })})`
}
