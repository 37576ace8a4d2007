/** The counted history of the segments, day by day: what is kept, so that it costs next to nothing to ask. */
import { z } from 'zod'
import { listSegmentDays } from '../../../db/queries/segments/segment-counts.ts'
import { defineRoute } from '../../http/routes.ts'
import { segmentDaysSchema } from '../../schemas/segments.ts'

const maxDays = 732

export const segmentDayRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/segments/days',
    tag: 'Segments',
    scope: 'segments:read',
    summary: 'How many customers were in each segment, day by day, as it was counted then',
    description:
      'Both days are included; days of the store’s time zone. Days that are not counted are left out. Customers who were erased since stay in the counts of days until these are counted again.',
    query: z.strictObject({ from: z.iso.date(), to: z.iso.date() }),
    response: z.strictObject({ data: segmentDaysSchema }),
    handler: async ({ query: { from, to }, sql }) => ({ data: (await listSegmentDays(sql, { from, until: to })).slice(-maxDays) }),
  }),
]
