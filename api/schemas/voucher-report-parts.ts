/** What the reports on voucher campaigns share: what is asked, the period, the campaigns, and money that is never added over currencies. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { formatId, parseId } from '../../domain/ids.ts'
import { maxHourlyDays, maxPeriodDays, periodSteps } from '../../domain/report-periods.ts'
import { formatQuery } from '../http/csv-answers.ts'
import { formattedInstant } from './instants.ts'
import { segmentKey } from './segments.ts'

export const count = z.int().min(0)
export const share = z.number().min(0).max(1).nullable()

export const campaignKinds = ['promotion', 'autopilot'] as const

const campaignId = z
  .string()
  .transform((text, context) => {
    for (const kind of campaignKinds) {
      const id = parseId(kind, text)
      if (id !== undefined) return { kind, id }
    }
    context.addIssue({ code: 'custom', message: 'Not the id of a promotion or an autopilot' })
    return z.NEVER
  })
  .meta({ example: formatId('promotion', '01890a5d-ac96-774b-bcce-b302099a8057') })

export const periodQuery = {
  from: z.iso.date().optional().meta({ description: 'The first day, in the store’s time zone. Without it, 30 days up to `until`.' }),
  until: z.iso
    .date()
    .optional()
    .meta({ description: `The last day, which is included; today without it. At most ${maxPeriodDays} days.` }),
  ...formatQuery,
}
export const campaignQuery = {
  campaign: campaignId.optional(),
  kind: z.enum(campaignKinds).optional(),
}
export const channelQuery = { channel: z.enum(channelNames).optional() }
export const segmentQuery = {
  segment: segmentKey.optional().meta({ description: 'That the customer was in when the voucher was issued or the message accepted.' }),
}
export const dailyStepQuery = { by: z.enum(['day', 'week', 'month']).optional().meta({ description: '`day` by default.' }) }
export const stepQuery = {
  by: z
    .enum(periodSteps)
    .optional()
    .meta({ description: `\`day\` by default; hours for up to ${maxHourlyDays} days.` }),
}
export const marginQuery = {
  grossMarginPercent: z.coerce
    .number()
    .min(0)
    .max(100)
    .optional()
    .meta({ description: 'What is left of a price after the cost of the goods; 100 by default, as if they cost nothing.' }),
}

export const periodFields = {
  from: z.iso.date(),
  until: z.iso.date().meta({ description: 'Included.' }),
  openingAt: formattedInstant,
  closingAt: formattedInstant.meta({ description: 'The end, which is not included; now where that has not come yet.' }),
}
const period = z.strictObject(periodFields).meta({ id: 'ReportPeriod' })

export const reportHead = {
  timeZone: z.string().meta({ description: 'The store’s: days are its days.' }),
  ...periodFields,
  before: period.meta({ description: 'The period that it is compared with: as many days right before, as far as this one has come.' }),
}

export const campaignName = z
  .strictObject({
    kind: z.enum(campaignKinds),
    id: z.string().meta({ example: formatId('autopilot', '01890a5d-ac96-774b-bcce-b302099a8057') }),
    name: z.string(),
  })
  .meta({ id: 'ReportedVoucherCampaign' })

const amounts = z
  .array(z.strictObject({ currency: z.string(), amountMinor: z.int() }))
  .meta({ description: 'One sum a currency, in its minor units; none where nothing came up.' })
export const microAmounts = z
  .array(z.strictObject({ currency: z.string(), amountMicros: z.int() }))
  .meta({ description: 'One sum a currency, in millionths of its unit.' })

export const activityFigures = z
  .strictObject({
    issued: count,
    delivered: count,
    accepted: count,
    redeemed: count.meta({ description: 'Those whose order was cancelled since are no more.' }),
    expired: count,
    revoked: count,
    rolledBack: count,
    redeemedOfIssued: count.meta({ description: 'Of those issued in the time, redeemed by now.' }),
    redemptionRate: share.meta({ description: '`redeemedOfIssued` ÷ `issued`; null where none was issued.' }),
    messages: count.meta({ description: 'That a provider took.' }),
    orders: count.meta({
      description:
        'Valid orders placed in the time that are counted for the campaign: by its voucher, else as the latest message before them.',
    }),
    ordersWithVoucher: count,
    revenue: amounts.meta({ description: 'Of these orders, net of refunds.' }),
    discount: amounts.meta({ description: 'What the vouchers redeemed in the time took off: the voucher cost.' }),
    messageCost: z.array(
      z.strictObject({
        currency: z.string(),
        amountMicros: z.int(),
        estimatedMicros: z.int().meta({ description: 'Part of it that the provider has not said, at the store’s price of an SMS part.' }),
      }),
    ),
    margin: microAmounts.meta({ description: 'Margin after voucher: (revenue + discount) × gross margin − discount − message cost.' }),
  })
  .meta({ id: 'VoucherActivity' })
