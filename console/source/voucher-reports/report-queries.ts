/** The reports on voucher campaigns as the API gives them. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { apiPerformanceSchema, systemHealthReportSchema } from '../../../api/schemas/system-reports.ts'
import type { activityFigures } from '../../../api/schemas/voucher-report-parts.ts'
import type { campaignPerformanceSchema, voucherEngagementSchema, voucherOverviewSchema } from '../../../api/schemas/voucher-reports.ts'
import { formatQuery, request } from '../http/request.ts'
import { pickFilters, type ReportFilter, type ReportSearch } from './report-search.ts'

export interface Reports {
  overview: z.output<typeof voucherOverviewSchema>
  'customer-engagement': z.output<typeof voucherEngagementSchema>
  'campaign-perf': z.output<typeof campaignPerformanceSchema>
  'api-perf': z.output<typeof apiPerformanceSchema>
  'system-health': z.output<typeof systemHealthReportSchema>
}
export type ReportName = keyof Reports
export type Activity = z.output<typeof activityFigures>
export type Engagement = Reports['customer-engagement']['total']['now']
export type ChannelCalls = Reports['api-perf']['channels']['now'][number]

export const reportPath = '/api/v1/reports/voucher-campaigns'

/** What each can be asked for beyond its period. */
export const reportFilters: Record<ReportName, readonly ReportFilter[]> = {
  overview: ['by', 'campaign', 'kind', 'channel', 'segment', 'grossMarginPercent'],
  'customer-engagement': ['campaign', 'kind', 'channel', 'segment'],
  'campaign-perf': ['campaign', 'kind', 'channel', 'segment', 'grossMarginPercent'],
  'api-perf': ['by', 'campaign', 'kind', 'channel'],
  'system-health': ['by'],
}

export function voucherReportQuery<Name extends ReportName>(name: Name, search: ReportSearch) {
  const asked = pickFilters(search, reportFilters[name])
  return queryOptions({
    queryKey: [reportPath, name, asked],
    queryFn: ({ signal }) => request<Reports[Name]>('GET', `${reportPath}/${name}${formatQuery(asked)}`, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    meta: { topics: ['vouchers', 'deliveries', 'journeys', 'health'], atMostEveryMs: 60_000 },
  })
}
