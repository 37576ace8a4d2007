/** How the running voucher campaigns are: all of them, or one. */
import { z } from 'zod'
import { type HealthLevel, healthLevels } from '../../../domain/health-levels.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute, type RouteRequest } from '../../http/routes.ts'
import { type JudgedCampaign, lookAtCampaigns } from '../../operations/campaign-health.ts'
import { campaignHealthListSchema, campaignHealthQuery, campaignHealthSchema, campaignId } from '../../schemas/campaign-health.ts'
import { viewCampaignHealth } from '../../views/campaign-health.ts'

const tag = 'Operations'

export const campaignHealthRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/voucher-campaigns/health',
    tag,
    summary: 'How each running voucher campaign is: red, amber or green, and why',
    description:
      'Autopilots that are enabled or disabled, or drafts with journeys under way; promotions that are scheduled, sending, paused or active. From the database, and from Temporal’s visibility for whether their runs are open; with Temporal away, `run.state` is `unknown` and the rest is there.',
    scope: 'operations:read',
    query: campaignHealthQuery,
    response: campaignHealthListSchema,
    async handler(request) {
      const { level, ...filter } = request.query
      const looked = (await look(request, filter)).toSorted((a, b) => rank(b) - rank(a))
      const count = (wanted: HealthLevel) => looked.filter(({ verdict }) => verdict.level === wanted).length
      return {
        at: request.at.toISOString(),
        data: looked
          .filter(({ verdict }) => level === undefined || verdict.level === level)
          .map((campaign) => viewCampaignHealth(campaign, request.dependencies.config.temporal)),
        totals: { green: count('green'), amber: count('amber'), red: count('red') },
        dormant: looked.filter(({ verdict }) => verdict.isDormant).length,
      }
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/voucher-campaigns/health/{id}',
    tag,
    summary: 'How one running voucher campaign is',
    description: '404 also for one that is not running: a draft, or one that is retired, ended, stopped or failed.',
    scope: 'operations:read',
    params: z.strictObject({ id: campaignId }),
    response: campaignHealthSchema,
    async handler(request) {
      const [campaign] = await look(request, request.params.id)
      if (campaign === undefined) throw new Problem('not_found')
      return viewCampaignHealth(campaign, request.dependencies.config.temporal)
    },
  }),
]

function look(
  { pool, dependencies: { temporal, config }, at }: RouteRequest<unknown, unknown, unknown>,
  filter: Parameters<typeof lookAtCampaigns>[1],
) {
  return lookAtCampaigns({ pool, temporal, channels: config.channels }, filter, at)
}

function rank({ verdict }: JudgedCampaign): number {
  return healthLevels.indexOf(verdict.level)
}
