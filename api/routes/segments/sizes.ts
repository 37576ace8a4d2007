/** How large the nine segments are. */
import { z } from 'zod'
import { readSegmentState } from '../../../db/queries/segments/read-segment-state.ts'
import { countSegments } from '../../../db/queries/segments/segment-counts.ts'
import { readSettings } from '../../../db/queries/settings.ts'
import { describeSegments, judgeReadiness } from '../../../domain/segments.ts'
import { askInTransaction } from '../../audiences/questions.ts'
import { defineRoute } from '../../http/routes.ts'
import { segmentsSchema, viewSegment } from '../../schemas/segments.ts'
import { asOfQuery, requirePast } from './past-instant.ts'

export const segmentSizeRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/segments',
    tag: 'Segments',
    scope: 'segments:read',
    summary: 'The nine segments with their sizes, now or as of an instant',
    query: z.strictObject(asOfQuery),
    response: segmentsSchema,
    async handler(request) {
      const { query, sql, at } = request
      requirePast(query.asOf, at)
      const settings = await readSettings(sql, 'segments')
      const { computedAt, settingsVersion, hasOrders } = await readSegmentState(sql)
      const counts =
        query.asOf === undefined ? await countSegments(sql) : await askInTransaction(request, (sql) => countSegments(sql, query.asOf))
      return {
        readiness: judgeReadiness({ buyers: counts.buyers, isComputed: computedAt !== null || query.asOf !== undefined, hasOrders }),
        asOf: (query.asOf ?? at).toISOString(),
        refreshedAt: computedAt?.toISOString() ?? null,
        settingsVersion: query.asOf === undefined ? settingsVersion : settings.version,
        buyers: counts.buyers,
        segments: describeSegments(settings.value).map((description) => viewSegment(description, counts)),
      }
    },
  }),
]
