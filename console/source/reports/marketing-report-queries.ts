/** The report on all broadcasts of a period, as the API gives it. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { broadcastFigures, marketingReportSchema } from '../../../api/schemas/broadcast-activity.ts'
import { formatQuery, request } from '../http/request.ts'
import { pickFilters, type ReportSearch } from '../voucher-reports/report-search.ts'

export type MarketingReport = z.output<typeof marketingReportSchema>
export type Figures = z.output<typeof broadcastFigures>

export const marketingReportPath = '/api/v1/reports/marketing-campaigns'
export const marketingFilters = ['by', 'channel'] as const

export function formatAsked(search: ReportSearch): string {
  return formatQuery(pickFilters(search, marketingFilters))
}

export function marketingReportQuery(search: ReportSearch) {
  return queryOptions({
    queryKey: [marketingReportPath, pickFilters(search, marketingFilters)],
    queryFn: ({ signal }) => request<MarketingReport>('GET', `${marketingReportPath}${formatAsked(search)}`, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    meta: { topics: ['broadcasts', 'deliveries'], atMostEveryMs: 60_000 },
  })
}
