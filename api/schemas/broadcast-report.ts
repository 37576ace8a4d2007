/** The report of a broadcast as the API gives it. Counts are of people unless they say otherwise. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { periodAndComparison } from './broadcast-comparison.ts'
import { deliveryCountFields } from './broadcast-progress.ts'
import { broadcastStatuses } from './broadcasts.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'

const count = z.int().min(0)
const money = z.strictObject({ amountMinor: z.number(), currency: z.string() })
const microMoney = z.strictObject({
  amountMicros: z.number().meta({ description: 'Millionths of the currency’s unit.' }),
  currency: z.string(),
})
const interval = z.strictObject({ low: z.number(), high: z.number() }).meta({ description: '95 %.' })

const engagement = z.strictObject({
  unique: count.meta({ description: 'People who did it at least once.' }),
  total: count.meta({ description: 'How often people did it.' }),
  bots: count.meta({ description: 'How often scanners and prefetching proxies did it; in neither of the others.' }),
})

const arm = z.strictObject({
  people: count,
  buyers: count,
  orders: count,
  revenueMinor: z.number(),
  revenueVariance: z.number().nullable(),
})
const difference = z.strictObject({ treated: z.number(), heldOut: z.number(), difference: z.number(), interval: interval.nullable() })

export const lift = z
  .strictObject({
    windowMs: z.number(),
    currency: z.string(),
    treated: arm,
    heldOut: arm,
    conversion: difference.meta({ description: 'Buyers per person; Newcombe’s hybrid score interval.' }),
    relativeLift: z.number().nullable(),
    revenuePerPersonMinor: difference.meta({ description: 'Welch, normal approximation.' }),
    incrementalBuyers: z.strictObject({ estimate: z.number(), interval }),
    incrementalRevenueMinor: z.strictObject({ estimate: z.number(), interval: interval.nullable() }),
    isSignificant: z.boolean(),
  })
  .meta({ description: 'Everyone who was drawn for the campaign against everyone who was held back, whatever became of their message.' })

export const broadcastReportSchema = z
  .strictObject({
    broadcastId: formattedIdOf('broadcast'),
    name: z.string(),
    channel: z.enum(channelNames),
    status: z.enum(broadcastStatuses),
    computedAt: formattedInstant,
    ...periodAndComparison,
    ...deliveryCountFields,
    sent: count.meta({ description: 'What the provider took: accepted, delivered, undeliverable and bounced together.' }),
    opens: engagement,
    clicks: engagement,
    links: z.array(z.strictObject({ link: count, url: z.string(), clicks: count, people: count, bots: count })),
    unsubscribes: count,
    complaints: count,
    sms: z
      .strictObject({ parts: count, cost: z.array(z.strictObject({ ...microMoney.shape, messages: count })), estimatedCost: microMoney })
      .nullable(),
    attributed: z
      .strictObject({ windowMs: z.number(), orders: count, customers: count, revenue: z.array(money) })
      .meta({ description: 'Orders whose latest marketing message before them was this one.' }),
    lift: lift.nullable(),
    overTime: z.array(z.strictObject({ hourAt: formattedInstant, accepted: count, delivered: count, opened: count, clicked: count })),
    temporalUrl: z.string().nullable(),
  })
  .meta({ id: 'BroadcastReport' })
