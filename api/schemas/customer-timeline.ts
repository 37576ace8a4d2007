/** What happened between the store and one customer, as the API gives it. */
import { z } from 'zod'
import { timelineKinds } from '../../domain/customer-timeline.ts'
import { formattedInstant } from './instants.ts'
import { money } from './money.ts'

export const timelineEntrySchema = z
  .strictObject({
    id: z.string(),
    at: formattedInstant,
    kind: z.enum(timelineKinds),
    what: z.string().meta({ description: 'A word of the kind’s own list: a delivery’s status, `opened`, `redeemed`, `placed`, …' }),
    sentence: z.string(),
    channel: z.string().nullable(),
    reason: z.string().nullable(),
    until: formattedInstant.nullable().meta({ description: 'Of a message that was put off.' }),
    campaign: z
      .strictObject({ kind: z.string(), id: z.string(), name: z.string().nullable() })
      .nullable()
      .meta({ description: '`direct`: a voucher that was given without a campaign, whose id is its offer’s.' }),
    journeyId: z.string().nullable(),
    voucher: z.strictObject({ id: z.string(), offerName: z.string().nullable() }).nullable(),
    order: z.strictObject({ externalId: z.string(), amount: money.nullable() }).nullable(),
    inputs: z.record(z.string(), z.unknown()).nullable().meta({ description: 'What the contact policy looked at.' }),
    source: z.string().nullable().meta({ description: 'Of a consent, or of what became of a voucher: who or what said it.' }),
    address: z.string().nullable().meta({ description: 'Of a consent.' }),
    wordingVersion: z.string().nullable(),
  })
  .meta({ id: 'CustomerTimelineEntry' })
