/** An order as the API shows it. */
import type { z } from 'zod'
import type { Order } from '../../db/queries/orders/read-orders.ts'
import { formatId } from '../../domain/ids.ts'
import type { orderSchema } from '../schemas/orders.ts'

export function viewOrder(order: Order): z.input<typeof orderSchema> {
  const { currency, totalMinor, refundedMinor } = order
  const inCurrency = (amountMinor: number) => ({ amountMinor, currency })
  return {
    id: formatId('order', order.id),
    externalId: order.externalId,
    customerId: formatId('customer', order.customerId),
    customerExternalId: order.customerExternalId,
    placedAt: order.placedAt.toISOString(),
    status: order.status,
    total: inCurrency(totalMinor),
    refunded: inCurrency(refundedMinor),
    net: inCurrency(totalMinor - refundedMinor),
    paymentMethod: order.paymentMethod,
    coupon: order.coupon,
    cancelledAt: order.cancelledAt?.toISOString() ?? null,
    refundedAt: order.refundedAt?.toISOString() ?? null,
    items: order.items.map(({ priceMinor, ...item }) => ({ ...item, price: inCurrency(priceMinor) })),
    attributes: order.attributes,
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
  }
}
