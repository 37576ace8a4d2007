/** Orders as people look at them, one or a page of them, items and all. */
import type { StoredOrder } from '../../../domain/order-changes.ts'
import type { OrderStatus } from '../../../domain/orders.ts'
import type { Sql } from '../../client.ts'
import { readItems } from './lock-orders.ts'

export interface Order extends StoredOrder {
  /** UUID. */
  id: string
  customerExternalId: string
  createdAt: Date
  updatedAt: Date
}

type Row = Omit<Order, 'items'> & { placedAtText: string }

const selectOrders = (sql: Sql) => sql`
  SELECT o.id, o.external_id AS "externalId", o.customer_id AS "customerId", c.external_id AS "customerExternalId", o.placed_at AS "placedAt",
    o.placed_at::text AS "placedAtText", o.status, o.currency, o.total_minor::float8 AS "totalMinor", o.refunded_minor::float8 AS "refundedMinor",
    o.payment_method AS "paymentMethod", o.coupon, o.cancelled_at AS "cancelledAt", o.refunded_at AS "refundedAt", o.attributes,
    o.created_at AS "createdAt", o.updated_at AS "updatedAt"
  FROM orders o JOIN customers c ON c.id = o.customer_id`

export async function readOrder(sql: Sql, key: { id: string } | { externalId: string }): Promise<Order | undefined> {
  const rows = await sql<Row[]>`${selectOrders(sql)} WHERE ${'id' in key ? sql`o.id = ${key.id}` : sql`o.external_id = ${key.externalId}`}`
  return (await withItems(sql, rows))[0]
}

export interface OrderFilter {
  customerId?: string | undefined
  externalId?: string | undefined
  status?: OrderStatus | undefined
}

/** Latest placed first, from before the given instant (as PostgreSQL writes it) and id. */
export async function listOrders(
  sql: Sql,
  { customerId, externalId, status, before, limit }: OrderFilter & { before?: readonly [string, string] | undefined; limit: number },
): Promise<(Order & { placedAtText: string })[]> {
  const rows = await sql<Row[]>`
    ${selectOrders(sql)}
    WHERE true
      ${customerId === undefined ? sql`` : sql`AND o.customer_id = ${customerId}`}
      ${externalId === undefined ? sql`` : sql`AND o.external_id = ${externalId}`}
      ${status === undefined ? sql`` : sql`AND o.status = ${status}`}
      ${before === undefined ? sql`` : sql`AND (o.placed_at, o.id) < (${before[0]}::text::timestamptz, ${before[1]}::uuid)`}
    ORDER BY o.placed_at DESC, o.id DESC LIMIT ${limit}`
  return withItems(sql, rows)
}

async function withItems(sql: Sql, rows: readonly Row[]): Promise<(Order & { placedAtText: string })[]> {
  const items = await readItems(
    sql,
    rows.map((row) => row.id),
  )
  return rows.map((row) => ({ ...row, items: items.get(row.id) ?? [] }))
}
