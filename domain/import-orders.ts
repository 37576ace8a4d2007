/**
 * Rows of a file as orders: one row an order, or one for each of its items. A blank cell says nothing: what the order has stays as it is.
 */
import type { CustomerContext } from './customers.ts'
import { describeFault, type ReadRow, type RejectedRow, type RowReader } from './import-batches.ts'
import { findAttributes, findPlaces, readAttributes, unguard } from './import-cells.ts'
import type { OrderField } from './import-columns.ts'
import type { ImportColumn } from './import-header.ts'
import { listValues, parseLineItems } from './import-line-items.ts'
import { type OrderCustomer, readOrderCustomer } from './import-order-customer.ts'
import { describeItems, type ItemCells } from './import-order-items.ts'
import { settleToldStatus } from './import-order-status.ts'
import { notAnInstant, parseInstant, parseOrderStatus, roundDecimals } from './import-values.ts'
import type { ImportOptions, ImportSource } from './imports.ts'
import { normaliseCurrency } from './locales.ts'
import { getCurrencyExponent, type Money, parseAmount, type ParsedAmount } from './money.ts'
import { normaliseOrder, type OrderInput, type OrderStatus, type OrderWrite } from './orders.ts'

export interface OrderRowContext extends CustomerContext {
  /** Of amounts in rows that say none (ISO 4217). */
  currency: string
  /** Of times that say no offset. */
  timeZone: string
  options: ImportOptions
  source: ImportSource
}

export interface ImportedOrder {
  /** Whose it is, is still to be found: what it names now is only what the file says. */
  order: OrderWrite
  customer: OrderCustomer
}

const orderLevel = [
  ...[
    'customerExternalId',
    'customerEmail',
    'placedAt',
    'total',
    'refunded',
    'currency',
    'status',
    'items',
    'paymentMethod',
    'coupon',
    'cancelledAt',
  ],
] as OrderField[]
/** A file with one of these may have several rows for one order. */
const itemLevel = ['product', 'productName', 'quantity', 'price', 'itemTotal'] as const

interface Refusal {
  refusedField: string
  reason: string
}

function refuse(refusedField: string, reason: string): Refusal {
  return { refusedField, reason }
}

export function createOrderReader(columns: readonly ImportColumn[], context: OrderRowContext): RowReader<ImportedOrder> {
  const { options, source } = context
  const isKnown = source !== 'generic'
  const places = findPlaces<OrderField>(columns)
  const attributes = findAttributes(columns)
  const itemColumns = columns.flatMap(({ meaning }, at) => (meaning.kind === 'field' && meaning.field === 'lineItems' ? [at] : []))
  const read = isKnown
    ? (cells: readonly string[], field: OrderField) => unguard(cells[places[field] ?? -1] ?? '')
    : (cells: readonly string[], field: OrderField) => cells[places[field] ?? -1] ?? ''
  const nameColumn = (field: string) => columns[places[toColumnField(field) as OrderField] ?? -1]?.header ?? field
  const rejected = (code: RejectedRow['code'], field: string, message: string): RejectedRow => ({
    kind: 'rejected',
    code,
    reason: describeFault({ field, message }, nameColumn),
  })

  function readRow(rows: readonly (readonly string[])[]): ReadRow<ImportedOrder> {
    if (rows.length > 1) {
      const conflict = orderLevel.find((field) => new Set(rows.map((cells) => read(cells, field)).filter((text) => text !== '')).size > 1)
      if (conflict !== undefined) return rejected('conflicting_rows', conflict, 'The rows of this order disagree')
    }
    const [head = []] = rows
    const first = (field: OrderField): string => {
      if (places[field] === undefined) return ''
      if (rows.length === 1) return read(head, field)
      for (const cells of rows) {
        const text = read(cells, field)
        if (text !== '') return text
      }
      return ''
    }
    const externalId = first('externalId') || first('orderName')
    if (externalId === '') return rejected('missing_value', 'externalId', 'Must not be empty')
    for (const field of ['placedAt', 'total'] as const)
      if (first(field) === '') return rejected('missing_value', field, 'Must not be empty')
    const told = readOrderCustomer(first, context)
    if (told.kind === 'missing') return rejected('missing_value', namesCustomer(places), 'Must not be empty')
    if (told.kind === 'invalid') return rejected('invalid_value', told.field, told.message)
    const order = buildOrder(externalId, first, rows)
    if ('refusedField' in order) return rejected('invalid_value', order.refusedField, order.reason)
    const normalised = normaliseOrder(order)
    if (normalised.kind === 'rejected') {
      const [fault] = normalised.faults
      return rejected('invalid_value', fault?.field ?? '', fault?.message ?? 'Not valid')
    }
    return { kind: 'row', row: { order: normalised.value, customer: told.customer } }
  }

  function buildOrder(
    externalId: string,
    first: (field: OrderField) => string,
    rows: readonly (readonly string[])[],
  ): OrderInput | Refusal {
    const currency = normaliseCurrency(first('currency') || context.currency)
    if (currency === undefined) return refuse('currency', 'Not a currency (ISO 4217)')
    const placedAt = parseInstant(first('placedAt'), context.timeZone)
    if (placedAt === undefined) return refuse('placedAt', notAnInstant)
    const exponent = getCurrencyExponent(currency)
    const amount = (text: string) => parseAmount(isKnown ? roundDecimals(text, exponent) : text, currency, options.decimalMark)
    const total = amount(first('total'))
    if (total.kind === 'refused') return refuse('total', amountMessages[total.reason])
    const order: OrderInput = { externalId, placedAt, total: { amountMinor: total.amountMinor, currency } }
    // Checked with the order, then looked for.
    const customerExternalId = first('customerExternalId')
    if (customerExternalId !== '') order.customerExternalId = customerExternalId
    const refusal = readStatus(order, first, amount) ?? readItems(order, first, rows, amount)
    if (refusal !== undefined) return refusal
    const paymentMethod = first('paymentMethod')
    if (paymentMethod !== '') order.paymentMethod = paymentMethod
    const coupon = first('coupon')
    if (coupon !== '') order.coupon = (isKnown && listValues(coupon, 'code').join(', ')) || coupon
    const given =
      rows.length === 1
        ? readAttributes(attributes, rows[0] ?? [])
        : (Object.assign({}, ...rows.map((cells) => readAttributes(attributes, cells)).reverse()) as Record<string, unknown>)
    const name = first('orderName')
    if (name !== '' && name !== externalId) order.attributes = { ...given, order_number: name }
    else if (given !== undefined && Object.keys(given).length > 0) order.attributes = given
    return order
  }

  function readStatus(
    order: OrderInput,
    first: (field: OrderField) => string,
    amount: (text: string) => ParsedAmount,
  ): Refusal | undefined {
    const total = order.total as Money
    const paidBack = readPaidBack(first, amount)
    if (paidBack?.kind === 'refused') return refuse('refunded', amountMessages[paidBack.reason])
    const text = first('status')
    const status = text === '' ? undefined : parseOrderStatus(text)
    if (text !== '' && status === undefined)
      return refuse('status', 'Not a status: write pending, paid, cancelled, partially_refunded or refunded')
    const cancelledText = first('cancelledAt')
    const cancelledAt = cancelledText === '' ? undefined : parseInstant(cancelledText, context.timeZone)
    if (cancelledText !== '' && cancelledAt === undefined) return refuse('cancelledAt', notAnInstant)
    if (cancelledAt !== undefined) order.cancelledAt = cancelledAt
    if (isKnown) {
      const settled = settleToldStatus({
        status,
        isCancelled: cancelledAt !== undefined,
        totalMinor: total.amountMinor,
        refundedMinor: paidBack?.amountMinor,
      })
      order.status = settled.status
      order.refunded = { amountMinor: settled.refundedMinor, currency: total.currency }
      return undefined
    }
    const meant = status ?? (cancelledAt === undefined ? inferStatus(total.amountMinor, paidBack?.amountMinor) : 'cancelled')
    if (meant !== undefined) order.status = meant
    if (paidBack !== undefined) order.refunded = { amountMinor: paidBack.amountMinor, currency: total.currency }
    return undefined
  }

  function readPaidBack(first: (field: OrderField) => string, amount: (text: string) => ParsedAmount): ParsedAmount | undefined {
    const text = first('refunded')
    // Some plugins write what was paid back as a negative amount.
    if (text !== '') return amount(isKnown ? text.replace(/^-/, '') : text)
    const parts = listValues(first('refundItems'), 'amount').map((part) => amount(part.replace(/^-/, '')))
    const refused = parts.find((part) => part.kind === 'refused')
    if (refused !== undefined || parts.length === 0) return refused
    return { kind: 'amount', amountMinor: parts.reduce((sum, part) => sum + (part.kind === 'amount' ? part.amountMinor : 0), 0) }
  }

  function readItems(
    order: OrderInput,
    first: (field: OrderField) => string,
    rows: readonly (readonly string[])[],
    amount: (text: string) => ParsedAmount,
  ): Refusal | undefined {
    const cells: ItemCells[] = rows.map((row) => readItem(row, read))
    for (const place of itemColumns) {
      const items = parseLineItems(rows[0]?.[place] ?? '')
      if (items === undefined) return refuse('lineItems', 'Not items as they are known to be written')
      cells.push(...items)
    }
    const pieces = first('items')
    const described = describeItems(
      // Of an item that was taken off an order, exports have nought pieces.
      isKnown ? cells.filter(({ quantity }) => !/^0+(?:\.0+)?$/.test(quantity)) : cells,
      { total: order.total as Money, pieces, amount },
    )
    if (described.kind === 'refused')
      return refuse(
        described.field,
        described.reason === 'not_a_quantity' ? 'Not a whole number above zero' : amountMessages[described.reason],
      )
    if (described.items !== undefined) order.items = described.items
    return undefined
  }

  const hasItemRows = itemLevel.some((field) => places[field] !== undefined)
  const key: OrderField = places.orderName === undefined ? 'externalId' : 'orderName'
  return hasItemRows ? { readRow, nameColumn, groupKey: (cells) => read(cells, key) } : { readRow, nameColumn }
}

function namesCustomer(places: Partial<Record<OrderField, number>>): OrderField {
  return (
    (['customerExternalId', 'customerEmail', 'customerPhone'] as const).find((field) => places[field] !== undefined) ?? 'customerExternalId'
  )
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
    itemTotal: read(cells, 'itemTotal'),
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
