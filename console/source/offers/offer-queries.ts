/** Offers and vouchers as the API gives them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { budgetInput, newOfferSchema, offerChangeSchema, offerSchema, offerTermsSchema } from '../../../api/schemas/offers.ts'
import type { issueAnswer, voucherCountsSchema, voucherEventSchema, voucherSchema } from '../../../api/schemas/vouchers.ts'
import { readPage } from '../http/page.ts'
import { request } from '../http/request.ts'

export type Offer = z.output<typeof offerSchema>
export type OfferTerms = z.output<typeof offerTermsSchema>
export type NewOffer = z.input<typeof newOfferSchema>
export type OfferChange = z.input<typeof offerChangeSchema>
export type BudgetInput = z.input<typeof budgetInput>
export type Money = NonNullable<Offer['minimumSpend']>
export type Voucher = z.output<typeof voucherSchema>
export type VoucherStatus = Voucher['status']
export type VoucherEvent = z.output<typeof voucherEventSchema>
export type IssueAnswer = z.output<typeof issueAnswer>
export type VoucherCounts = z.output<typeof voucherCountsSchema>

export const offersPath = '/api/v1/offers'
export const vouchersPath = '/api/v1/vouchers'

/** What a chooser offers; more are found on their own page. */
const offeredAtOnce = 100

export const offeredOffersQuery = queryOptions({
  queryKey: [offersPath, 'offered'],
  queryFn: ({ signal }) => readPage<Offer>(offersPath, { limit: offeredAtOnce }, signal),
  staleTime: 30_000,
  meta: { topics: ['offers'] },
})

export function offerQuery(id: string) {
  return queryOptions({
    queryKey: [offersPath, id],
    queryFn: ({ signal }) => request<Offer>('GET', `${offersPath}/${id}`, { signal }),
    meta: { topics: ['offers', 'vouchers'], atMostEveryMs: 5_000 },
  })
}

export function voucherCountsQuery(offerId: string) {
  return queryOptions({
    queryKey: [offersPath, offerId, 'voucher-counts'],
    queryFn: ({ signal }) => request<VoucherCounts>('GET', `${offersPath}/${offerId}/voucher-counts`, { signal }),
    meta: { topics: ['vouchers'], atMostEveryMs: 5_000 },
  })
}

/** @param code or the voucher's id */
export function voucherQuery(code: string) {
  return queryOptions({
    queryKey: [vouchersPath, code],
    queryFn: ({ signal }) => request<Voucher>('GET', `${vouchersPath}/${encodeURIComponent(code)}`, { signal }),
    meta: { topics: ['vouchers'] },
    retry: false,
  })
}

export function createOffer(offer: NewOffer): Promise<Offer> {
  return request('POST', offersPath, { body: offer })
}

/** @throws ApiError 412 when somebody else has changed it since */
export function changeOffer({ id, version }: Offer, change: OfferChange): Promise<Offer> {
  return request('PATCH', `${offersPath}/${id}`, { body: change, headers: { 'If-Match': `"${version}"` } })
}

export function limitOffer(id: string, budget: BudgetInput): Promise<Offer> {
  return request('PUT', `${offersPath}/${id}/budget`, { body: budget })
}

export function commandOffer(id: string, command: 'archive' | 'restore'): Promise<Offer> {
  return request('POST', `${offersPath}/${id}/${command}`)
}

/** `attempt` makes a second click the same gift. */
export function giveVouchers(offerId: string, customers: string[], attempt: string): Promise<IssueAnswer> {
  return request('POST', `${offersPath}/${offerId}/vouchers`, { body: { customers }, headers: { 'Idempotency-Key': attempt } })
}

export function revokeVoucher(id: string): Promise<Voucher> {
  return request('POST', `${vouchersPath}/${id}/revoke`)
}
