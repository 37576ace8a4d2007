/** The end of a broadcast whose run is gone: stopped by hand in Temporal, or failed. */
import type { Pool, Sql } from '../../client.ts'
import { projectBroadcastStatus } from '../broadcast-status.ts'
import { stopSend } from './finish-send.ts'
import { readSend } from './send.ts'

/** Broadcasts that a run is to be working on, the longest unchanged first; those whose start still lies in the outbox are not among them. */
export async function listRunningBroadcasts(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    SELECT b.id FROM broadcasts b
    WHERE b.status IN ('scheduled', 'sending', 'paused')
      AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.kind = 'start_broadcast' AND o.payload ->> 'broadcastId' = b.id::text)
    ORDER BY b.updated_at`
  return rows.map((row) => row.id)
}

/** Nobody is written to any more, everyone gets a verdict, and the broadcast has failed. Run again, it changes nothing. */
export async function failBroadcast(sql: Pool, { broadcastId, now }: { broadcastId: string; now: Date }): Promise<void> {
  const send = await readSend(sql, broadcastId)
  if (send !== undefined) await stopSend(sql, { send, now })
  await projectBroadcastStatus(sql, { broadcastId, status: 'failed', now })
}
