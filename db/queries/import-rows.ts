/** Writes what a batch of an import's rows says, with the same statements as the API. One result for each row. */
import type { ConsentOutcome } from '../../domain/consents.ts'
import type { CustomerWrite } from '../../domain/customers.ts'
import { listAddressIds } from '../../domain/import-identity.ts'
import type { ImportedCustomer } from '../../domain/import-customers.ts'
import type { ImportedOrder } from '../../domain/import-orders.ts'
import type { RejectionCode } from '../../domain/imports.ts'
import { layOrder } from '../../domain/order-changes.ts'
import type { OrderWrite } from '../../domain/orders.ts'
import type { FieldFault } from '../../domain/text-fields.ts'
import type { Sql } from '../client.ts'
import { describeDatabaseError } from '../client.ts'
import { runInTransaction } from '../transaction.ts'
import { adoptByAddress, identifyPeople } from './customers/find-by-address.ts'
import { upsertCustomers } from './customers/upsert-customers.ts'
import { upsertOrders } from './orders/upsert-orders.ts'

export type RowResult =
  | { status: 'created' | 'updated' | 'unchanged'; isSuperseded: boolean }
  | { status: 'rejected'; code: RejectionCode; fault: FieldFault }

export interface WrittenRows {
  /** One for each row, in their order. */
  results: RowResult[]
  /** What came of the consents in them; rows that a later one was laid over say nothing. */
  consents: ConsentOutcome[]
  /** Customers who were made for orders. */
  customersMade: number
  /** What was written, under the ids under which it is there now. */
  customers: CustomerWrite[]
  orders: OrderWrite[]
}

export interface CustomerWriting {
  at: Date
  /** An export that was recognised: customers who were made by their address are given its ids. */
  adopts: boolean
}

export async function writeImportedCustomers(
  sql: Sql,
  rows: readonly ImportedCustomer[],
  { at, adopts }: CustomerWriting,
): Promise<WrittenRows> {
  if (adopts) {
    await adoptByAddress(
      sql,
      rows.filter(({ hasOwnId }) => hasOwnId).map(({ write }) => ({ externalId: write.externalId, addressIds: listAddressIds(write) })),
    )
  }
  const customers = await nameCustomers(sql, rows)
  const results = await upsertCustomers(sql, customers, { at })
  return {
    results: results.map(({ status, supersededBy }) => ({ status, isSuperseded: supersededBy !== undefined })),
    consents: results.flatMap(({ consents, supersededBy }) => (supersededBy === undefined ? consents : [])),
    customersMade: 0,
    customers,
    orders: [],
  }
}

/** Rows without an id of the store's own are whoever has their address. */
async function nameCustomers(sql: Sql, rows: readonly ImportedCustomer[]): Promise<CustomerWrite[]> {
  if (rows.every(({ hasOwnId }) => hasOwnId)) return rows.map(({ write }) => write)
  const people = await identifyPeople(
    sql,
    rows.map(({ write: { externalId, email, phone }, hasOwnId }) => ({ externalId, email, phone, hasOwnId })),
    { takesOwnIds: true },
  )
  return rows.map(({ write }, at) => ({ ...write, externalId: people[at]?.externalId ?? write.externalId }))
}

/** `createCustomers` adds those who are not known, with what their orders say of them; not for an order that could not be written anyway. */
export async function writeImportedOrders(
  sql: Sql,
  rows: readonly ImportedOrder[],
  { at, createCustomers }: { at: Date; createCustomers: boolean },
): Promise<WrittenRows> {
  const people = await identifyPeople(
    sql,
    rows.map(({ customer: { profile, hasOwnId } }) => ({
      externalId: profile.externalId,
      email: profile.email,
      phone: profile.phone,
      hasOwnId,
    })),
    { asksForIds: createCustomers },
  )
  const orders = rows.map(({ order }, index): OrderWrite => ({ ...order, customerExternalId: people[index]?.externalId ?? '' }))
  const faults = orders.map((order, index) => (createCustomers && people[index]?.isKnown === false ? findOrderFault(order, at) : undefined))
  const made = createCustomers ? listMissing(rows, people, faults) : []
  // Customers before orders: the order in which every writer locks them.
  await upsertCustomers(sql, made, { at })
  const results = await upsertOrders(sql, orders, { at, isRefreshedLater: true })
  return {
    results: results.map((result, index): RowResult => {
      if (result.status !== 'rejected') return { status: result.status, isSuperseded: result.supersededBy !== undefined }
      const fault = result.faults[0] ?? { field: '', message: 'Not valid' }
      if (fault.field !== 'customerExternalId') return { status: 'rejected', code: 'invalid_value', fault }
      const cause = faults[index]
      return cause === undefined
        ? { status: 'rejected', code: 'unknown_customer', fault: { ...fault, field: whatNames(rows[index]) } }
        : { status: 'rejected', code: 'invalid_value', fault: cause }
    }),
    consents: [],
    customersMade: made.length,
    customers: made,
    orders: orders.filter((_, index) => results[index]?.status !== 'rejected'),
  }
}

/** Each once, with what the first of their orders says of them. */
function listMissing(
  rows: readonly ImportedOrder[],
  people: readonly { externalId: string; isKnown: boolean }[],
  faults: readonly (FieldFault | undefined)[],
): CustomerWrite[] {
  const missing = new Map<string, CustomerWrite>()
  rows.forEach(({ customer }, index) => {
    const person = people[index]
    if (person === undefined || person.isKnown || faults[index] !== undefined || missing.has(person.externalId)) return
    missing.set(person.externalId, { ...customer.profile, externalId: person.externalId })
  })
  return [...missing.values()]
}

/** The field by which the order names its customer. */
function whatNames(row: ImportedOrder | undefined): string {
  if (row === undefined || row.customer.hasOwnId) return 'customerExternalId'
  return row.customer.profile.email ? 'customerEmail' : 'customerPhone'
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
  write: (sql: Sql, rows: readonly T[]) => Promise<WrittenRows>,
): Promise<WrittenRows> {
  try {
    return await runInTransaction(sql, (savepoint) => write(savepoint, rows))
  } catch (error) {
    const code = describeDatabaseError(error)?.code ?? ''
    if (!isDataFault(code)) throw error
    if (rows.length <= 1) {
      const fault = { field: '', message: `A value cannot be kept (${code})` }
      const results = rows.map(() => ({ status: 'rejected' as const, code: 'invalid_value' as const, fault }))
      return { results, consents: [], customersMade: 0, customers: [], orders: [] }
    }
    const middle = rows.length >> 1
    const first = await writeAround(sql, rows.slice(0, middle), write)
    const second = await writeAround(sql, rows.slice(middle), write)
    return {
      results: [...first.results, ...second.results],
      consents: [...first.consents, ...second.consents],
      customersMade: first.customersMade + second.customersMade,
      customers: [...first.customers, ...second.customers],
      orders: [...first.orders, ...second.orders],
    }
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
