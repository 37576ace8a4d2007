/** Orders that are about to be written, held until the transaction ends, with their items. */
import type { StoredOrder } from '../../../domain/order-changes.ts'
import type { OrderItem } from '../../../domain/orders.ts'
import type { Sql } from '../../client.ts'

export interface LockedOrder extends StoredOrder {
  /** UUID. */
  id: string
}

/** By external id; locked in its order, so that overlapping callers cannot deadlock. */
export async function lockOrders(sql: Sql, externalIds: string[]): Promise<Map<string, LockedOrder>> {
  const orders = await sql<Omit<LockedOrder, 'items'>[]>`
    SELECT id, external_id AS "externalId", customer_id AS "customerId", placed_at AS "placedAt", status, currency,
      total_minor::float8 AS "totalMinor", refunded_minor::float8 AS "refundedMinor", payment_method AS "paymentMethod", coupon,
      cancelled_at AS "cancelledAt", refunded_at AS "refundedAt", attributes
    FROM orders WHERE external_id = ANY(${externalIds}::text[]) ORDER BY external_id COLLATE "C" FOR NO KEY UPDATE`
  const items = await readItems(
    sql,
    orders.map((order) => order.id),
  )
  return new Map(orders.map((order) => [order.externalId, { ...order, items: items.get(order.id) ?? [] }]))
}

/** The items of each order, in their order. */
export async function readItems(sql: Sql, orderIds: readonly string[]): Promise<Map<string, OrderItem[]>> {
  if (orderIds.length === 0) return new Map()
  const rows = await sql<(OrderItem & { orderId: string })[]>`
    SELECT order_id AS "orderId", product_external_id AS "productExternalId", name, category, merchant, vertical, quantity, price_minor::float8 AS "priceMinor"
    FROM order_items WHERE order_id = ANY(${orderIds}::uuid[]) ORDER BY order_id, line`
  const items = new Map<string, OrderItem[]>()
  for (const { orderId, ...item } of rows) items.set(orderId, [...(items.get(orderId) ?? []), item])
  return items
}
