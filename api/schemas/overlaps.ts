/** Which voucher campaigns could reach the same customers, as the API gives it. */
import { z } from 'zod'
import { formattedIdOf, idOf } from './ids.ts'
import { formattedInstant } from './instants.ts'
import { campaignName } from './voucher-report-parts.ts'

const count = z.int().min(0)

export const overlapQuerySchema = z
  .strictObject({
    promotion: idOf('promotion')
      .optional()
      .meta({ description: 'A draft to look at before its launch, or a running one: only its pairs.' }),
    autopilot: idOf('autopilot').optional().meta({ description: 'The same of an autopilot.' }),
  })
  .refine(({ promotion, autopilot }) => promotion === undefined || autopilot === undefined, 'One of them')

export const overlapsSchema = z
  .strictObject({
    at: formattedInstant,
    campaigns: z.array(
      z.strictObject({
        ...campaignName.shape,
        status: z.string(),
        basis: z.enum(['audience', 'members', 'entry', 'journeys']).meta({
          description:
            '`audience`: as it is now. `members`: of the frozen audience, those with an open voucher and those still to be sent to. `entry`: whoever could enter the autopilot, and those on a journey. `journeys`: only the latter can be known.',
        }),
        customers: count,
      }),
    ),
    pairs: z
      .array(
        z.strictObject({
          campaigns: z.tuple([campaignName, campaignName]),
          customers: count,
          sample: z.array(formattedIdOf('customer')),
        }),
      )
      .meta({ description: 'Those that have customers in common, the most first.' }),
    omitted: count.meta({ description: 'Campaigns beyond the 62 newest, which one question can hold.' }),
    stacked: z.strictObject({
      maxOpenPerCustomer: z.int().nullable().meta({ description: 'The store’s setting `vouchers.maxOpenPerCustomer`.' }),
      twoOrMore: count.meta({ description: 'Customers who hold two open vouchers or more now, whoever gave them.' }),
      aboveLimit: count.meta({ description: 'Who hold more than the limit now: from before it was set.' }),
      wouldBeAboveLimit: count.nullable().meta({
        description: 'Who would hold more if each campaign gave them its voucher, and will be refused one. Null without a limit.',
      }),
    }),
  })
  .meta({ id: 'VoucherCampaignOverlaps' })
