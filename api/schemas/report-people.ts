/** The people behind a figure of the reports on voucher campaigns. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { activityFigureNames, cohortFigureNames } from '../../db/queries/voucher-reports/list-people.ts'
import { pageQuery } from '../http/pagination.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'
import { money } from './money.ts'
import { segmentKey } from './segments.ts'
import { campaignName, campaignQuery, periodQuery } from './voucher-report-parts.ts'
import { voucherStatus } from './vouchers.ts'

const { from, until } = periodQuery

export const peopleQuerySchema = z.strictObject({
  from,
  until,
  ...campaignQuery,
  of: z.enum(['period', 'issued']).optional().meta({
    description:
      '`period` (the default): what happened in the period, as overview counts it. `issued`: of the vouchers issued in the period, those that have come so far by now, as customer-engagement counts them.',
  }),
  figure: z.enum([...activityFigureNames, 'clicked']).meta({ description: `Of \`issued\`: ${cohortFigureNames.join(', ')}.` }),
  channel: z
    .enum([...channelNames, 'none'])
    .optional()
    .meta({ description: '`none`, of `issued` only: no message that arrived brought the voucher.' }),
  segment: z
    .union([segmentKey, z.literal('none')])
    .optional()
    .meta({ description: 'As in the report; `none`, of `issued` only: in no stage.' }),
  ...pageQuery,
})

export const reportedPersonSchema = z
  .strictObject({
    at: formattedInstant.meta({ description: 'Of what is counted.' }),
    customer: z.strictObject({ id: formattedIdOf('customer'), externalId: z.string().nullable(), name: z.string().nullable() }),
    campaign: campaignName,
    voucher: z.strictObject({ id: formattedIdOf('voucher'), offerName: z.string(), status: voucherStatus }).nullable(),
    order: z.strictObject({ id: formattedIdOf('order'), externalId: z.string(), net: money }).nullable(),
    channel: z.enum(channelNames).nullable().meta({ description: 'Of the message, where it is a message’s or was asked for.' }),
  })
  .meta({ id: 'ReportedPerson' })
