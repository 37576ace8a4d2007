/** All voucher campaigns at a glance. */
import { z } from 'zod'
import { listCampaigns, ranWithin } from '../../../../db/queries/voucher-reports/list-campaigns.ts'
import { readActivity } from '../../../../db/queries/voucher-reports/read-activity.ts'
import {
  campaignQuery,
  channelQuery,
  dailyStepQuery,
  marginQuery,
  periodQuery,
  segmentQuery,
} from '../../../schemas/voucher-report-parts.ts'
import { voucherOverviewSchema } from '../../../schemas/voucher-reports.ts'
import { joinCampaigns, sumCampaigns, viewActivity, viewCampaignRun, viewCompared } from '../../../views/voucher-reports/activity.ts'
import { viewPeriod } from '../../../views/voucher-reports/period.ts'
import { defineReport } from './define-report.ts'

export const overviewRoutes = defineReport({
  name: 'overview',
  summary: 'Voucher campaigns in a period: vouchers, orders, revenue, costs and margin',
  description:
    'What happened in the period, counted when it happened, in total, over time and by campaign, beside the period before. Days, weeks and months are those of the store’s time zone.',
  query: z.strictObject({ ...periodQuery, ...dailyStepQuery, ...campaignQuery, ...channelQuery, ...segmentQuery, ...marginQuery }),
  response: voucherOverviewSchema,
  async read({ query, sql, at, period, before, parts, head, store, contactPolicy }) {
    const { grossMarginPercent = 100, ...scope } = query
    const listed = await listCampaigns(sql, scope)
    const { attributionWindowMs } = contactPolicy
    const activity = await readActivity(sql, { scope, parts, before, at, store, attributionWindowMs })
    const campaigns = joinCampaigns(listed, activity, period)
    return {
      ...head,
      grossMarginPercent,
      campaignsRunning: {
        now: listed.filter((campaign) => ranWithin(campaign, period)).length,
        before: listed.filter((campaign) => ranWithin(campaign, before)).length,
      },
      total: viewCompared(sumCampaigns(campaigns), grossMarginPercent),
      overTime: parts.map((part, index) => {
        const figures = activity.parts[index]
        if (figures === undefined) throw new Error('A part of the period has no figures')
        return { ...viewPeriod(part), ...viewActivity(figures, grossMarginPercent) }
      }),
      byCampaign: campaigns.map((one) => ({ ...viewCampaignRun(one.campaign), ...viewCompared(one, grossMarginPercent) })),
    }
  },
})
