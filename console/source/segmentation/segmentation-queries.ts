/** The segmentation and RFM reports as the API gives them. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { rfmReportSchema } from '../../../api/schemas/rfm-report.ts'
import type { segmentationReportSchema } from '../../../api/schemas/segmentation-report.ts'
import { formatQuery, request } from '../http/request.ts'
import type { Period } from './period.ts'

export type SegmentationReport = z.output<typeof segmentationReportSchema>
export type RfmReport = z.output<typeof rfmReportSchema>
export type RfmCell = RfmReport['cells'][number]

export const segmentationPath = '/api/v1/reports/segmentation'

export function segmentationReportQuery({ from, to }: Period) {
  return queryOptions({
    queryKey: [segmentationPath, from ?? null, to ?? null],
    queryFn: ({ signal }) => request<SegmentationReport>('GET', `${segmentationPath}${formatQuery({ from, to })}`, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 300_000,
    meta: { topics: ['segments'], atMostEveryMs: 300_000 },
  })
}

export const rfmReportQuery = queryOptions({
  queryKey: ['/api/v1/reports/rfm'],
  queryFn: ({ signal }) => request<RfmReport>('GET', '/api/v1/reports/rfm', { signal }),
  staleTime: 300_000,
  meta: { topics: ['segments'], atMostEveryMs: 300_000 },
})
