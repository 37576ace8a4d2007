/**
 * What a write makes of an order: what is absent stays, and status and amounts agree in the end. An order is `pending` or `paid` with nothing paid
 * back, `partially_refunded` with some of it, `refunded` with all of it, or `cancelled` with whatever was paid back.
 */
import { isDeepStrictEqual } from 'node:util'
import { withoutNulls } from './customer-changes.ts'
import type { Normalised } from './customers.ts'
import { maxAmountMinor, type OrderItem, type OrderStatus, type OrderWrite } from './orders.ts'
import type { FieldFault } from './text-fields.ts'

export interface StoredOrder {
  externalId: string
  /** UUID. */
  customerId: string
  placedAt: Date
  status: OrderStatus
  currency: string
  totalMinor: number
  refundedMinor: number
  paymentMethod: string | null
  coupon: string | null
  cancelledAt: Date | null
  refundedAt: Date | null
  attributes: Record<string, unknown>
  items: OrderItem[]
}

/** `customerId` is the customer that the write names, if it names one. */
export function layOrder(
  before: StoredOrder | undefined,
  write: OrderWrite,
  { customerId, at }: { customerId: string | undefined; at: Date },
): Normalised<{ after: StoredOrder; isChanged: boolean; areItemsChanged: boolean }> {
  const items = write.items ?? before?.items ?? []
  const totalMinor = write.totalMinor ?? before?.totalMinor ?? (write.items === undefined ? undefined : sumItems(write.items))
  const owner = customerId ?? before?.customerId
  const placedAt = write.placedAt ?? before?.placedAt
  const currency = write.currency ?? before?.currency
  if (owner === undefined || placedAt === undefined || currency === undefined || totalMinor === undefined) {
    return { kind: 'rejected', faults: listMissing({ owner, placedAt, total: currency === undefined ? undefined : totalMinor }) }
  }
  const after: StoredOrder = {
    externalId: write.externalId,
    customerId: owner,
    placedAt,
    currency,
    totalMinor,
    items,
    ...settleStatus(before, write, { totalMinor, at }),
    paymentMethod: write.paymentMethod === undefined ? (before?.paymentMethod ?? null) : write.paymentMethod,
    coupon: write.coupon === undefined ? (before?.coupon ?? null) : write.coupon,
    attributes: withoutNulls({ ...before?.attributes, ...write.attributes }),
  }
  const faults = findAmountFaults(before, after, write)
  if (faults.length > 0) return { kind: 'rejected', faults }
  if (before === undefined) return { kind: 'accepted', value: { after, isChanged: true, areItemsChanged: items.length > 0 } }
  const areItemsChanged = !isDeepStrictEqual(before.items, items)
  return { kind: 'accepted', value: { after, isChanged: !isDeepStrictEqual(before, after), areItemsChanged } }
}

function sumItems(items: readonly OrderItem[]): number {
  return items.reduce((sum, item) => sum + item.quantity * item.priceMinor, 0)
}

function listMissing({
  owner,
  placedAt,
  total,
}: {
  owner: string | undefined
  placedAt: Date | undefined
  total: number | undefined
}): FieldFault[] {
  const faults: FieldFault[] = []
  if (owner === undefined) faults.push({ field: 'customerExternalId', message: 'A new order needs customerId or customerExternalId' })
  if (placedAt === undefined) faults.push({ field: 'placedAt', message: 'A new order needs it' })
  if (total === undefined) faults.push({ field: 'total', message: 'A new order needs it, or items to add up' })
  return faults
}

function settleStatus(
  before: StoredOrder | undefined,
  write: OrderWrite,
  { totalMinor, at }: { totalMinor: number; at: Date },
): Pick<StoredOrder, 'status' | 'refundedMinor' | 'cancelledAt' | 'refundedAt'> {
  const status = write.status ?? deriveStatus(before?.status ?? 'paid', write.refundedMinor, totalMinor)
  const isPaidBack = status === 'refunded' || status === 'partially_refunded'
  // A status that says nothing was paid back, sent without an amount, takes back what was there.
  const kept = isPaidBack || status === 'cancelled' ? (before?.refundedMinor ?? 0) : 0
  return {
    status,
    refundedMinor: write.refundedMinor ?? (status === 'refunded' ? totalMinor : kept),
    cancelledAt: status === 'cancelled' ? (write.cancelledAt ?? before?.cancelledAt ?? at) : null,
    refundedAt: isPaidBack ? (write.refundedAt ?? before?.refundedAt ?? at) : null,
  }
}

/** An amount paid back without a status says what the status is, except of a cancelled order. */
function deriveStatus(before: OrderStatus, refundedMinor: number | undefined, totalMinor: number): OrderStatus {
  if (refundedMinor === undefined || before === 'cancelled') return before
  if (refundedMinor === 0) return before === 'pending' ? 'pending' : 'paid'
  return refundedMinor >= totalMinor ? 'refunded' : 'partially_refunded'
}

function findAmountFaults(before: StoredOrder | undefined, after: StoredOrder, write: OrderWrite): FieldFault[] {
  const { status, refundedMinor, totalMinor } = after
  const faults: FieldFault[] = []
  if (totalMinor > maxAmountMinor) faults.push({ field: 'total', message: `More than ${maxAmountMinor} minor units` })
  if (before !== undefined && after.currency !== before.currency && write.totalMinor === undefined)
    faults.push({ field: 'total', message: 'Another currency needs another total' })
  if (refundedMinor > totalMinor) faults.push({ field: 'refunded', message: 'More than the total' })
  else if (status === 'refunded' && refundedMinor !== totalMinor)
    faults.push({ field: 'refunded', message: 'A refunded order has all of its total paid back; use partially_refunded' })
  else if (status === 'partially_refunded' && (refundedMinor === 0 || refundedMinor === totalMinor)) {
    faults.push({ field: 'refunded', message: 'A partially refunded order has some of its total paid back, not none and not all' })
  } else if ((status === 'paid' || status === 'pending') && refundedMinor > 0) {
    faults.push({ field: 'status', message: 'Nothing is paid back of a paid or pending order; use partially_refunded or refunded' })
  }
  return faults
}
