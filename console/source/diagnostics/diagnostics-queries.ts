/** What happened and why, as the API tells it. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { diagnosticsSchema } from '../../../api/schemas/diagnostics.ts'
import { formatQuery, request } from '../http/request.ts'
import type { DiagnosticsSearch } from './diagnostics-search.ts'

export type Diagnostics = z.output<typeof diagnosticsSchema>
export type DiagnosedRun = NonNullable<Diagnostics['runs']>[number]
export type DiagnosedEntry = DiagnosedRun['timeline'][number]
export type DiagnosedCustomer = NonNullable<Diagnostics['customer']>
export type DiagnosedCampaign = NonNullable<Diagnostics['campaign']>
export type Answer = NonNullable<Diagnostics['answer']>
export type Standing = Answer['standing']

const path = '/api/v1/diagnostics'

/** Page after page: of a customer's runs, or of a campaign's customers. */
export function diagnosticsQuery({ campaign, customer, journey, of, stage, reason, channel }: DiagnosticsSearch) {
  const asked = { campaign, customer, journey, of, stage, reason, channel }
  return infiniteQueryOptions({
    queryKey: [path, asked],
    queryFn: ({ pageParam, signal }) => request<Diagnostics>('GET', `${path}${formatQuery({ ...asked, cursor: pageParam })}`, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    meta: { topics: ['journeys', 'deliveries', 'vouchers'], atMostEveryMs: 10_000 },
    retry: false,
  })
}

/** One journey with its story. */
export function journeyDiagnosticsQuery(journey: string) {
  return queryOptions({
    queryKey: [path, { journey }, 'one'],
    queryFn: ({ signal }) => request<Diagnostics>('GET', `${path}${formatQuery({ journey })}`, { signal }),
    meta: { topics: ['journeys', 'deliveries', 'vouchers'], atMostEveryMs: 10_000 },
    // What it waits for comes about by the clock too.
    refetchInterval: ({ state }) => (state.data?.runs?.[0]?.next === null ? false : 60_000),
  })
}
