/** Where the store's own values of a dimension are, by its name in the catalogue. */
import type { ValuePlace, ValueTable } from '../../db/queries/audiences/dimension-values.ts'
import { type Dimension, dimensions, sources } from '../../domain/audience-rules/dimensions.ts'

type Columns = Readonly<Record<string, string>>

const customerColumns: Columns = {
  language: 'language',
  country: 'country',
  region: 'region',
  city: 'city',
  timeZone: 'time_zone',
}
const orderColumns: Columns = { currency: 'currency', paymentMethod: 'payment_method', coupon: 'coupon' }
const itemColumns: Columns = {
  product: 'product_external_id',
  name: 'name',
  category: 'category',
  merchant: 'merchant',
  vertical: 'vertical',
}

interface Room {
  /** Before the names of fields: `orders.`; empty for dimensions. */
  prefix: string
  columns: Partial<Record<ValueTable, Columns>>
  /** The JSON object that keys are of: `attributes.plan`. */
  object?: { table: ValueTable; column: 'attributes' | 'properties' }
}

const rooms: readonly Room[] = [
  { prefix: 'cancelledOrders.', columns: { orders: orderColumns }, object: { table: 'orders', column: 'attributes' } },
  { prefix: 'orders.', columns: { orders: orderColumns }, object: { table: 'orders', column: 'attributes' } },
  {
    prefix: 'orderItems.',
    columns: { order_items: itemColumns, orders: { paymentMethod: 'payment_method', coupon: 'coupon' } },
  },
  { prefix: 'events.', columns: { events: { name: 'name' } }, object: { table: 'events', column: 'properties' } },
  { prefix: '', columns: { customers: customerColumns }, object: { table: 'customers', column: 'attributes' } },
]

/**
 * `city`, `orders.coupon`, `attributes.plan`; of a name that ends in `.*`, the keys that there are. Undefined where the store's data is not what one
 * chooses from.
 */
export function findValuePlace(name: string): ValuePlace | undefined {
  const room = rooms.find(({ prefix }) => name.startsWith(prefix))
  if (room === undefined) return undefined
  const field = name.slice(room.prefix.length)
  for (const [table, columns] of Object.entries(room.columns) as [ValueTable, Columns][]) {
    const column = Object.hasOwn(columns, field) ? columns[field] : undefined
    if (column !== undefined) return { kind: 'fixed', table, column }
  }
  const { object } = room
  const key = object !== undefined && field.startsWith(`${object.column}.`) ? field.slice(object.column.length + 1) : ''
  if (object === undefined || key === '' || key.length > 100) return undefined
  return { kind: key === '*' ? 'keys' : 'keyed', ...object, key }
}

export interface CatalogueEntry {
  /** With its source's name before it: `orders.coupon`. */
  name: string
  dimension: Dimension
}

/** Every field of the catalogue, those of sources too, under the name that the values have. */
export function listCatalogue(): CatalogueEntry[] {
  return [
    ...dimensions.map((dimension) => ({ name: dimension.name, dimension })),
    ...sources.flatMap((source) => source.fields.map((dimension) => ({ name: `${source.name}.${dimension.name}`, dimension }))),
  ]
}
