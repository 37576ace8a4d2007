/** Promotions as the API gives them, and what the console asks it about them. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  promotionCountsSchema,
  promotionPreflightSchema,
  promotionProgressSchema,
  promotionRecipientSchema,
} from '../../../api/schemas/promotion-runs.ts'
import type { newPromotionSchema, promotionChangeSchema, promotionSchema, stopRequestSchema } from '../../../api/schemas/promotions.ts'
import { createBatch } from '../http/batch.ts'
import { formatQuery, request } from '../http/request.ts'
import type { BudgetInput } from '../offers/offer-queries.ts'

export type Promotion = z.output<typeof promotionSchema>
export type PromotionStatus = Promotion['status']
export type NewPromotion = z.input<typeof newPromotionSchema>
export type PromotionChange = z.input<typeof promotionChangeSchema>
export type PromotionPreflight = z.output<typeof promotionPreflightSchema>
export type PromotionCounts = z.output<typeof promotionCountsSchema>
export type PromotionProgress = z.output<typeof promotionProgressSchema>
export type PromotionRecipient = z.output<typeof promotionRecipientSchema>
export type StopChoice = z.input<typeof stopRequestSchema>['vouchers']

/** What a draft's editor changes. */
export type PromotionFields = Pick<
  Promotion,
  'name' | 'offerId' | 'audience' | 'channels' | 'messages' | 'schedule' | 'fallThroughWithin' | 'reminder' | 'holdoutPercent' | 'expiresAt'
>

export const promotionsPath = '/api/v1/promotions'

export function promotionQuery(id: string) {
  return queryOptions({ queryKey: [promotionsPath, id], queryFn: ({ signal }) => readPromotion(id, signal) })
}

export function readPromotion(id: string, signal?: AbortSignal): Promise<Promotion> {
  return request('GET', `${promotionsPath}/${id}`, signal === undefined ? {} : { signal })
}

/** `version` is the draft's: another version is another question. */
export function promotionPreflightQuery(id: string, version: number) {
  return queryOptions({
    queryKey: [promotionsPath, id, 'preflight', version],
    queryFn: ({ signal }) => request<PromotionPreflight>('GET', `${promotionsPath}/${id}/preflight`, { signal }),
    placeholderData: keepPreviousData,
  })
}

const readCounts = createBatch<PromotionCounts | undefined>({
  async read(ids) {
    const { data } = await request<{ data: PromotionCounts[] }>('GET', `${promotionsPath}/counts${formatQuery({ ids: ids.join(',') })}`)
    return (id) => data.find((one) => one.id === id)
  },
})

/** For a row of a list, whose rows ask together. */
export function promotionCountsQuery(id: string) {
  return queryOptions({
    queryKey: [promotionsPath, 'counts', id],
    queryFn: async () => (await readCounts(id)) ?? null,
    staleTime: 30_000,
    meta: { topics: ['promotions', 'vouchers'], atMostEveryMs: 5_000 },
  })
}

export function createPromotion(draft: NewPromotion): Promise<Promotion> {
  return request('POST', promotionsPath, { body: draft })
}

/** @throws ApiError 412 when somebody else has changed it since */
export function changePromotion(id: string, version: number, change: PromotionChange): Promise<Promotion> {
  return request('PATCH', `${promotionsPath}/${id}`, { body: change, headers: { 'If-Match': `"${version}"` } })
}

export function copyPromotion(id: string): Promise<Promotion> {
  return request('POST', `${promotionsPath}/${id}/copy`, { body: {} })
}

export function deletePromotion(id: string): Promise<void> {
  return request('DELETE', `${promotionsPath}/${id}`)
}

export function limitPromotion(id: string, budget: BudgetInput): Promise<Promotion> {
  return request('PUT', `${promotionsPath}/${id}/budget`, { body: budget })
}

/** `attempt` makes a second click on the same dialog the same launch. */
export function launchPromotion(id: string, attempt: string): Promise<Promotion> {
  return request('POST', `${promotionsPath}/${id}/launch`, { body: {}, headers: { 'Idempotency-Key': attempt } })
}

export function commandPromotion(id: string, command: 'pause' | 'resume'): Promise<PromotionProgress> {
  return request('POST', `${promotionsPath}/${id}/${command}`, { body: {} })
}

export function stopPromotion(id: string, vouchers: StopChoice): Promise<PromotionProgress> {
  return request('POST', `${promotionsPath}/${id}/stop`, { body: { vouchers } })
}

export function reschedulePromotion(id: string, schedule: Promotion['schedule']): Promise<PromotionProgress> {
  return request('POST', `${promotionsPath}/${id}/reschedule`, { body: { schedule } })
}
