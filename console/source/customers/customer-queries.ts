/** Customers as the API gives them, and what it knows around them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { consentEventSchema } from '../../../api/schemas/consents.ts'
import type { customerContactSchema, customerMembershipsSchema, customerSegmentsSchema } from '../../../api/schemas/customer-standing.ts'
import type { timelineEntrySchema } from '../../../api/schemas/customer-timeline.ts'
import type { customerSchema } from '../../../api/schemas/customers.ts'
import type { orderSchema } from '../../../api/schemas/orders.ts'
import { readPage } from '../http/page.ts'
import { request } from '../http/request.ts'
import type { Followed } from '../http/topics.ts'
import type { Channel } from '../words/broadcasts.ts'

export type Customer = z.output<typeof customerSchema>
export type ConsentEvent = z.output<typeof consentEventSchema>
export type ConsentStatus = ConsentEvent['status']
export type CustomerContact = z.output<typeof customerContactSchema>
export type ChannelStanding = CustomerContact['channels'][number]
export type CustomerMemberships = z.output<typeof customerMembershipsSchema>
export type CustomerSegments = z.output<typeof customerSegmentsSchema>
export type Order = z.output<typeof orderSchema>
export type TimelineEntry = z.output<typeof timelineEntrySchema>

export const customersPath = '/api/v1/customers'
export const consentsPath = '/api/v1/consents'

/** One customer among a million: most of what changes is about others. */
const followOne: Followed = { topics: ['customers', 'segments', 'audiences', 'groups'], atMostEveryMs: 10_000 }

export function customerQuery(id: string) {
  return queryOptions({
    queryKey: [customersPath, id],
    queryFn: ({ signal }) => request<Customer>('GET', `${customersPath}/${encodeURIComponent(id)}`, { signal }),
    meta: followOne,
  })
}

/** One of the resources below a customer. */
function partQuery<Part>(id: string, part: string) {
  return queryOptions({
    queryKey: [customersPath, id, part],
    queryFn: ({ signal }) => request<Part>('GET', `${customersPath}/${encodeURIComponent(id)}/${part}`, { signal }),
    meta: followOne,
  })
}

export const customerContactQuery = (id: string) => partQuery<CustomerContact>(id, 'contact')
export const customerSegmentsQuery = (id: string) => partQuery<CustomerSegments>(id, 'segments')
export const customerMembershipsQuery = (id: string) => partQuery<CustomerMemberships>(id, 'memberships')

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

export interface Statement {
  customerId: string
  channel: Channel
  status: 'subscribed' | 'unsubscribed'
  /** Where it was said. */
  source: string
  occurredAt: string
  wordingVersion: string | null
}

/** Whether it counts; kept as evidence it is in any case. */
export async function recordConsent(statement: Statement): Promise<boolean> {
  const { results } = await request<{ results: { status: string; errors?: { message: string }[] }[] }>('POST', consentsPath, {
    body: { consents: [statement] },
  })
  return results[0]?.status === 'applied'
}

export function suppressAddress(channel: Channel, address: string): Promise<unknown> {
  return request('POST', '/api/v1/suppressions', { body: { suppressions: [{ channel, address, reason: 'blacklist' }] } })
}

export function liftSuppression(channel: Channel, address: string): Promise<unknown> {
  return request('DELETE', `/api/v1/suppressions/${channel}/${encodeURIComponent(address)}`)
}

export function eraseCustomer(id: string): Promise<unknown> {
  return request('DELETE', `${customersPath}/${encodeURIComponent(id)}`)
}
