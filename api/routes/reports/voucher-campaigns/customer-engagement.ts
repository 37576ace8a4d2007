/** How far vouchers get, and how fast. */
import { z } from 'zod'
import { listCampaigns } from '../../../../db/queries/voucher-reports/list-campaigns.ts'
import { type Duration, type Engagement, readEngagement } from '../../../../db/queries/voucher-reports/read-engagement.ts'
import { campaignQuery, channelQuery, periodQuery, segmentQuery } from '../../../schemas/voucher-report-parts.ts'
import { voucherEngagementSchema } from '../../../schemas/voucher-reports.ts'
import { keyOf, viewCampaignName } from '../../../views/voucher-reports/activity.ts'
import { shareOf } from '../../../views/voucher-reports/period.ts'
import { defineReport } from './define-report.ts'

export const engagementRoutes = defineReport({
  name: 'customer-engagement',
  summary: 'Vouchers issued in a period: how many were delivered, accepted and redeemed, and how long it took',
  description:
    'What became of them by now, in total, by campaign, by channel and by the segments that their customers were in when they were issued.',
  query: z.strictObject({ ...periodQuery, ...campaignQuery, ...channelQuery, ...segmentQuery }),
  response: voucherEngagementSchema,
  async read({ query: scope, sql, period, before, head }) {
    const names = new Map((await listCampaigns(sql, scope)).map((campaign) => [keyOf(campaign), campaign.name]))
    const now = await readEngagement(sql, { scope, range: period })
    const earlier = await readEngagement(sql, { scope, range: before, hasParts: false })
    return {
      ...head,
      total: { now: view(now.total), before: view(earlier.total) },
      byCampaign: now.byCampaign.map(({ kind, id, ...figures }) => ({
        campaign: viewCampaignName({ kind, id, name: names.get(keyOf({ kind, id })) ?? '' }),
        ...view(figures),
      })),
      byChannel: now.byChannel.map(({ channel, ...figures }) => ({ channel, ...view(figures) })),
      bySegment: now.bySegment.map(({ segment, ...figures }) => ({ segment, ...view(figures) })),
    }
  },
})

function view({ issued, delivered, clicked, accepted, redeemed, ...durations }: Engagement) {
  return {
    issued,
    delivered,
    clicked,
    accepted,
    redeemed,
    redemptionRate: shareOf(redeemed, issued),
    issuedToDelivered: viewDuration(durations.issuedToDelivered),
    deliveredToAccepted: viewDuration(durations.deliveredToAccepted),
    acceptedToRedeemed: viewDuration(durations.acceptedToRedeemed),
    issuedToRedeemed: viewDuration(durations.issuedToRedeemed),
  }
}

function viewDuration({ median, p90 }: Duration) {
  return { medianMs: median, p90Ms: p90 }
}
