/** Segments as the API gives them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { segmentDaysSchema, segmentSchema, segmentsSchema } from '../../../api/schemas/segments.ts'
import { formatQuery, request } from '../http/request.ts'

export type Segments = z.output<typeof segmentsSchema>
export type Segment = z.output<typeof segmentSchema>
export type SegmentKey = Segment['key']

export type SegmentDays = z.output<typeof segmentDaysSchema>

export const segmentsQuery = queryOptions({
  queryKey: ['segments'],
  queryFn: ({ signal }) => request<Segments>('GET', '/api/v1/segments', { signal }),
  staleTime: 60_000,
})

/** The counted days, both included. */
export function segmentDaysQuery(days: { from: string; to: string }) {
  return queryOptions({
    queryKey: ['segments', 'days', days],
    queryFn: ({ signal }) => request<{ data: SegmentDays }>('GET', `/api/v1/segments/days${formatQuery(days)}`, { signal }),
    staleTime: 300_000,
  })
}
