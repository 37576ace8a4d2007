/** Whether the order of a redemption is over, and that none is made while it is being cancelled. How both see each other: migration 0200. */
import type { Sql } from '../../client.ts'
import type { Fragment } from './voucher-columns.ts'

/** Part of the redemption's WHERE: false for an order that is over. Holds the order as it is until the transaction ends. */
export function isOrderOpen(sql: Sql, orderExternalId: string): Fragment {
  return sql`NOT hold_voucher_order(${orderExternalId})`
}

/** For an explanation: the order is known, and cancelled or fully refunded. */
export async function isOrderOver(sql: Sql, orderExternalId: string): Promise<boolean> {
  const orders = await sql`SELECT FROM orders WHERE external_id = ${orderExternalId} AND NOT is_valid`
  return orders.length > 0
}

/** No redemption with one of these orders is under way until the caller's transaction ends. */
export async function closeOrders(sql: Sql, orderExternalIds: readonly string[]): Promise<void> {
  await sql`SELECT close_voucher_orders(${orderExternalIds}::text[])`
}
