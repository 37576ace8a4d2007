/** Orders that are not there yet, by the thousand, with their items: the same rows as write-orders inserts, by COPY. */
import type { StoredOrder } from '../../../domain/order-changes.ts'
import type { Sql } from '../../client.ts'
import { copyRows, encodeRow } from '../../copy.ts'
import { createRowId } from '../../uuids.ts'

/** In the caller's transaction, in which a unique violation leaves nothing usable. */
export async function copyOrders(sql: Sql, orders: readonly StoredOrder[]): Promise<{ id: string; externalId: string }[]> {
  const ids: { id: string; externalId: string }[] = []
  const rows: string[] = []
  const items: string[] = []
  const atMs = Date.now()
  for (const order of orders) {
    const id = createRowId(atMs)
    ids.push({ id, externalId: order.externalId })
    rows.push(
      encodeRow([
        id,
        order.externalId,
        order.customerId,
        order.placedAt,
        order.status,
        order.currency,
        order.totalMinor,
        order.refundedMinor,
        order.paymentMethod,
        order.coupon,
        order.cancelledAt,
        order.refundedAt,
        order.attributes,
      ]),
    )
    order.items.forEach((item, index) => {
      const { productExternalId, name, category, merchant, vertical, quantity, priceMinor } = item
      items.push(encodeRow([id, index + 1, productExternalId, name, category, merchant, vertical, quantity, priceMinor]))
    })
  }
  await copyRows(
    sql,
    `orders (id, external_id, customer_id, placed_at, status, currency, total_minor, refunded_minor,
      payment_method, coupon, cancelled_at, refunded_at, attributes) FROM STDIN`,
    rows.join(''),
  )
  if (items.length > 0)
    await copyRows(
      sql,
      'order_items (order_id, line, product_external_id, name, category, merchant, vertical, quantity, price_minor) FROM STDIN',
      items.join(''),
    )
  return ids
}
