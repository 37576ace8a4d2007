/** Notes that a webhook came. */
import type { Sql } from '../../client.ts'

/** Whoever heard of it last counts: several processes note the same address. */
export async function noteWebhook(
  sql: Sql,
  { path, provider, takenAt, refusedAt }: { path: string; provider: string; takenAt: Date | null; refusedAt: Date | null },
): Promise<void> {
  await sql`
    INSERT INTO webhook_arrivals AS w (path, provider, taken_at, refused_at) VALUES (${path}, ${provider}, ${takenAt}, ${refusedAt})
    ON CONFLICT (path) DO UPDATE SET provider = excluded.provider, taken_at = greatest(w.taken_at, excluded.taken_at),
      refused_at = greatest(w.refused_at, excluded.refused_at)`
}
