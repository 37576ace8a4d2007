/** Every valid order of the store in the order of its time, as numbers, in flat memory: an hour's orders at a time, packed as bytes. */
import type { HistoryOrder } from '../../../domain/segment-history.ts'
import type { Sql } from '../../client.ts'

const orderBytes = 20
const hoursAtOnce = 200

/**
 * Calls `onOrder` with each valid order until `until`; the object is the same each time. `atMicros` is microseconds since 1970. Customers are numbered 0, 1, 2, … in the order
 * of their first orders. Ends early when `onHour`, which is called after each hour with orders, says so. One snapshot, in the caller's transaction.
 */
export async function readOrdersInTime(
  sql: Sql,
  { until, onOrder, onHour }: { until: Date; onOrder: (order: HistoryOrder) => void; onHour: () => Promise<'go on' | 'stop'> },
): Promise<void> {
  // All orders against all buyers, never one by one: that takes hours, and looks cheap as long as the statistics are those of a table that was empty.
  await sql`SET LOCAL enable_nestloop = off`
  const hours = sql<{ orders: Buffer }[]>`
    WITH valid AS NOT MATERIALIZED (SELECT customer_id, placed_at, net_minor FROM orders WHERE is_valid AND placed_at <= ${until}),
    buyers AS (
      SELECT customer_id, (row_number() OVER (ORDER BY first_at, customer_id) - 1)::integer AS number
      FROM (SELECT customer_id, min(placed_at) AS first_at FROM valid GROUP BY customer_id) AS firsts),
    numbered AS (
      SELECT number, (date_part('epoch', placed_at) * 1e6)::bigint AS at_micros, net_minor FROM valid JOIN buyers USING (customer_id))
    SELECT string_agg(int4send(number) || int8send(at_micros) || int8send(net_minor), '' ORDER BY at_micros, number) AS orders
    FROM numbered GROUP BY floor(at_micros / 3.6e9::float8) ORDER BY floor(at_micros / 3.6e9::float8)`.cursor(hoursAtOnce)
  for await (const rows of hours) {
    for (const { orders } of rows) {
      readOrders(orders, onOrder)
      if ((await onHour()) === 'stop') return
    }
  }
}

function readOrders(bytes: Buffer, onOrder: (order: HistoryOrder) => void): void {
  const order: HistoryOrder = { customer: 0, atMicros: 0, netMinor: 0 }
  for (let at = 0; at < bytes.length; at += orderBytes) {
    order.customer = bytes.readInt32BE(at)
    order.atMicros = bytes.readInt32BE(at + 4) * 2 ** 32 + bytes.readUInt32BE(at + 8)
    order.netMinor = bytes.readInt32BE(at + 12) * 2 ** 32 + bytes.readUInt32BE(at + 16)
    onOrder(order)
  }
}
