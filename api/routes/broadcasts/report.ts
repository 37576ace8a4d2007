/** What a broadcast did, as JSON and as CSV. */
import { readReport } from '../../../db/queries/broadcast-report/read-report.ts'
import { defineRoute, type RouteRequest, streamed } from '../../http/routes.ts'
import { broadcastReportSchema } from '../../schemas/broadcast-report.ts'
import { idParams } from '../../schemas/ids.ts'
import { formatReportCsv, type ReportView, viewReport } from '../../views/broadcast-report.ts'
import { findBroadcast } from './drafts.ts'

const tag = 'Reports'
const params = idParams('broadcast')

type ReportRequest = RouteRequest<{ id: string }, unknown, unknown>

export const reportRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/broadcasts/{id}/report',
    tag,
    summary: 'Read the report of a broadcast; every number from one snapshot',
    scope: 'reports:read',
    params,
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
    streamTypes: ['text/csv'],
    async handler(request): Promise<typeof streamed> {
      sendCsv(request, await readView(request))
      return streamed
    },
  }),
]

async function readView({ params: { id }, sql, pool, dependencies }: ReportRequest): Promise<ReportView> {
  const broadcast = await findBroadcast(sql, id)
  return viewReport(broadcast, await readReport(pool, id), dependencies.config.temporal)
}

function sendCsv({ http: { response } }: ReportRequest, view: ReportView): void {
  response
    .set({ 'Cache-Control': 'no-store', 'Content-Disposition': `attachment; filename="${view.broadcastId}.csv"`, Vary: 'Accept' })
    .type('text/csv')
    .send(formatReportCsv(view))
}
