/**
 * Writes orders by their external id, thousands at a time, items and all, and keeps their customers' segments right in the same transaction. A
 * row that cannot be written says why and sinks no other.
 */
import { mergeRows } from '../../../domain/bulk-rows.ts'
import { layOrder, type StoredOrder } from '../../../domain/order-changes.ts'
import type { OrderWrite } from '../../../domain/orders.ts'
import type { FieldFault } from '../../../domain/text-fields.ts'
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { findCustomerIds } from '../find-customer-ids.ts'
import { rescoreCustomers } from '../segments/rescore-customers.ts'
import { rollBackVouchersOfOrders } from '../vouchers/roll-back-vouchers.ts'
import { lockOrders } from './lock-orders.ts'
import { insertOrders, replaceItems, updateOrders, type WrittenOrder } from './write-orders.ts'

export type OrderWriteResult =
  | { status: 'created' | 'updated' | 'unchanged'; id: string; supersededBy?: number }
  | { status: 'rejected'; faults: FieldFault[]; supersededBy?: number }

export interface OrderWriting {
  at: Date
  /** The caller sees to it that a refresh of all segments follows: an import's orders are scored once, at its end. */
  isRefreshedLater?: boolean
}

/** One result for each row, in their order. Rows are normalised (domain/orders). In one transaction: its own, or the caller's. */
export async function upsertOrders(
  sql: Sql,
  rows: readonly OrderWrite[],
  { at, isRefreshedLater = false }: OrderWriting,
): Promise<OrderWriteResult[]> {
  if (rows.length === 0) return []
  const merged = mergeRows(rows, (row) => row.externalId, layWrite)
  const results = await runInTransaction(sql, async (sql) => {
    const customerIds = await findCustomerIds(sql, merged.rows)
    const owners = new Map(merged.rows.map((row, index) => [row.externalId, customerIds[index]]))
    const done = new Map<string, OrderWriteResult>()
    const touched = new Set<string>()
    const over = new Set<string>()
    let remaining = merged.rows
    // A second round happens only when another transaction has inserted or erased one of them between our statements.
    while (remaining.length > 0) remaining = await writeRound(sql, remaining, { owners, done, touched, over, at })
    await rollBackVouchersOfOrders(sql, { orderExternalIds: [...over].sort(), at })
    if (!isRefreshedLater) await rescoreCustomers(sql, [...touched].sort(), at)
    return done
  })
  return merged.positions.map((position, index) => {
    const result = results.get(merged.rows[position]?.externalId ?? '')
    if (result === undefined) throw new Error('A row was neither refused nor written')
    const supersededBy = merged.supersededBy[index]
    return supersededBy === undefined ? result : { ...result, supersededBy }
  })
}

/** A later write of one order over an earlier. */
export function layWrite(earlier: OrderWrite, later: OrderWrite): OrderWrite {
  const { customerId, customerExternalId, ...rest } = earlier
  const namesCustomer = later.customerId !== undefined || later.customerExternalId !== undefined
  return {
    ...rest,
    ...(namesCustomer || customerId === undefined ? {} : { customerId }),
    ...(namesCustomer || customerExternalId === undefined ? {} : { customerExternalId }),
    ...later,
    ...(earlier.attributes === undefined && later.attributes === undefined
      ? {}
      : { attributes: { ...earlier.attributes, ...later.attributes } }),
  }
}

interface Round {
  owners: Map<string, string | undefined>
  done: Map<string, OrderWriteResult>
  /** Customers whose orders have changed. */
  touched: Set<string>
  /** External ids of orders that have become cancelled or fully refunded. */
  over: Set<string>
  at: Date
}

/** Writes what it can and returns the rows that another transaction has inserted in the meantime. */
async function writeRound(sql: Sql, rows: readonly OrderWrite[], { owners, done, touched, over, at }: Round): Promise<OrderWrite[]> {
  const stored = await lockOrders(
    sql,
    rows.map((row) => row.externalId),
  )
  const updates: WrittenOrder[] = []
  const inserts = new Map<string, StoredOrder>()
  const withNewItems: WrittenOrder[] = []
  for (const row of rows) {
    const customerId = owners.get(row.externalId)
    if (customerId === undefined && (row.customerId !== undefined || row.customerExternalId !== undefined)) {
      const field = row.customerId === undefined ? 'customerExternalId' : 'customerId'
      done.set(row.externalId, { status: 'rejected', faults: [{ field, message: 'The customer is not known' }] })
      continue
    }
    const { id, ...before } = stored.get(row.externalId) ?? {}
    const laid = layOrder(id === undefined ? undefined : (before as StoredOrder), row, { customerId, at })
    if (laid.kind === 'rejected') done.set(row.externalId, { status: 'rejected', faults: laid.faults })
    else if (id === undefined) inserts.set(row.externalId, laid.value.after)
    else {
      const { after, isChanged, areItemsChanged } = laid.value
      if (isOver(after.status) && !isOver((before as StoredOrder).status)) over.add(row.externalId)
      done.set(row.externalId, { status: isChanged ? 'updated' : 'unchanged', id })
      if (isChanged) updates.push({ id, ...after })
      if (areItemsChanged) withNewItems.push({ id, ...after })
      if (isChanged) for (const owner of [(before as StoredOrder).customerId, after.customerId]) touched.add(owner)
    }
  }
  await updateOrders(sql, updates)
  for (const { id, externalId } of await insertOrders(sql, [...inserts.values()])) {
    const order = inserts.get(externalId)
    if (order === undefined) continue
    inserts.delete(externalId)
    done.set(externalId, { status: 'created', id })
    touched.add(order.customerId)
    if (isOver(order.status)) over.add(externalId)
  }
  await replaceItems(sql, withNewItems)
  return rows.filter((row) => inserts.has(row.externalId))
}

function isOver(status: StoredOrder['status']): boolean {
  return status === 'cancelled' || status === 'refunded'
}
