/** What several broadcasts came to, for a list of them: people by how far the message got with them, machines' opens and clicks left out. */
import type { Sql } from '../../client.ts'

export interface BroadcastCounts {
  /** UUID. */
  id: string
  /** Members of the frozen audience; 0 before the freeze. */
  recipients: number
  /** What a provider took. */
  sent: number
  delivered: number
  skipped: number
  opened: number
  clicked: number
}

/** One row for each that was frozen: those that were not have none. */
export async function countBroadcasts(sql: Sql, ids: readonly string[]): Promise<BroadcastCounts[]> {
  return sql<BroadcastCounts[]>`
    SELECT s.id, s.recipients, coalesce(d.sent, 0) AS sent, coalesce(d.delivered, 0) AS delivered, coalesce(d.skipped, 0) AS skipped,
      coalesce(e.opened, 0) AS opened, coalesce(e.clicked, 0) AS clicked
    FROM sends s
    LEFT JOIN LATERAL (
      SELECT count(*) FILTER (WHERE status IN ('accepted', 'delivered', 'undeliverable', 'bounced'))::int AS sent,
        count(*) FILTER (WHERE status = 'delivered')::int AS delivered, count(*) FILTER (WHERE status = 'skipped')::int AS skipped
      FROM deliveries WHERE send_id = s.id
    ) AS d ON true
    LEFT JOIN LATERAL (
      SELECT count(DISTINCT customer_id) FILTER (WHERE type = 'opened')::int AS opened,
        count(DISTINCT customer_id) FILTER (WHERE type = 'clicked')::int AS clicked
      FROM delivery_events WHERE send_id = s.id AND type IN ('opened', 'clicked') AND NOT is_bot
    ) AS e ON true
    WHERE s.id = ANY (${[...ids]}::uuid[])`
}
