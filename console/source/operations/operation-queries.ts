/** What is under way and how it is, as the API gives it. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { campaignHealthListSchema, campaignHealthSchema } from '../../../api/schemas/campaign-health.ts'
import type { pendingActionResultSchema, pendingTriggerListSchema, pendingTriggerSchema } from '../../../api/schemas/pending-triggers.ts'
import type { systemHealthSchema } from '../../../api/schemas/system-health.ts'
import { formatQuery, request } from '../http/request.ts'
import type { HealthFilter } from './health-filter.ts'
import type { PendingFilter } from './pending-filter.ts'

export type CampaignHealth = z.output<typeof campaignHealthSchema>
export type CampaignHealthList = z.output<typeof campaignHealthListSchema>
export type PendingTrigger = z.output<typeof pendingTriggerSchema>
export type PendingPage = z.output<typeof pendingTriggerListSchema>
export type PendingActionResult = z.output<typeof pendingActionResultSchema>
export type SystemHealth = z.output<typeof systemHealthSchema>

const healthPath = '/api/v1/voucher-campaigns/health'
export const pendingPath = '/api/v1/pending-triggers'

/** What is late becomes so by the clock, and what does not work writes nothing. */
const lookEveryMs = 60_000
/** Either asks Temporal and counts what waits. */
const atMostEveryMs = 15_000

export function campaignHealthQuery({ level, kind }: HealthFilter) {
  return queryOptions({
    queryKey: [healthPath, { level, kind }],
    queryFn: ({ signal }) => request<CampaignHealthList>('GET', `${healthPath}${formatQuery({ level, kind })}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: lookEveryMs,
    meta: { topics: ['autopilots', 'promotions', 'journeys', 'health'], atMostEveryMs },
  })
}

export const systemHealthQuery = queryOptions({
  queryKey: ['/api/v1/system-health'],
  queryFn: ({ signal }) => request<SystemHealth>('GET', '/api/v1/system-health', { signal }),
  refetchInterval: lookEveryMs,
  meta: { topics: ['health'], atMostEveryMs },
})

export type PendingAction = 'retry' | 'skip' | 'cancel'
export type PendingTarget = { ids: string[] } | { filter: PendingFilter; confirmedCount: number }

/** `attempt` makes a second click on the same dialog the same request. */
export function actOnPending(action: PendingAction, target: PendingTarget, attempt: string): Promise<PendingActionResult> {
  return request('POST', `${pendingPath}/${action}`, { body: target, headers: { 'Idempotency-Key': attempt } })
}
