/** The statements that write orders and their items, whatever their number. */
import type { StoredOrder } from '../../../domain/order-changes.ts'
import { describeDatabaseError, pgErrors, type Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { copyOrders } from './copy-orders.ts'

export interface WrittenOrder extends StoredOrder {
  /** UUID. */
  id: string
}

const recordType = `external_id text, customer_id uuid, placed_at timestamptz, status text, currency text, total_minor bigint, refunded_minor bigint,
  payment_method text, coupon text, cancelled_at timestamptz, refunded_at timestamptz, attributes jsonb`

function toRecord(order: StoredOrder) {
  return {
    external_id: order.externalId,
    customer_id: order.customerId,
    placed_at: order.placedAt,
    status: order.status,
    currency: order.currency,
    total_minor: order.totalMinor,
    refunded_minor: order.refundedMinor,
    payment_method: order.paymentMethod,
    coupon: order.coupon,
    cancelled_at: order.cancelledAt,
    refunded_at: order.refundedAt,
    attributes: order.attributes,
  }
}

export async function updateOrders(sql: Sql, orders: readonly WrittenOrder[]): Promise<void> {
  if (orders.length === 0) return
  await sql`
    UPDATE orders o SET customer_id = n.customer_id, placed_at = n.placed_at, status = n.status, currency = n.currency, total_minor = n.total_minor,
      refunded_minor = n.refunded_minor, payment_method = n.payment_method, coupon = n.coupon, cancelled_at = n.cancelled_at,
      refunded_at = n.refunded_at, attributes = n.attributes, updated_at = now()
    FROM jsonb_to_recordset(${sql.json(orders.map((order) => ({ id: order.id, ...toRecord(order) })) as never)}) AS n (id uuid, ${sql.unsafe(recordType)})
    WHERE o.id = n.id`
}

/** The ids of those that were not there, written with their items; the others have been inserted by somebody else since they were looked up. */
export async function insertOrders(sql: Sql, orders: readonly StoredOrder[]): Promise<{ id: string; externalId: string }[]> {
  if (orders.length === 0) return []
  if (orders.length >= copiedFrom) {
    const copied = await tryToCopy(sql, orders)
    if (copied !== undefined) return copied
  }
  const inserted = await sql<{ id: string; externalId: string }[]>`
    INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor, refunded_minor, payment_method, coupon, cancelled_at, refunded_at, attributes)
    SELECT external_id, customer_id, placed_at, status, currency, total_minor, refunded_minor, payment_method, coupon, cancelled_at, refunded_at, attributes
    FROM jsonb_to_recordset(${sql.json(orders.map(toRecord) as never)}) AS n (${sql.unsafe(recordType)})
    ON CONFLICT (external_id) DO NOTHING RETURNING id, external_id AS "externalId"`
  const ids = new Map(inserted.map((row) => [row.externalId, row.id]))
  await insertItems(
    sql,
    orders.flatMap((order) => {
      const id = ids.get(order.externalId)
      return id === undefined ? [] : [{ id, ...order }]
    }),
  )
  return inserted
}

// From so many on, COPY's two statements cost less than those that read JSON.
const copiedFrom = 100

/** Undefined when another transaction has inserted one of them since they were looked for. */
async function tryToCopy(sql: Sql, orders: readonly StoredOrder[]): Promise<{ id: string; externalId: string }[] | undefined> {
  try {
    return await runInTransaction(sql, (savepoint) => copyOrders(savepoint, orders))
  } catch (error) {
    if (describeDatabaseError(error)?.code === pgErrors.uniqueViolation) return undefined
    throw error
  }
}

export async function replaceItems(sql: Sql, orders: readonly WrittenOrder[]): Promise<void> {
  if (orders.length === 0) return
  await sql`DELETE FROM order_items WHERE order_id = ANY(${orders.map((order) => order.id)}::uuid[])`
  await insertItems(sql, orders)
}

async function insertItems(sql: Sql, orders: readonly WrittenOrder[]): Promise<void> {
  const items = orders.flatMap((order) =>
    order.items.map((item, index) => ({
      order_id: order.id,
      line: index + 1,
      product_external_id: item.productExternalId,
      name: item.name,
      category: item.category,
      merchant: item.merchant,
      vertical: item.vertical,
      quantity: item.quantity,
      price_minor: item.priceMinor,
    })),
  )
  if (items.length === 0) return
  await sql`
    INSERT INTO order_items (order_id, line, product_external_id, name, category, merchant, vertical, quantity, price_minor)
    SELECT order_id, line, product_external_id, name, category, merchant, vertical, quantity, price_minor
    FROM jsonb_to_recordset(${sql.json(items)}) AS n (order_id uuid, line integer, product_external_id text, name text, category text, merchant text,
      vertical text, quantity integer, price_minor bigint)`
}
