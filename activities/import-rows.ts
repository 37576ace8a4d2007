/** How the rows of each kind of file are read and written. */
import type { Sql } from '../db/client.ts'
import { writeImportedCustomers, writeImportedOrders, type WrittenRows } from '../db/queries/import-rows.ts'
import type { ShadowKeys } from '../db/queries/import-shadows.ts'
import type { Import } from '../db/queries/imports.ts'
import type { RowReader } from '../domain/import-batches.ts'
import { createCustomerReader, type ImportedCustomer } from '../domain/import-customers.ts'
import { listAddressIds } from '../domain/import-identity.ts'
import { createOrderReader, type ImportedOrder } from '../domain/import-orders.ts'
import type { ImportKind } from '../domain/imports.ts'
import type { StoreSettings } from '../domain/settings.ts'

export interface RowImporter<T> {
  kind: ImportKind
  /** The import's start. The same for every attempt, so that a statement of consent that is read twice is the same statement. */
  at: Date
  /** An export that was recognised: customers who were made by their address are given its ids. */
  adopts: boolean
  reader: RowReader<T>
  write: (sql: Sql, rows: readonly T[]) => Promise<WrittenRows>
  /** What earlier rows of the file could have written that these rows would meet. */
  listKeys: (rows: readonly T[]) => ShadowKeys
}

export function createCustomerImporter(job: Import, store: StoreSettings): RowImporter<ImportedCustomer> {
  const { options } = job
  const source = job.source ?? 'generic'
  const at = job.startedAt ?? job.createdAt
  const adopts = source !== 'generic'
  return {
    kind: 'customers',
    at,
    adopts,
    reader: createCustomerReader(job.columns ?? [], {
      defaultCountry: store.country,
      at,
      timeZone: options.timeZone ?? store.timeZone,
      options,
      source,
    }),
    write: (sql, rows) => writeImportedCustomers(sql, rows, { at, adopts }),
    listKeys: (rows) => ({ ...listPeopleKeys(rows.map(({ write }) => write)), orderIds: [] }),
  }
}

export function createOrderImporter(job: Import, store: StoreSettings): RowImporter<ImportedOrder> {
  const { options } = job
  const source = job.source ?? 'generic'
  const at = job.startedAt ?? job.createdAt
  return {
    kind: 'orders',
    at,
    adopts: false,
    reader: createOrderReader(job.columns ?? [], {
      defaultCountry: store.country,
      at,
      currency: options.currency ?? store.currency,
      timeZone: options.timeZone ?? store.timeZone,
      options,
      source,
    }),
    write: (sql, rows) => writeImportedOrders(sql, rows, { at, createCustomers: options.createCustomers ?? source !== 'generic' }),
    listKeys: (rows) => ({
      ...listPeopleKeys(rows.map(({ customer }) => customer.profile)),
      orderIds: rows.map(({ order }) => order.externalId),
    }),
  }
}

function listPeopleKeys(
  people: readonly { externalId: string; email?: string | null; phone?: string | null }[],
): Omit<ShadowKeys, 'orderIds'> {
  return {
    customerIds: people.flatMap((person) => [person.externalId, ...listAddressIds(person)]),
    emails: people.flatMap(({ email }) => email ?? []),
    phones: people.flatMap(({ phone }) => phone ?? []),
  }
}
