/** A customer as the API shows it. */
import type { z } from 'zod'
import type { Customer } from '../../db/queries/customers/read-customers.ts'
import { formatId } from '../../domain/ids.ts'
import type { customerSchema } from '../schemas/customers.ts'

/** `currency` is the store's: figures add up orders in it. */
export function viewCustomer(
  { id, figures, createdAt, updatedAt, ...customer }: Customer,
  currency: string,
): z.input<typeof customerSchema> {
  return {
    id: formatId('customer', id),
    ...customer,
    segments: figures?.segments ?? [],
    orders:
      figures === null
        ? null
        : {
            count: figures.orders,
            net: { amountMinor: figures.netMinor, currency },
            firstAt: figures.firstOrderAt.toISOString(),
            lastAt: figures.lastOrderAt.toISOString(),
            scores: { recency: figures.recencyScore, frequency: figures.frequencyScore, monetary: figures.monetaryScore },
          },
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}
