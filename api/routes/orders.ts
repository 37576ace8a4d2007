/** Orders: upserts by external id, single and in bulk; status changes; look up and list. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { listOrders, readOrder } from '../../db/queries/orders/read-orders.ts'
import { upsertOrders } from '../../db/queries/orders/upsert-orders.ts'
import { normaliseOrder, type OrderInput } from '../../domain/orders.ts'
import { acceptOrRefuse, answerRows, bulkBody, bulkResponse, documentBulkBody, readRows, toFieldErrors } from '../http/bulk.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../http/pagination.ts'
import { Problem } from '../http/problems.ts'
import { Answer, defineRoute } from '../http/routes.ts'
import { findCustomer } from '../http/named-customer.ts'
import { orderFields, orderInput, orderSchema, orderStatus, orderStatusChange } from '../schemas/orders.ts'
import { type RecordKey, referenceParams, referenceTo } from '../schemas/references.ts'
import { viewOrder } from '../views/orders.ts'

const tag = 'Orders'
const cursorKey = z.tuple([z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/), z.uuid()])

export const orderRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/orders',
    tag,
    scope: 'orders:write',
    summary: 'Create an order, or update the one with this external id',
    description: '201 when it is new, 200 otherwise.',
    body: orderInput,
    response: orderSchema,
    otherStatuses: [201],
    handler: ({ body, sql, at }) => writeOrder(sql, body, at),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/orders/bulk',
    tag,
    scope: 'orders:write',
    summary: 'Create and update up to 5,000 orders',
    body: bulkBody('orders'),
    documentedBody: documentBulkBody('orders', orderInput),
    response: bulkResponse,
    async handler({ body, sql, at }) {
      const rows = readRows(body.orders, orderInput, normaliseOrder)
      const written = await upsertOrders(
        sql,
        rows.accepted.map(({ value }) => value),
        { at },
      )
      return answerRows(rows, written, { kind: 'order', externalIdOf: (row) => row.externalId })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/orders',
    tag,
    scope: 'orders:read',
    summary: 'List orders, the latest placed first',
    query: z.strictObject({
      customer: referenceTo('customer').optional(),
      externalId: z.string().max(255).optional(),
      status: orderStatus.optional(),
      ...pageQuery,
    }),
    response: pageOf(orderSchema),
    async handler({ query: { customer, cursor, limit = defaultLimit, ...filter }, sql }) {
      const before = decodeCursor(cursorKey, cursor)
      const customerId = await findCustomer(sql, customer)
      if (customerId === null) return { data: [], nextCursor: null }
      const rows = await listOrders(sql, { ...filter, customerId, before, limit: limit + 1 })
      return makePage(rows, limit, viewOrder, (row) => [row.placedAtText, row.id])
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/orders/{id}',
    tag,
    scope: 'orders:read',
    summary: 'Get an order',
    params: referenceParams('order'),
    response: orderSchema,
    handler: ({ params, sql }) => showOrder(sql, params.id),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/orders/{id}',
    tag,
    scope: 'orders:write',
    summary: 'Update an order; with ext:, create it when it is new',
    params: referenceParams('order'),
    body: orderFields,
    response: orderSchema,
    otherStatuses: [201],
    async handler({ params, body, sql, at }) {
      const externalId = 'externalId' in params.id ? params.id.externalId : (await readOrder(sql, params.id))?.externalId
      if (externalId === undefined) throw new Problem('not_found')
      return writeOrder(sql, { ...body, externalId }, at)
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/orders/{id}/status',
    tag,
    scope: 'orders:write',
    summary: 'Say that an order was paid, cancelled or refunded',
    params: referenceParams('order'),
    body: orderStatusChange,
    response: orderSchema,
    async handler({ params, body: { status, refunded, occurredAt }, sql, at }) {
      const order = await readOrder(sql, params.id)
      if (order === undefined) throw new Problem('not_found')
      const instants = {
        ...(status === 'cancelled' ? { cancelledAt: occurredAt ?? at } : {}),
        ...(status.endsWith('refunded') ? { refundedAt: occurredAt ?? at } : {}),
      }
      return writeOrder(sql, { externalId: order.externalId, status, ...instants, ...(refunded === undefined ? {} : { refunded }) }, at)
    },
  }),
]

async function writeOrder(sql: Sql, input: OrderInput, at: Date) {
  const order = acceptOrRefuse(normaliseOrder(input))
  const [written] = await upsertOrders(sql, [order], { at })
  if (written?.status === 'rejected') throw new Problem('invalid_request', { errors: toFieldErrors(written.faults) })
  return new Answer(written?.status === 'created' ? 201 : 200, await showOrder(sql, { externalId: order.externalId }))
}

async function showOrder(sql: Sql, key: RecordKey) {
  const order = await readOrder(sql, key)
  if (order === undefined) throw new Problem('not_found')
  return viewOrder(order)
}
