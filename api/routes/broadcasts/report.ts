/** What a broadcast did, as JSON and as CSV. */
import { readReport } from '../../../db/queries/broadcast-report/read-report.ts'
import { z } from 'zod'
import { comparisonQuery, hoursQuery } from '../../schemas/broadcast-comparison.ts'
import { readHours, refuse } from './report-hours.ts'
import { defineRoute, type RouteRequest, streamed } from '../../http/routes.ts'
import { broadcastReportSchema } from '../../schemas/broadcast-report.ts'
import { idParams } from '../../schemas/ids.ts'
import { formatReportCsv, type ReportView, viewReport } from '../../views/broadcast-report.ts'
import { findBroadcast } from './drafts.ts'

const tag = 'Reports'
const params = idParams('broadcast')
const query = z.strictObject({ ...hoursQuery, ...comparisonQuery })

type ReportRequest = RouteRequest<{ id: string }, z.output<typeof query>, unknown>

export const reportRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/broadcasts/{id}/report',
    tag,
    summary: 'Read the report of a broadcast; every number from one snapshot',
    scope: 'reports:read',
    params,
    query,
    response: broadcastReportSchema,
    streamTypes: ['text/csv'],
    async handler(request) {
      const view = await readView(request)
      const prefersCsv = request.http.request.accepts(['application/json', 'text/csv']) === 'text/csv'
      if (!prefersCsv) return view
      sendCsv(request, view)
      return streamed
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/broadcasts/{id}/report.csv',
    tag,
    summary: 'Read the report of a broadcast as CSV',
    description: 'One line a number: `section,item,measure,value`.',
    scope: 'reports:read',
    params,
    query,
    streamTypes: ['text/csv'],
    async handler(request): Promise<typeof streamed> {
      sendCsv(request, await readView(request))
      return streamed
    },
  }),
]

async function readView({
  params: { id },
  query: { compareWith, ...asked },
  sql,
  pool,
  dependencies,
  at,
}: ReportRequest): Promise<ReportView> {
  const broadcast = await findBroadcast(sql, id)
  const hours = readHours(asked)
  if (compareWith === id) throw refuse('compareWith', 'The broadcast itself')
  const report = await readReport(pool, id, { hours, compareWith }, at)
  if (compareWith !== undefined && compareWith !== 'average' && report.begunAt !== null && report.compared.length === 0)
    throw refuse('compareWith', 'There is no such broadcast, or it has not begun')
  return viewReport(broadcast, report, { hours, compareWith }, dependencies.config.temporal)
}

function sendCsv({ http: { response } }: ReportRequest, view: ReportView): void {
  response
    .set({ 'Cache-Control': 'no-store', 'Content-Disposition': `attachment; filename="${view.broadcastId}.csv"`, Vary: 'Accept' })
    .type('text/csv')
    .send(formatReportCsv(view))
}
