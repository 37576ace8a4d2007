/** Customers as the API gives them, and what it knows around them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { consentEventSchema } from '../../../api/schemas/consents.ts'
import type { customerSchema } from '../../../api/schemas/customers.ts'
import type { contactSchema } from '../../../api/schemas/deliveries.ts'
import type { orderSchema } from '../../../api/schemas/orders.ts'
import { readPage } from '../http/page.ts'
import { request } from '../http/request.ts'

export type Customer = z.output<typeof customerSchema>
export type ConsentEvent = z.output<typeof consentEventSchema>
export type Contact = z.output<typeof contactSchema>
export type Order = z.output<typeof orderSchema>

export const customersPath = '/api/v1/customers'

export function customerQuery(id: string) {
  return queryOptions({
    queryKey: [customersPath, id],
    queryFn: ({ signal }) => request<Customer>('GET', `${customersPath}/${encodeURIComponent(id)}`, { signal }),
  })
}

export function customerSearchQuery(q: string) {
  return queryOptions({
    queryKey: [customersPath, 'search', q],
    queryFn: ({ signal }) => readPage<Customer>(customersPath, { q, limit: 10 }, signal),
    placeholderData: (previous) => previous,
  })
}

/** The name, or what stands for it where there is none. */
export function nameCustomer({ firstName, lastName, email, externalId }: Customer): string {
  const name = [firstName, lastName].filter((part) => part !== null && part !== '').join(' ')
  return name === '' ? (email ?? externalId) : name
}
