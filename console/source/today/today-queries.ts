/** The morning's questions. Each is asked for itself, all at once: what is quick is there first. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { liveCampaignSchema, todayResultsSchema, todaySchema } from '../../../api/schemas/today.ts'
import { request } from '../http/request.ts'

export type Today = z.output<typeof todaySchema>
export type TodaySuggestion = Today['suggestions'][number]
export type SuggestionKey = TodaySuggestion['key']
export type TodayResults = z.output<typeof todayResultsSchema>
export type LiveCampaign = z.output<typeof liveCampaignSchema>

const path = '/api/v1/today'
const minuteMs = 60_000
const whileSendingMs = 3_000

export const todayQuery = queryOptions({
  queryKey: [path],
  queryFn: ({ signal }) => request<Today>('GET', path, { signal }),
  staleTime: minuteMs,
  refetchInterval: 5 * minuteMs,
})

/** Closely while something leaves. */
export const liveCampaignsQuery = queryOptions({
  queryKey: [path, 'campaigns'],
  queryFn: ({ signal }) => request<{ data: LiveCampaign[] }>('GET', `${path}/campaigns`, { signal }),
  refetchInterval: ({ state }) => (state.data?.data.some(({ status }) => status === 'sending') === true ? whileSendingMs : minuteMs / 4),
})

export const todayResultsQuery = queryOptions({
  queryKey: [path, 'results'],
  queryFn: ({ signal }) => request<TodayResults>('GET', `${path}/results`, { signal }),
  staleTime: minuteMs,
  refetchInterval: 5 * minuteMs,
})
