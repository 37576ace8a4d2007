/** The reports on voucher campaigns: what was given and what came of it. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { lift } from './broadcast-report.ts'
import { formattedInstant } from './instants.ts'
import { segmentKey } from './segments.ts'
import { activityFigures, campaignName, count, microAmounts, periodFields, reportHead, share } from './voucher-report-parts.ts'

const compared = { now: activityFigures, before: activityFigures }
const ran = {
  campaign: campaignName,
  status: z.string(),
  startedAt: formattedInstant.meta({ description: 'Of an autopilot, the latest time.' }),
  endedAt: formattedInstant.nullable(),
}

export const voucherOverviewSchema = z
  .strictObject({
    ...reportHead,
    grossMarginPercent: z.number(),
    campaignsRunning: z
      .strictObject({ now: count, before: count })
      .meta({ description: 'Campaigns that ran at some time in the period, and in the one before.' }),
    total: z.strictObject(compared).meta({ description: 'The sum of the campaigns.' }),
    overTime: z
      .array(z.strictObject({ ...periodFields, ...activityFigures.shape }))
      .meta({ description: 'The parts of the period; they add up to the total.' }),
    byCampaign: z.array(z.strictObject({ ...ran, ...compared })),
  })
  .meta({ id: 'VoucherOverviewReport' })

const duration = z
  .strictObject({ medianMs: z.number().nullable(), p90Ms: z.number().nullable() })
  .meta({ id: 'ReportDuration', description: 'Of those to whom it happened; null where to none.' })

const engagement = z
  .strictObject({
    issued: count,
    delivered: count,
    clicked: count.meta({ description: 'A person followed a link of a message that brought the voucher, or may have.' }),
    accepted: count,
    redeemed: count,
    redemptionRate: share,
    issuedToDelivered: duration,
    deliveredToAccepted: duration,
    acceptedToRedeemed: duration,
    issuedToRedeemed: duration,
  })
  .meta({ id: 'VoucherEngagement' })

export const voucherEngagementSchema = z
  .strictObject({
    ...reportHead,
    total: z
      .strictObject({ now: engagement, before: engagement })
      .meta({ description: 'Vouchers issued in the period, and what became of them by now.' }),
    byCampaign: z.array(z.strictObject({ campaign: campaignName, ...engagement.shape })),
    byChannel: z
      .array(z.strictObject({ channel: z.enum(channelNames).nullable(), ...engagement.shape }))
      .meta({ description: 'By the message that brought it: the first that arrived. Null: none did.' }),
    bySegment: z.array(z.strictObject({ segment: segmentKey.nullable(), ...engagement.shape })).meta({
      description: 'That the customer was in at the issue. The stages and null (none of them) add up to the total; tags overlap.',
    }),
  })
  .meta({ id: 'VoucherEngagementReport' })

export const campaignPerformanceSchema = z
  .strictObject({
    ...reportHead,
    grossMarginPercent: z.number(),
    attributionWindowMs: z.number(),
    total: z.strictObject(compared),
    campaigns: z.array(
      z.strictObject({
        ...ran,
        ...compared,
        cost: microAmounts.meta({ description: 'Voucher cost and message cost of the period.' }),
        lift: lift.nullable().meta({
          description: 'Of those drawn in the period. Null without a holdout, and where the report is of one channel: arms have none.',
        }),
        extraOrders: z.number().nullable().meta({ description: 'Orders a person more than in the holdout × those treated.' }),
        costPerExtraOrder: microAmounts.nullable().meta({ description: '`cost` ÷ `extraOrders`; null where there is none.' }),
      }),
    ),
  })
  .meta({ id: 'CampaignPerformanceReport' })
