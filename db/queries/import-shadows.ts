/**
 * What a dry run would have written before the batch at hand: written again before it, batch by batch in their order, and undone with it. Only what the batch may meet: its own customers and orders, and whoever is tied to
 * them by an address.
 */
import type { CustomerWrite } from '../../domain/customers.ts'
import { listAddressIds } from '../../domain/import-identity.ts'
import type { OrderWrite } from '../../domain/orders.ts'
import type { Sql } from '../client.ts'
import { adoptByAddress } from './customers/find-by-address.ts'
import { mergeWrites, upsertCustomers } from './customers/upsert-customers.ts'
import { layWrite, upsertOrders } from './orders/upsert-orders.ts'

export interface Writes {
  customers: CustomerWrite[]
  orders: OrderWrite[]
}

/** Whatever a batch may meet: by their ids, and by the addresses of people. */
export interface ShadowKeys {
  customerIds: string[]
  orderIds: string[]
  emails: string[]
  phones: string[]
}

/** One for each earlier batch that matters, in their order. */
export async function readShadows(sql: Sql, importId: string, keys: ShadowKeys): Promise<Writes[]> {
  const orders =
    keys.orderIds.length === 0
      ? []
      : await sql<{ position: number; write: OrderWrite }[]>`
          SELECT position::float8 AS position, write FROM import_shadows
          WHERE import_id = ${importId} AND kind = 'order' AND external_id = ANY(${keys.orderIds}::text[])`
  const owners = orders.flatMap(({ write }) => write.customerExternalId ?? [])
  const customers = await readPeople(sql, importId, {
    customerIds: new Set([...keys.customerIds, ...owners]),
    emails: new Set(keys.emails),
    phones: new Set(keys.phones),
  })
  const batches = new Map<number, Writes>()
  const batchAt = (position: number) => {
    const batch = batches.get(position) ?? { customers: [], orders: [] }
    batches.set(position, batch)
    return batch
  }
  for (const { position, write } of customers) batchAt(position).customers.push(reviveCustomer(write))
  for (const { position, write } of orders) batchAt(position).orders.push(reviveOrder(write))
  return [...batches].sort(([a], [b]) => a - b).map(([, batch]) => batch)
}

interface People {
  customerIds: Set<string>
  emails: Set<string>
  phones: Set<string>
}

/** With everybody who shares an address with them, and so on. */
async function readPeople(sql: Sql, importId: string, people: People): Promise<{ position: number; write: CustomerWrite }[]> {
  for (;;) {
    const size = measure(people)
    const found = await sql<{ position: number; write: CustomerWrite }[]>`
      SELECT position::float8 AS position, write FROM import_shadows
      WHERE import_id = ${importId} AND kind = 'customer' AND (
        external_id = ANY(${[...people.customerIds]}::text[]) OR email = ANY(${[...people.emails]}::text[]) OR phone = ANY(${[...people.phones]}::text[])
        -- Who has such an address now may have another by then.
        OR external_id IN (SELECT external_id FROM customers WHERE email = ANY(${[...people.emails]}::text[]) OR phone = ANY(${[...people.phones]}::text[])))`
    for (const { write } of found) {
      people.customerIds.add(write.externalId)
      if (write.email) people.emails.add(write.email)
      if (write.phone) people.phones.add(write.phone)
    }
    if (measure(people) === size) return found
  }
}

function measure({ customerIds, emails, phones }: People): number {
  return customerIds.size + emails.size + phones.size
}

export async function writeShadows(sql: Sql, batches: readonly Writes[], { at, adopts }: { at: Date; adopts: boolean }): Promise<void> {
  for (const { customers, orders } of batches) {
    if (adopts) {
      await adoptByAddress(
        sql,
        customers
          .filter((write) => !listAddressIds(write).includes(write.externalId))
          .map((write) => ({ externalId: write.externalId, addressIds: listAddressIds(write) })),
      )
    }
    await upsertCustomers(sql, customers, { at })
    await upsertOrders(sql, orders, { at, isRefreshedLater: true })
  }
}

/** Keeps what the batch at `position` would have written. */
export async function keepShadows(sql: Sql, place: { importId: string; position: number }, written: Writes): Promise<void> {
  const rows = [
    ...layOver(written.customers, mergeWrites).map((write) => ({
      ...{ kind: 'customer', external_id: write.externalId, email: write.email, phone: write.phone },
      write,
    })),
    ...layOver(written.orders, layWrite).map((write) => ({ kind: 'order', external_id: write.externalId, write })),
  ]
  if (rows.length === 0) return
  await sql`
    INSERT INTO import_shadows (import_id, position, kind, external_id, email, phone, write)
    SELECT ${place.importId}, ${place.position}::bigint, kind, external_id, email, phone, write
    FROM jsonb_to_recordset(${sql.json(rows as never)}) AS n (kind text, external_id text, email text, phone text, write jsonb)`
}

function layOver<T extends { externalId: string }>(rows: readonly T[], lay: (earlier: T, later: T) => T): T[] {
  const laid = new Map<string, T>()
  for (const row of rows) {
    const earlier = laid.get(row.externalId)
    laid.set(row.externalId, earlier === undefined ? row : lay(earlier, row))
  }
  return [...laid.values()]
}

function reviveCustomer(write: CustomerWrite): CustomerWrite {
  for (const consent of Object.values(write.consents ?? {})) consent.occurredAt = new Date(consent.occurredAt)
  return write
}

function reviveOrder(write: OrderWrite): OrderWrite {
  for (const field of ['placedAt', 'cancelledAt', 'refundedAt'] as const) {
    const instant = write[field]
    if (instant !== undefined && instant !== null) write[field] = new Date(instant)
  }
  return write
}
