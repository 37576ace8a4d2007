/**
 * Rows of a file as orders: one row an order, or one for each of its items. A blank cell says nothing: what the order has stays as it is.
 */
import { describeFault, type ReadRow, type RejectedRow, type RowReader } from './import-batches.ts'
import { findAttributes, findPlaces, readAttributes } from './import-cells.ts'
import type { OrderField } from './import-columns.ts'
import type { ImportColumn } from './import-header.ts'
import { describeItems, type ItemCells } from './import-order-items.ts'
import { notAnInstant, parseInstant, parseOrderStatus } from './import-values.ts'
import type { ImportOptions } from './imports.ts'
import { normaliseCurrency } from './locales.ts'
import { type Money, parseAmount, type ParsedAmount } from './money.ts'
import { normaliseOrder, type OrderInput, type OrderStatus, type OrderWrite } from './orders.ts'

export interface OrderRowContext {
  /** Of amounts in rows that say none (ISO 4217). */
  currency: string
  /** Of times that say no offset. */
  timeZone: string
  options: ImportOptions
}

const orderLevel = [
  'customerExternalId',
  'placedAt',
  'total',
  'refunded',
  'currency',
  'status',
  'items',
  'paymentMethod',
  'coupon',
] as const
/** A file with one of these may have several rows for one order. */
const itemLevel = ['product', 'productName', 'quantity', 'price'] as const

export function createOrderReader(columns: readonly ImportColumn[], context: OrderRowContext): RowReader<OrderWrite> {
  const places = findPlaces<OrderField>(columns)
  const attributes = findAttributes(columns)
  const read = (cells: readonly string[], field: OrderField) => cells[places[field] ?? -1] ?? ''
  const nameColumn = (field: string) => columns[places[toColumnField(field) as OrderField] ?? -1]?.header ?? field
  const reject = (field: string, message: string): RejectedRow => ({
    kind: 'rejected',
    code: 'invalid_value',
    reason: describeFault({ field, message }, nameColumn),
  })

  function readRow(rows: readonly (readonly string[])[]): ReadRow<OrderWrite> {
    const conflict = orderLevel.find((field) => new Set(rows.map((cells) => read(cells, field)).filter((text) => text !== '')).size > 1)
    if (conflict !== undefined)
      return {
        kind: 'rejected',
        code: 'conflicting_rows',
        reason: describeFault({ field: conflict, message: 'The rows of this order disagree' }, nameColumn),
      }
    const first = (field: OrderField) => rows.map((cells) => read(cells, field)).find((text) => text !== '') ?? ''
    for (const field of ['externalId', 'customerExternalId', 'placedAt', 'total'] as const) {
      if (first(field) === '')
        return { kind: 'rejected', code: 'missing_value', reason: describeFault({ field, message: 'Must not be empty' }, nameColumn) }
    }
    const currency = normaliseCurrency(first('currency') || context.currency)
    if (currency === undefined) return reject('currency', 'Not a currency (ISO 4217)')
    const placedAt = parseInstant(first('placedAt'), context.timeZone)
    if (placedAt === undefined) return reject('placedAt', notAnInstant)
    const amount = (text: string) => parseAmount(text, currency, context.options.decimalMark)
    const total = amount(first('total'))
    if (total.kind === 'refused') return reject('total', amountMessages[total.reason])
    const order: OrderInput = {
      externalId: first('externalId'),
      customerExternalId: first('customerExternalId'),
      placedAt,
      total: { amountMinor: total.amountMinor, currency },
    }
    const refunded = first('refunded') === '' ? undefined : amount(first('refunded'))
    if (refunded?.kind === 'refused') return reject('refunded', amountMessages[refunded.reason])
    const status = first('status') === '' ? inferStatus(total.amountMinor, refunded?.amountMinor) : parseOrderStatus(first('status'))
    if (first('status') !== '' && status === undefined)
      return reject('status', 'Not a status: write pending, paid, cancelled, partially_refunded or refunded')
    if (status !== undefined) order.status = status
    if (refunded !== undefined) order.refunded = { amountMinor: refunded.amountMinor, currency }
    const described = describeItems(
      rows.map((cells) => readItem(cells, read)),
      { total: order.total as Money, pieces: first('items'), amount },
    )
    if (described.kind === 'refused')
      return reject(
        described.field,
        described.reason === 'not_a_quantity' ? 'Not a whole number above zero' : amountMessages[described.reason],
      )
    if (described.items !== undefined) order.items = described.items
    for (const field of ['paymentMethod', 'coupon'] as const) if (first(field) !== '') order[field] = first(field)
    const given = Object.assign({}, ...rows.map((cells) => readAttributes(attributes, cells))) as Record<string, unknown>
    if (Object.keys(given).length > 0) order.attributes = given
    const normalised = normaliseOrder(order)
    if (normalised.kind === 'accepted') return { kind: 'row', row: normalised.value }
    const [fault] = normalised.faults
    return reject(fault?.field ?? '', fault?.message ?? 'Not valid')
  }

  const hasItemRows = itemLevel.some((field) => places[field] !== undefined)
  return hasItemRows ? { readRow, nameColumn, groupKey: (cells) => read(cells, 'externalId') } : { readRow, nameColumn }
}

function readItem(cells: readonly string[], read: (cells: readonly string[], field: OrderField) => string): ItemCells {
  return {
    product: read(cells, 'product'),
    productName: read(cells, 'productName'),
    category: read(cells, 'category'),
    merchant: read(cells, 'merchant'),
    vertical: read(cells, 'vertical'),
    quantity: read(cells, 'quantity'),
    price: read(cells, 'price'),
  }
}

/** A file without a status says with the amount that was paid back what became of the order. */
function inferStatus(totalMinor: number, refundedMinor: number | undefined): OrderStatus | undefined {
  if (refundedMinor === undefined || refundedMinor === 0) return undefined
  return refundedMinor === totalMinor ? 'refunded' : 'partially_refunded'
}

const amountMessages: Readonly<Record<Extract<ParsedAmount, { kind: 'refused' }>['reason'], string>> = {
  not_an_amount: 'Not an amount: write digits and a decimal point, as in 1234.50',
  other_decimal_mark: 'The decimal mark is not the one that the import was told: set decimalMark',
  too_many_decimals: 'More decimals than the currency has',
  too_large: 'Too large an amount',
  negative: 'Must not be negative',
}

/** `items[2].productExternalId` → the column that it came from. */
function toColumnField(field: string): string {
  const part = /^items\[\d+\]\.(\w+)/.exec(field)?.[1]
  if (part === 'productExternalId') return 'product'
  if (part === 'name') return 'productName'
  return part ?? field.split('.')[0] ?? field
}
