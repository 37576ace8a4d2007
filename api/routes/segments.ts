/** Segments: how large they are, who is in them, how they grew, and the refresh that brings them up to date. */
import { z } from 'zod'
import { listSegmentCustomers } from '../../db/queries/segments/list-segment-customers.ts'
import { readRfmMatrix } from '../../db/queries/segments/read-rfm-matrix.ts'
import { readSegmentState } from '../../db/queries/segments/read-segment-state.ts'
import { countSegments, listSegmentDays } from '../../db/queries/segments/segment-counts.ts'
import { readSettings } from '../../db/queries/settings.ts'
import { describeSegments, judgeReadiness } from '../../domain/segments.ts'
import { requestSegmentRefresh } from '../../workflows/clients/start-segment-refresh.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../http/pagination.ts'
import { Problem } from '../http/problems.ts'
import { defineRoute } from '../http/routes.ts'
import { instant } from '../schemas/instants.ts'
import {
  rfmReportSchema,
  segmentationReportSchema,
  segmentCustomerSchema,
  segmentKey,
  segmentRefreshSchema,
  segmentsSchema,
  viewRfmCell,
  viewSegment,
  viewSegmentCustomer,
} from '../schemas/segments.ts'

const refreshTimeoutMs = 5_000
const defaultReportDays = 90
const maxReportDays = 732
const dayMs = 86_400_000

export const segmentRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/segments',
    tag: 'Segments',
    scope: 'segments:read',
    summary: 'The nine segments with their sizes, now or as of an instant',
    query: z.strictObject({
      asOf: instant.optional().meta({ description: 'From the orders as of that instant, with the settings of today.' }),
    }),
    response: segmentsSchema,
    async handler({ query, sql, at }) {
      const { value: settings } = await readSettings(sql, 'segments')
      const { computedAt, hasOrders } = await readSegmentState(sql)
      const counts = await countSegments(sql, query.asOf)
      return {
        readiness: judgeReadiness({ buyers: counts.buyers, isComputed: computedAt !== null || query.asOf !== undefined, hasOrders }),
        asOf: (query.asOf ?? at).toISOString(),
        refreshedAt: computedAt?.toISOString() ?? null,
        buyers: counts.buyers,
        segments: describeSegments(settings).map((description) => viewSegment(description, counts)),
      }
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/segments/{key}/customers',
    tag: 'Segments',
    scope: 'customers:read',
    summary: 'The customers of a segment, with the figures that put them there',
    params: z.strictObject({ key: segmentKey }),
    query: z.strictObject(pageQuery),
    response: pageOf(segmentCustomerSchema),
    async handler({ params, query, sql, at }) {
      const limit = query.limit ?? defaultLimit
      const after = decodeCursor(z.tuple([z.uuid()]), query.cursor)?.[0]
      const { value: store } = await readSettings(sql, 'store')
      const rows = await listSegmentCustomers(sql, { segment: params.key, ...(after === undefined ? {} : { after }), limit: limit + 1, at })
      return makePage(
        rows,
        limit,
        (row) => viewSegmentCustomer(row, store.currency),
        (row) => [row.customerId],
      )
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/segments/refresh',
    tag: 'Segments',
    scope: 'segments:write',
    summary: 'Bring everyone’s segments up to date',
    description:
      'Orders move their own customers at once, and a Schedule refreshes everyone every hour. While a refresh runs, any number of requests are answered with that run, which then does one more.',
    idempotencyKey: 'optional',
    response: segmentRefreshSchema,
    status: 202,
    async handler({ dependencies: { temporal, config } }) {
      if (temporal === undefined) throw new Problem('temporal_unavailable')
      const { uiUrl, namespace } = config.temporal
      try {
        const run = await temporal.withDeadline(Date.now() + refreshTimeoutMs, () => requestSegmentRefresh(temporal))
        return {
          ...run,
          temporalUrl: `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(run.workflowId)}/${run.runId}/history`,
        }
      } catch {
        throw new Problem('temporal_unavailable', { headers: { 'Retry-After': '5' } })
      }
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/reports/segmentation',
    tag: 'Reports',
    scope: 'reports:read',
    summary: 'The size of each segment, day by day',
    description: 'Both days are included; without them, the latest 90 days. Days that were never counted are left out.',
    query: z.strictObject({ from: z.iso.date().optional(), to: z.iso.date().optional() }),
    response: segmentationReportSchema,
    async handler({ query, sql, at }) {
      const { value: store } = await readSettings(sql, 'store')
      // A day ahead of UTC at most: no day of the store is cut off.
      const until = query.to ?? formatDay(at.getTime() + dayMs)
      const from = query.from ?? formatDay(Date.parse(until) - defaultReportDays * dayMs)
      const length = (Date.parse(until) - Date.parse(from)) / dayMs + 1
      if (length < 1) throw new Problem('invalid_request', { errors: [{ path: 'query.to', message: 'Before `from`' }] })
      if (length > maxReportDays)
        throw new Problem('invalid_request', { errors: [{ path: 'query.from', message: `At most ${maxReportDays} days a report` }] })
      return { timeZone: store.timeZone, days: await listSegmentDays(sql, { from, until }) }
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/reports/rfm',
    tag: 'Reports',
    scope: 'reports:read',
    summary: 'The RFM matrix: recency against frequency and money',
    response: rfmReportSchema,
    async handler({ sql }) {
      const { value: store } = await readSettings(sql, 'store')
      const cells = await readRfmMatrix(sql)
      return { cells: cells.map((cell) => viewRfmCell(cell, store.currency)) }
    },
  }),
]

function formatDay(instantMs: number): string {
  return new Date(instantMs).toISOString().slice(0, 10)
}
