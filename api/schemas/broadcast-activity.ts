/** What broadcasts did, in a list and in a period, as the API gives it. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { formattedIdOf, listOfIds } from './ids.ts'
import { formattedInstant } from './instants.ts'
import { count, microAmounts, periodFields, reportHead } from './voucher-report-parts.ts'

const mostCounted = 100

/** `brd_…,brd_…` */
export const countedIds = listOfIds('broadcast', mostCounted)

export const broadcastCountsSchema = z
  .strictObject({
    id: formattedIdOf('broadcast'),
    recipients: count.meta({ description: 'Members of the frozen audience; 0 before the freeze.' }),
    sent: count.meta({ description: 'What the provider took: accepted, delivered, undeliverable and bounced together.' }),
    delivered: count,
    skipped: count,
    opened: count.meta({ description: 'People, as are the other counts; machines are left out.' }),
    clicked: count,
  })
  .meta({ id: 'BroadcastCounts' })

const amounts = z
  .array(z.strictObject({ currency: z.string(), amountMinor: z.int() }))
  .meta({ description: 'One sum a currency, in its minor units; none where nothing came up.' })

export const broadcastFigures = z
  .strictObject({
    messages: count.meta({ description: 'That a provider took in the time.' }),
    delivered: count.meta({ description: 'Of these messages, as is what follows: those of which it is known by now.' }),
    opened: count.meta({ description: 'At least once by a person; machines do not count.' }),
    clicked: count,
    unsubscribed: count,
    complained: count,
    orders: count.meta({
      description: 'Valid orders placed in the time whose latest marketing message before them was one of these broadcasts’.',
    }),
    revenue: amounts.meta({ description: 'Of these orders, net of refunds.' }),
    messageCost: microAmounts.meta({
      description: 'What the provider has charged; where it has not said, the store’s price of an SMS part.',
    }),
    estimatedCost: microAmounts.meta({ description: 'Part of it that the provider has not said.' }),
  })
  .meta({ id: 'BroadcastFigures' })

const compared = { now: broadcastFigures, before: broadcastFigures }

export const marketingReportSchema = z
  .strictObject({
    ...reportHead,
    attributionWindowMs: z.int(),
    broadcasts: z.strictObject({ now: count, before: count }).meta({ description: 'Of which a message left in the time.' }),
    total: z.strictObject(compared),
    overTime: z.array(z.strictObject({ ...periodFields, ...broadcastFigures.shape })).meta({ description: 'They add up to the total.' }),
    byChannel: z.array(z.strictObject({ channel: z.enum(channelNames), ...compared })),
    byBroadcast: z
      .array(
        z.strictObject({
          campaign: z.strictObject({ id: formattedIdOf('broadcast'), name: z.string(), channel: z.enum(channelNames) }),
          startedAt: formattedInstant.nullable(),
          ...compared,
        }),
      )
      .meta({ description: 'The latest first. They add up to the total.' }),
  })
  .meta({ id: 'MarketingCampaignReport' })
