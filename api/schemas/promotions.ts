/** Promotions as the API takes and gives them. */
import { z } from 'zod'
import { type ChannelName, channelNames } from '../../domain/channels.ts'
import { readJourneyDuration } from '../../domain/journeys/journey-durations.ts'
import { promotionStatuses, stopChoices } from '../../domain/promotions.ts'
import { audienceInputSchema, audienceViewSchema, documentedAudienceInputSchema } from './audience-parts.ts'
import { namedRecordSchema } from './audiences.ts'
import { scheduleSchema, scheduleViewSchema } from './broadcasts.ts'
import { formattedIdOf, idOf } from './ids.ts'
import { formattedInstant, instant } from './instants.ts'
import { messageSchema } from './messages.ts'
import { budgetInput, budgetSchema } from './offers.ts'

/** A month is longer than any receipt takes. */
const longestFallThroughMs = 31 * 86_400_000

const duration = (atMostMs: number) =>
  z
    .string()
    .refine((text) => (readJourneyDuration(text) ?? Number.POSITIVE_INFINITY) <= atMostMs, 'A duration such as 15m, 36h, 5d or 2w')
    .meta({ example: '24h' })

const channels = z
  .array(z.enum(channelNames))
  .max(channelNames.length)
  .refine((names) => new Set(names).size === names.length, 'Each channel once')
  .meta({ description: 'In the order in which they are tried for each customer.' })

const messages = z
  .strictObject(
    Object.fromEntries(channelNames.map((name) => [name, messageSchema.optional()])) as Record<
      ChannelName,
      z.ZodOptional<typeof messageSchema>
    >,
  )
  .refine(
    (given) => channelNames.every((name) => given[name] === undefined || given[name].channel === name),
    'Each message under its own channel',
  )
  .meta({
    description:
      'A message for each channel. `{{ voucher.code }}`, `{{ voucher.offer_name }}` and `{{ voucher.valid_until }}` may stand in it.',
  })

const reminder = z
  .strictObject({
    before: duration(365 * 86_400_000).meta({ description: 'So long before the voucher’s end.', example: '48h' }),
    channels: channels.optional().meta({ description: 'Those of the promotion where they are left out.' }),
    messages,
  })
  .nullable()
  .meta({
    description: 'To those who have not redeemed their voucher and can still use it. Whoever got it later than that is not reminded.',
  })

const draftFields = {
  name: z.string().trim().min(1).max(200),
  offerId: idOf('offer').nullable(),
  audience: audienceInputSchema,
  channels,
  messages,
  schedule: scheduleSchema,
  fallThroughWithin: duration(longestFallThroughMs).meta({
    description: 'How long a receipt may call a message undeliverable and so make way for the next channel.',
  }),
  reminder,
  holdoutPercent: z.number().min(0).max(50).multipleOf(0.01).meta({ description: 'Kept back to measure the lift; they get no voucher.' }),
  expiresAt: instant.nullable().meta({ description: 'Recipients not reached by then are skipped.' }),
}

export const newPromotionSchema = z.strictObject({
  ...draftFields,
  offerId: draftFields.offerId.default(null),
  audience: draftFields.audience.default({ include: [], exclude: [] }),
  channels: draftFields.channels.default([]),
  messages: draftFields.messages.default({}),
  schedule: draftFields.schedule.default({ kind: 'now' }),
  fallThroughWithin: draftFields.fallThroughWithin.default('24h'),
  reminder: draftFields.reminder.default(null),
  holdoutPercent: draftFields.holdoutPercent.default(0),
  expiresAt: draftFields.expiresAt.default(null),
  budget: budgetInput.optional(),
})

export const promotionChangeSchema = z.strictObject({ ...draftFields, budget: budgetInput }).partial()

/** For the document, where the rules of an audience are described. */
export const documentedNewPromotionSchema = newPromotionSchema
  .extend({ audience: documentedAudienceInputSchema.optional() })
  .meta({ id: 'PromotionInput' })
export const documentedPromotionChangeSchema = promotionChangeSchema
  .extend({ audience: documentedAudienceInputSchema.optional() })
  .meta({ id: 'PromotionChange', description: 'A field that is left out stays.' })

export const launchRequestSchema = z.strictObject({ schedule: scheduleSchema.optional() })

export const stopRequestSchema = z.strictObject({
  vouchers: z.enum(stopChoices).meta({ description: 'Whether vouchers that are out stay with their customers, or end now.' }),
})

export const promotionSchema = z
  .strictObject({
    id: formattedIdOf('promotion'),
    name: z.string(),
    status: z.enum(promotionStatuses).meta({
      description:
        '`active`: every message has left, and vouchers are still open. `ended`: the last voucher was redeemed, has expired or was revoked.',
    }),
    offerId: formattedIdOf('offer').nullable(),
    offerName: z.string().nullable(),
    offerVersion: z.int().nullable().meta({ description: 'The one that it was launched with; null while it is a draft.' }),
    audience: audienceViewSchema,
    audienceWords: z.string().meta({ description: 'The audience as a sentence goes.' }),
    references: z.array(namedRecordSchema).meta({
      description: 'What the audience names. A draft that names one which is not `available` cannot be launched or copied.',
    }),
    channels: z.array(z.enum(channelNames)),
    messages,
    schedule: scheduleViewSchema,
    fallThroughWithin: z.string(),
    reminder: z.strictObject({ before: z.string(), channels: z.array(z.enum(channelNames)), messages }).nullable(),
    holdoutPercent: z.number(),
    expiresAt: formattedInstant.nullable(),
    budget: budgetSchema.nullable().meta({ description: 'Null while nothing is limited. The offer’s own budget holds besides.' }),
    version: z.int(),
    copiedFrom: formattedIdOf('promotion').nullable(),
    createdAt: formattedInstant,
    updatedAt: formattedInstant,
    launchedAt: formattedInstant.nullable(),
    startedAt: formattedInstant.nullable().meta({ description: 'When its audience was frozen.' }),
    finishedAt: formattedInstant.nullable(),
    finishReason: z
      .string()
      .nullable()
      .meta({ description: 'Of a stop, what became of the vouchers: `kept` or `revoked`. Of a failure, a code.' }),
    temporalUrl: z.string().nullable().meta({ description: 'The run in the Temporal UI; null for a draft.' }),
  })
  .meta({ id: 'Promotion' })
