/** What each campaign earned, what it cost, and what would not have happened without it. */
import { z } from 'zod'
import { readLongestWindow } from '../../../../db/queries/broadcast-report/credit-orders.ts'
import type { Arms } from '../../../../db/queries/broadcast-report/read-arms.ts'
import { listCampaigns } from '../../../../db/queries/voucher-reports/list-campaigns.ts'
import { readActivity } from '../../../../db/queries/voucher-reports/read-activity.ts'
import { readCampaignArms } from '../../../../db/queries/voucher-reports/read-campaign-arms.ts'
import type { ActivityFigures } from '../../../../db/queries/voucher-reports/sum-figures.ts'
import { addCosts, findCostPerExtraOrder, findExtraOrders } from '../../../../domain/campaign-returns.ts'
import { compareArms } from '../../../../domain/lift.ts'
import { campaignQuery, channelQuery, marginQuery, periodQuery, segmentQuery } from '../../../schemas/voucher-report-parts.ts'
import { campaignPerformanceSchema } from '../../../schemas/voucher-reports.ts'
import { joinCampaigns, sumCampaigns, viewCampaignRun, viewCompared, viewMicros } from '../../../views/voucher-reports/activity.ts'
import { defineReport } from './define-report.ts'

export const campaignPerfRoutes = defineReport({
  name: 'campaign-perf',
  summary: 'Voucher campaigns in a period: revenue, costs, margin, and the lift against the holdout',
  description:
    'Currencies are never added to each other. The lift is of everyone who was drawn for the campaign in the period, each for one attribution window from then on, and its revenue in the store’s currency.',
  query: z.strictObject({ ...periodQuery, ...campaignQuery, ...channelQuery, ...segmentQuery, ...marginQuery }),
  response: campaignPerformanceSchema,
  async read({ query, sql, at, period, before, head, store, contactPolicy: { attributionWindowMs } }) {
    const { grossMarginPercent = 100, ...scope } = query
    const { currency } = store
    const activity = await readActivity(sql, { scope, parts: [period], before, at, store, attributionWindowMs })
    const campaigns = joinCampaigns(await listCampaigns(sql, scope), activity, period)
    const longestWindowMs = await readLongestWindow(sql, attributionWindowMs)
    const arms =
      scope.channel === undefined
        ? await readCampaignArms(sql, { scope, range: period, windowMs: attributionWindowMs, longestWindowMs, currency })
        : new Map<string, Arms>()
    return {
      ...head,
      grossMarginPercent,
      attributionWindowMs,
      total: viewCompared(sumCampaigns(campaigns), grossMarginPercent),
      campaigns: campaigns.map((one) => ({
        ...viewCampaignRun(one.campaign),
        ...viewCompared(one, grossMarginPercent),
        ...viewLift(one.now, arms.get(one.campaign.id), { currency, windowMs: attributionWindowMs }),
      })),
    }
  },
})

function viewLift(figures: ActivityFigures, arms: Arms | undefined, { currency, windowMs }: { currency: string; windowMs: number }) {
  const lift = arms === undefined ? undefined : compareArms(arms.treated, arms.heldOut)
  const extraOrders = lift === undefined ? null : findExtraOrders(lift)
  const costPerExtraOrder = extraOrders === null ? undefined : findCostPerExtraOrder(figures, extraOrders)
  return {
    cost: viewMicros(addCosts(figures)),
    lift: lift === undefined ? null : { ...lift, windowMs: arms?.windowMs ?? windowMs, currency },
    extraOrders,
    costPerExtraOrder: costPerExtraOrder === undefined ? null : viewMicros(costPerExtraOrder),
  }
}
