/** Writes what a batch of an import's rows says, with the same statements as the API. One result for each row. */
import type { CustomerWrite } from '../../domain/customers.ts'
import type { RejectionCode } from '../../domain/imports.ts'
import { layOrder } from '../../domain/order-changes.ts'
import type { OrderWrite } from '../../domain/orders.ts'
import type { FieldFault } from '../../domain/text-fields.ts'
import type { Sql } from '../client.ts'
import { describeDatabaseError } from '../client.ts'
import { runInTransaction } from '../transaction.ts'
import { upsertCustomers } from './customers/upsert-customers.ts'
import { upsertOrders } from './orders/upsert-orders.ts'

export type RowResult =
  | { status: 'created' | 'updated' | 'unchanged'; isSuperseded: boolean }
  | { status: 'rejected'; code: RejectionCode; fault: FieldFault }

export async function writeImportedCustomers(sql: Sql, rows: readonly CustomerWrite[], { at }: { at: Date }): Promise<RowResult[]> {
  const results = await upsertCustomers(sql, rows, { at })
  return results.map(({ status, supersededBy }) => ({ status, isSuperseded: supersededBy !== undefined }))
}

/** `createCustomers` adds those who are not known, with nothing but their id; not for an order that could not be written anyway. */
export async function writeImportedOrders(
  sql: Sql,
  rows: readonly OrderWrite[],
  { at, createCustomers }: { at: Date; createCustomers: boolean },
): Promise<RowResult[]> {
  const faults = rows.map((row) => (createCustomers ? findOrderFault(row, at) : undefined))
  if (createCustomers) {
    const externalIds = new Set(rows.flatMap(({ customerExternalId }, at) => (faults[at] === undefined ? (customerExternalId ?? []) : [])))
    // Customers before orders: the order in which every writer locks them.
    await upsertCustomers(
      sql,
      [...externalIds].map((externalId) => ({ externalId })),
      { at },
    )
  }
  const results = await upsertOrders(sql, rows, { at })
  return results.map((result, index): RowResult => {
    if (result.status !== 'rejected') return { status: result.status, isSuperseded: result.supersededBy !== undefined }
    const fault = result.faults[0] ?? { field: '', message: 'Not valid' }
    if (fault.field !== 'customerExternalId') return { status: 'rejected', code: 'invalid_value', fault }
    const cause = faults[index]
    return cause === undefined
      ? { status: 'rejected', code: 'unknown_customer', fault }
      : { status: 'rejected', code: 'invalid_value', fault: cause }
  })
}

/** What is wrong with it as a new order, whoever the customer is. */
function findOrderFault(row: OrderWrite, at: Date): FieldFault | undefined {
  const laid = layOrder(undefined, row, { customerId: anyCustomer, at })
  return laid.kind === 'rejected' ? laid.faults[0] : undefined
}

const anyCustomer = '00000000-0000-7000-8000-000000000000'

/**
 * Rows that passed every check of ours and that PostgreSQL refuses nevertheless cost themselves alone: the batch is cut in halves until
 * they are found.
 */
export async function writeAround<T>(
  sql: Sql,
  rows: readonly T[],
  write: (sql: Sql, rows: readonly T[]) => Promise<RowResult[]>,
): Promise<RowResult[]> {
  try {
    return await runInTransaction(sql, (savepoint) => write(savepoint, rows))
  } catch (error) {
    const code = describeDatabaseError(error)?.code ?? ''
    if (!isDataFault(code)) throw error
    if (rows.length <= 1)
      return rows.map(() => ({
        status: 'rejected',
        code: 'invalid_value',
        fault: { field: '', message: `A value cannot be kept (${code})` },
      }))
    const middle = rows.length >> 1
    return [...(await writeAround(sql, rows.slice(0, middle), write)), ...(await writeAround(sql, rows.slice(middle), write))]
  }
}

/** Data exception, or a check that a table makes. */
function isDataFault(code: string): boolean {
  return /^22\w{3}$/.test(code) || code === '23514'
}

class RolledBack extends Error {}

/** What `work` would do, undone. */
export async function tryOut<T>(sql: Sql, work: (sql: Sql) => Promise<T>): Promise<T> {
  const outcome: { result?: T } = {}
  try {
    await runInTransaction(sql, async (savepoint) => {
      outcome.result = await work(savepoint)
      throw new RolledBack()
    })
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
  }
  return outcome.result as T
}
