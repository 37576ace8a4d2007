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
/** Segments, and the days that figures are of, go on with the clock. Both pass over all buyers: not more often, however much changes. */
const lookEveryMs = 5 * minuteMs
/** Whoever takes a store's first steps comes back to see them ticked. */
const firstStepsMs = minuteMs / 6

export const todayQuery = queryOptions({
  queryKey: [path],
  queryFn: ({ signal }) => request<Today>('GET', path, { signal }),
  staleTime: minuteMs,
  refetchInterval: lookEveryMs,
  meta: {
    topics: ['segments', 'settings', 'customers', 'broadcasts', 'autopilots'],
    atMostEveryMs: (known) => ((known as Today | undefined)?.steps.every(({ isDone }) => isDone) === true ? lookEveryMs : firstStepsMs),
  },
})

export const liveCampaignsQuery = queryOptions({
  queryKey: [path, 'campaigns'],
  queryFn: ({ signal }) => request<{ data: LiveCampaign[] }>('GET', `${path}/campaigns`, { signal }),
  meta: { topics: ['broadcasts', 'promotions', 'autopilots', 'deliveries', 'vouchers'], atMostEveryMs: 3_000 },
})

export const todayResultsQuery = queryOptions({
  queryKey: [path, 'results'],
  queryFn: ({ signal }) => request<TodayResults>('GET', `${path}/results`, { signal }),
  staleTime: minuteMs,
  refetchInterval: lookEveryMs,
  meta: { topics: ['broadcasts', 'deliveries'], atMostEveryMs: lookEveryMs },
})
