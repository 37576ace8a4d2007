/** An order as a sender writes it, checked. A field that is absent is kept as it was; items are replaced as a whole. */
import type { Normalised } from './customers.ts'
import { normaliseCurrency } from './locales.ts'
import type { Money } from './money.ts'
import { findIdFault, findObjectFault, type FieldFault, normaliseText } from './text-fields.ts'

export const orderStatuses = ['pending', 'paid', 'cancelled', 'partially_refunded', 'refunded'] as const
export type OrderStatus = (typeof orderStatuses)[number]

export interface OrderItemInput {
  productExternalId?: string | null
  name?: string | null
  category?: string | null
  merchant?: string | null
  vertical?: string | null
  quantity: number
  /** Of one piece, in the order's currency. */
  price: Money
}

export interface OrderInput {
  externalId: string
  /** UUID. Whose order it is: this, or the store's own id of the customer. A new order needs one of them. */
  customerId?: string
  customerExternalId?: string
  /** A new order needs it. */
  placedAt?: Date
  /** `paid` for a new order that does not say. */
  status?: OrderStatus
  /** The sum of the items for a new order that does not say. */
  total?: Money
  /** What was paid back. All of it when the status becomes `refunded`. */
  refunded?: Money
  paymentMethod?: string | null
  coupon?: string | null
  cancelledAt?: Date | null
  refundedAt?: Date | null
  items?: OrderItemInput[]
  attributes?: Record<string, unknown>
}

export interface OrderItem {
  productExternalId: string | null
  name: string | null
  category: string | null
  merchant: string | null
  vertical: string | null
  quantity: number
  priceMinor: number
}

export interface OrderWrite extends Omit<OrderInput, 'total' | 'refunded' | 'items'> {
  currency?: string
  totalMinor?: number
  refundedMinor?: number
  items?: OrderItem[]
}

/** A hundred billion of most currencies: sums over all orders stay within 64 bits. */
export const maxAmountMinor = 10_000_000_000_000
const maxQuantity = 1_000_000
const maxItems = 500
const maxAttributesLength = 16_384
const itemTexts = ['productExternalId', 'name', 'category', 'merchant', 'vertical'] as const

export function normaliseOrder(input: OrderInput): Normalised<OrderWrite> {
  const faults: FieldFault[] = []
  const { total, refunded, items: itemInputs } = input
  const write: OrderWrite = { externalId: input.externalId }
  // One by one: copying whatever is there takes four times as long as all the rest.
  if (input.customerId !== undefined) write.customerId = input.customerId
  if (input.customerExternalId !== undefined) write.customerExternalId = input.customerExternalId
  if (input.placedAt !== undefined) write.placedAt = input.placedAt
  if (input.status !== undefined) write.status = input.status
  if (input.paymentMethod !== undefined) write.paymentMethod = input.paymentMethod
  if (input.coupon !== undefined) write.coupon = input.coupon
  if (input.cancelledAt !== undefined) write.cancelledAt = input.cancelledAt
  if (input.refundedAt !== undefined) write.refundedAt = input.refundedAt
  if (input.attributes !== undefined) write.attributes = input.attributes
  const idFaults = [
    findIdFault('externalId', input.externalId),
    input.customerExternalId === undefined ? undefined : findIdFault('customerExternalId', input.customerExternalId),
  ]
  for (const fault of idFaults) if (fault !== undefined) faults.push(fault)
  if (input.customerId !== undefined && input.customerExternalId !== undefined) {
    faults.push({ field: 'customerExternalId', message: 'Send customerId or customerExternalId, not both' })
  }
  for (const field of ['paymentMethod', 'coupon'] as const) {
    const given = input[field]
    if (given === undefined || given === null) continue
    const text = normaliseText(given, 200)
    if (text === undefined) faults.push({ field, message: 'Longer than 200 characters, or not plain text' })
    else write[field] = text === '' ? null : text
  }
  const currencies = listCurrencies(input)
  const currency = currencies[0] === undefined ? undefined : normaliseCurrency(currencies[0])
  if (currencies[0] !== undefined && currency === undefined) faults.push({ field: 'total.currency', message: 'Not a currency (ISO 4217)' })
  if (currency !== undefined && currencies.some((other) => other !== currency && normaliseCurrency(other) !== currency))
    faults.push({ field: 'total.currency', message: 'An order has one currency' })
  if (currency !== undefined) write.currency = currency
  faults.push(...findAmountFaults('total', total), ...findAmountFaults('refunded', refunded))
  if (total !== undefined) write.totalMinor = total.amountMinor
  if (refunded !== undefined) write.refundedMinor = refunded.amountMinor
  if (itemInputs !== undefined) {
    if (itemInputs.length > maxItems) faults.push({ field: 'items', message: `More than ${maxItems} items` })
    else write.items = itemInputs.map((item, index) => normaliseItem(item, `items[${index}]`, faults))
  }
  if (input.attributes !== undefined)
    faults.push(...[findObjectFault('attributes', input.attributes, maxAttributesLength)].filter((fault) => fault !== undefined))
  return faults.length === 0 ? { kind: 'accepted', value: write } : { kind: 'rejected', faults }
}

function listCurrencies({ total, refunded, items = [] }: OrderInput): string[] {
  const currencies: string[] = []
  if (total !== undefined) currencies.push(total.currency)
  if (refunded !== undefined) currencies.push(refunded.currency)
  for (const item of items) currencies.push(item.price.currency)
  return currencies
}

function normaliseItem(input: OrderItemInput, path: string, faults: FieldFault[]): OrderItem {
  const item: OrderItem = {
    productExternalId: null,
    name: null,
    category: null,
    merchant: null,
    vertical: null,
    quantity: input.quantity,
    priceMinor: input.price.amountMinor,
  }
  for (const field of itemTexts) {
    const given = input[field]
    if (given === undefined || given === null) continue
    const text = normaliseText(given, 255)
    if (text === undefined) faults.push({ field: `${path}.${field}`, message: 'Longer than 255 characters, or not plain text' })
    else item[field] = text === '' ? null : text
  }
  if (!Number.isInteger(input.quantity) || input.quantity < 1 || input.quantity > maxQuantity) {
    faults.push({ field: `${path}.quantity`, message: `Must be a whole number from 1 to ${maxQuantity}` })
  }
  faults.push(...findAmountFaults(`${path}.price`, input.price))
  return item
}

export function findAmountFaults(field: string, money: Money | undefined): FieldFault[] {
  if (money === undefined || (Number.isInteger(money.amountMinor) && money.amountMinor >= 0 && money.amountMinor <= maxAmountMinor))
    return []
  return [{ field: `${field}.amountMinor`, message: `Must be a whole number of minor units from 0 to ${maxAmountMinor}` }]
}
