/** Orders, in and out. */
import { z } from 'zod'
import { orderStatuses } from '../../domain/orders.ts'
import { formattedIdOf, idOf } from './ids.ts'
import { formattedInstant, instant } from './instants.ts'
import { money } from './money.ts'

export const orderStatus = z.enum(orderStatuses)
const text = z.string().max(1000).nullish()

const itemInput = z
  .strictObject({
    productExternalId: text,
    name: text,
    category: text,
    merchant: text,
    vertical: text,
    quantity: z.int().min(1),
    price: money.meta({ description: 'Of one piece.' }),
  })
  .meta({ id: 'OrderItemInput' })

const fields = {
  customerId: idOf('customer').optional(),
  customerExternalId: z
    .string()
    .optional()
    .meta({ description: 'The store’s own id of the customer, who must be known. A new order needs this or customerId.' }),
  placedAt: instant.optional().meta({ description: 'A new order needs it.' }),
  status: orderStatus.optional().meta({ description: '`paid` for a new order that does not say.' }),
  total: money.optional().meta({ description: 'The sum of the items for a new order that does not say.' }),
  refunded: money.optional().meta({ description: 'What was paid back so far.' }),
  paymentMethod: text,
  coupon: text,
  cancelledAt: instant.nullish(),
  refundedAt: instant.nullish(),
  items: z.array(itemInput).optional().meta({ description: 'Replaces all items.' }),
  attributes: z.record(z.string(), z.unknown()).optional(),
}

export const orderInput = z
  .strictObject({ externalId: z.string(), ...fields })
  .meta({ id: 'OrderInput', description: 'A field that is absent is kept as it was.' })
export const orderFields = z.strictObject(fields).meta({ id: 'OrderFields', description: 'A field that is absent is kept as it was.' })

export const orderStatusChange = z
  .strictObject({
    status: orderStatus,
    refunded: money.optional().meta({ description: 'What was paid back so far; needed for partially_refunded.' }),
    occurredAt: instant.optional().meta({ description: 'When it was cancelled or refunded; now when left out.' }),
  })
  .meta({ id: 'OrderStatusChange' })

export const orderSchema = z
  .strictObject({
    id: formattedIdOf('order'),
    externalId: z.string(),
    customerId: formattedIdOf('customer'),
    customerExternalId: z.string(),
    placedAt: formattedInstant,
    status: orderStatus,
    total: money,
    refunded: money,
    net: money,
    paymentMethod: z.string().nullable(),
    coupon: z.string().nullable(),
    cancelledAt: formattedInstant.nullable(),
    refundedAt: formattedInstant.nullable(),
    items: z.array(
      z.strictObject({
        productExternalId: z.string().nullable(),
        name: z.string().nullable(),
        category: z.string().nullable(),
        merchant: z.string().nullable(),
        vertical: z.string().nullable(),
        quantity: z.int(),
        price: money,
      }),
    ),
    attributes: z.record(z.string(), z.unknown()),
    createdAt: formattedInstant,
    updatedAt: formattedInstant,
  })
  .meta({ id: 'Order' })
