/** The refresh that brings everyone's segments up to date, and the count of the days that are over. */
import { planSegmentDays } from '../../../db/queries/segments/plan-segment-days.ts'
import { requestSegmentRefresh } from '../../../workflows/clients/start-segment-refresh.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { segmentHistorySchema, segmentRefreshSchema } from '../../schemas/segments.ts'

const refreshTimeoutMs = 5_000

export const segmentRunRoutes = [
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
    path: '/api/v1/segments/history',
    tag: 'Segments',
    scope: 'segments:read',
    summary: 'How far the store’s past days are counted',
    description:
      'The workflow `segmentHistory` counts days that are over from the orders: all of them after an import, those from an order on that came late or was changed, all again after a change of the settings or of the store’s time zone.',
    response: segmentHistorySchema,
    async handler({ sql, at }) {
      const { timeZone, firstDay, days, missing, settings } = await planSegmentDays(sql, at)
      return { timeZone, firstDay, days, missingDays: missing.length, settingsVersion: settings.version }
    },
  }),
]
