/** Orders of the future count from their time on: whoever has one is written down here, to be scored again then. */
import type { Sql } from '../../client.ts'

/** Everyone with a valid order after `at`, whoever wrote it; or only those who are named. */
export async function wakeForLaterOrders(sql: Sql, at: Date, customerIds?: string[]): Promise<void> {
  await sql`
    INSERT INTO segment_wakeups (customer_id, due_at)
    SELECT customer_id, min(placed_at) FROM orders
    WHERE is_valid AND placed_at > ${at} ${customerIds === undefined ? sql`` : sql`AND customer_id = ANY(${customerIds}::uuid[])`}
    GROUP BY customer_id ORDER BY 2, 1
    ON CONFLICT DO NOTHING`
}
