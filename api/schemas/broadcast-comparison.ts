/** Which part of a broadcast's life its report is about, and what it is compared with at the same age. */
import { z } from 'zod'
import { averagedAtMost } from '../../db/queries/broadcast-report/read-comparison.ts'
import { formattedIdOf, idOf } from './ids.ts'
import { formattedInstant } from './instants.ts'

/** Two years. */
const mostHours = 17_568

export const hoursQuery = {
  fromHours: z.coerce.number().int().min(0).max(mostHours).optional().meta({ description: 'Hours since it began; 0 without them.' }),
  untilHours: z.coerce.number().int().min(1).max(mostHours).optional().meta({
    description: 'Hours since it began, which are not included: 24 is its first day, 168 its first week. Up to now without them.',
  }),
}

export const comparisonQuery = {
  compareWith: z
    .union([z.literal('average'), idOf('broadcast')])
    .optional()
    .meta({
      description: `Another broadcast’s id, or \`average\`: of the store’s latest ${averagedAtMost} others of the same channel that are as old. Either is looked at for the same hours of its own life, as far as this one has come.`,
    }),
}

const figure = z.number().min(0)

const figures = z
  .strictObject({
    recipients: figure.meta({ description: 'Of the whole audience, whichever hours are asked for.' }),
    sent: figure.meta({ description: 'Whose message a provider took in the hours.' }),
    delivered: figure.meta({
      description: 'Whose message was delivered in the hours; likewise what follows is what they did in them, at least once.',
    }),
    opened: figure,
    clicked: figure,
    unsubscribed: figure,
    complained: figure,
    orders: figure.meta({ description: 'Placed in the hours, and counted for the broadcast.' }),
    buyers: figure,
    revenue: z.array(z.strictObject({ amountMinor: z.number(), currency: z.string() })),
    messageCost: z
      .array(z.strictObject({ amountMicros: z.number(), currency: z.string() }))
      .meta({ description: 'Of messages taken in the hours.' }),
  })
  .meta({ id: 'BroadcastReportFigures', description: 'People, but for orders and money. Of an average, to a tenth.' })

export const periodAndComparison = {
  period: z
    .strictObject({
      fromHours: z.int(),
      untilHours: z.int().nullable().meta({ description: 'Null: up to now.' }),
      openingAt: formattedInstant.nullable().meta({ description: 'Null before it has begun.' }),
      closingAt: formattedInstant.nullable().meta({ description: 'Not included; now where it has not come yet.' }),
    })
    .meta({
      description:
        'What `sent`, `opens`, `clicks`, `links`, `unsubscribes`, `complaints`, `sms`, `attributed`, `overTime` and `figures` are of. The audience with its outcomes and the lift are as they stand by now.',
    }),
  figures,
  comparison: z
    .strictObject({
      with: z.enum(['broadcast', 'average']),
      broadcasts: z.array(z.strictObject({ id: formattedIdOf('broadcast'), name: z.string(), startedAt: formattedInstant })),
      figures: figures.nullable().meta({ description: 'Null where there is none of which an average could be made.' }),
    })
    .nullable(),
}
