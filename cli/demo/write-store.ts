/** Puts the demo store into an empty database, whole or not at all. */
import type { Pool, Sql } from '../../db/client.ts'
import { type ConsentChange, recordConsents } from '../../db/queries/consents.ts'
import { upsertCustomers } from '../../db/queries/customers/upsert-customers.ts'
import { backdateCustomers, hasCustomers, lockDemo, readDemoState, writeDemoState } from '../../db/queries/demo-store.ts'
import { upsertOrders } from '../../db/queries/orders/upsert-orders.ts'
import { upsertProducts } from '../../db/queries/products/upsert-products.ts'
import { changeSettings } from '../../db/queries/settings.ts'
import { addSuppressions } from '../../db/queries/suppressions.ts'
import { runInTransaction } from '../../db/transaction.ts'
import { currency, storeUrl } from './catalogue.ts'
import { type DemoStore, type DemoStoreOptions, generateStore } from './generate-store.ts'

const rowsAStatement = 5_000

export type WrittenDemo =
  | { kind: 'made'; customers: number; orders: number }
  /** It is there from an earlier run. */
  | { kind: 'found' }
  /** The store has customers of its own: nothing was touched. */
  | { kind: 'occupied' }

/** In one transaction, so that a run that is broken off leaves nothing half made. Two at once make one. */
export async function writeDemoStore(pool: Pool, options: DemoStoreOptions): Promise<WrittenDemo> {
  return runInTransaction(pool, async (sql): Promise<WrittenDemo> => {
    await lockDemo(sql)
    if ((await readDemoState(sql)) !== undefined) return { kind: 'found' }
    if (await hasCustomers(sql)) return { kind: 'occupied' }
    const store = generateStore(options)
    await changeSettings(sql, 'store', {
      name: 'Harvest Lane',
      url: storeUrl,
      postalAddress: 'Harvest Lane, 12 Market Row, 10115 Berlin, Germany',
      timeZone: 'Europe/Berlin',
      currency,
      country: 'DE',
      sender: { name: 'Harvest Lane', email: 'hello@harvest-lane.example' },
      smsSender: 'HarvestLane',
    })
    await writeStore(sql, store, options.until)
    await writeDemoState(sql, { seed: options.seed, until: options.until.toISOString() })
    return { kind: 'made', customers: store.customers.length, orders: store.orders.length }
  })
}

async function writeStore(
  sql: Sql,
  { products, customers, registrations, orders, consents, suppressions }: DemoStore,
  at: Date,
): Promise<void> {
  await upsertProducts(sql, products)
  await upsertCustomers(sql, customers, { at })
  const ids = await backdateCustomers(sql, registrations)
  for (const some of split(orders)) await upsertOrders(sql, some, { at })
  const changes = consents.flatMap(({ customerExternalId, ...statement }): ConsentChange[] => {
    const customerId = ids.get(customerExternalId)
    return customerId === undefined ? [] : [{ ...statement, customerId }]
  })
  for (const some of split(changes)) await recordConsents(sql, some)
  await addSuppressions(
    sql,
    suppressions.map((suppression) => ({ ...suppression, source: 'demo' })),
  )
}

function split<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / rowsAStatement) }, (_, part) =>
    rows.slice(part * rowsAStatement, (part + 1) * rowsAStatement),
  )
}
