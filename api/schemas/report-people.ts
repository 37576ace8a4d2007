/** The people behind a figure of the reports on campaigns. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { campaignKinds } from '../../domain/diagnostics/entries.ts'
import { formatId } from '../../domain/ids.ts'
import { broadcastFigureNames } from '../../db/queries/broadcast-report/list-activity-people.ts'
import { calledFigureNames } from '../../db/queries/voucher-reports/list-called-people.ts'
import { drawnFigureNames } from '../../db/queries/voucher-reports/list-drawn-people.ts'
import { activityFigureNames, cohortFigureNames } from '../../db/queries/voucher-reports/list-people.ts'
import { pageQuery } from '../http/pagination.ts'
import { formattedIdOf, idOf } from './ids.ts'
import { formattedInstant } from './instants.ts'
import { money } from './money.ts'
import { segmentKey } from './segments.ts'
import { campaignQuery, channelQuery, periodQuery } from './voucher-report-parts.ts'
import { voucherStatus } from './vouchers.ts'

const { from, until } = periodQuery

export const peopleQuerySchema = z.strictObject({
  from,
  until,
  ...campaignQuery,
  of: z.enum(['period', 'issued', 'drawn', 'calls']).optional().meta({
    description:
      '`period` (the default): what happened in the period, as overview counts it. `issued`: of the vouchers issued in the period, those that have come so far by now, as customer-engagement counts them. `drawn`: who was drawn for a campaign in the period, as the lift of campaign-perf counts them. `calls`: whose messages the providers were called for, of any campaign, as api-perf counts them.',
  }),
  figure: z.enum([...new Set([...activityFigureNames, ...cohortFigureNames, ...drawnFigureNames, ...calledFigureNames] as const)]).meta({
    description: `Of \`issued\`: ${cohortFigureNames.join(', ')}. Of \`drawn\`: ${drawnFigureNames.join(', ')}. Of \`calls\`: ${calledFigureNames.join(', ')}; a message that was in several calls that failed is there for each.`,
  }),
  code: z.string().max(100).optional().meta({ description: 'Of `failed` calls: why.' }),
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

export const broadcastPeopleQuerySchema = z.strictObject({
  from,
  until,
  figure: z.enum(broadcastFigureNames),
  broadcast: idOf('broadcast').optional(),
  ...channelQuery,
  ...pageQuery,
})

const countedCampaign = z
  .strictObject({
    kind: z.enum(campaignKinds),
    id: z.string().meta({ example: formatId('broadcast', '01890a5d-ac96-774b-bcce-b302099a8057') }),
    name: z.string(),
  })
  .meta({ id: 'CountedCampaign' })

export const reportedPersonSchema = z
  .strictObject({
    at: formattedInstant.meta({ description: 'Of what is counted.' }),
    customer: z.strictObject({ id: formattedIdOf('customer'), externalId: z.string().nullable(), name: z.string().nullable() }),
    campaign: countedCampaign.nullable().meta({ description: 'Null of a message that belongs to none: an operator’s test.' }),
    voucher: z.strictObject({ id: formattedIdOf('voucher'), offerName: z.string(), status: voucherStatus }).nullable(),
    order: z.strictObject({ id: formattedIdOf('order'), externalId: z.string(), net: money }).nullable(),
    channel: z.enum(channelNames).nullable().meta({ description: 'Of the message, where it is a message’s or was asked for.' }),
    code: z.string().nullable().meta({ description: 'Why the call with their message failed, a word of ours.' }),
  })
  .meta({ id: 'ReportedPerson' })
