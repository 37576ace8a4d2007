/** Segments as the API gives them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { segmentationReportSchema, segmentSchema, segmentsSchema } from '../../../api/schemas/segments.ts'
import { request } from '../http/request.ts'

export type Segments = z.output<typeof segmentsSchema>
export type Segment = z.output<typeof segmentSchema>
export type SegmentKey = Segment['key']
export type SegmentationReport = z.output<typeof segmentationReportSchema>

export const segmentsQuery = queryOptions({
  queryKey: ['segments'],
  queryFn: ({ signal }) => request<Segments>('GET', '/api/v1/segments', { signal }),
  staleTime: 60_000,
})

export const segmentationQuery = queryOptions({
  queryKey: ['segmentation'],
  queryFn: ({ signal }) => request<SegmentationReport>('GET', '/api/v1/reports/segmentation', { signal }),
  staleTime: 300_000,
})
