/** Segments as the API gives them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { segmentSchema, segmentsSchema } from '../../../api/schemas/segments.ts'
import { request } from '../http/request.ts'

export type Segments = z.output<typeof segmentsSchema>
export type Segment = z.output<typeof segmentSchema>
export type SegmentKey = Segment['key']

export const segmentsQuery = queryOptions({
  queryKey: ['segments'],
  queryFn: ({ signal }) => request<Segments>('GET', '/api/v1/segments', { signal }),
  staleTime: 60_000,
  meta: { topics: ['segments'], atMostEveryMs: 60_000 },
})
