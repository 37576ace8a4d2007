/** Broadcasts as the API takes and gives them. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { audienceInputSchema, audienceViewSchema, documentedAudienceInputSchema } from './audience-parts.ts'
import { namedRecordSchema } from './audiences.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant, instant } from './instants.ts'
import { messageSchema } from './messages.ts'

export const broadcastStatuses = ['draft', 'scheduled', 'sending', 'paused', 'sent', 'cancelled', 'failed'] as const

const storedInstant = instant.transform((at) => at.toISOString())

export const scheduleSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('now') }),
    z.strictObject({ kind: z.literal('at'), at: storedInstant }),
    z.strictObject({
      kind: z.literal('local'),
      date: z.iso.date().meta({ description: 'In each recipient’s own time zone.' }),
      time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A wall-clock time, HH:MM'),
    }),
  ])
  .meta({ id: 'ScheduleInput' })

const draftFields = {
  name: z.string().trim().min(1).max(200),
  channel: z.enum(channelNames),
  message: messageSchema,
  audience: audienceInputSchema,
  schedule: scheduleSchema,
  holdoutPercent: z.number().min(0).max(50).multipleOf(0.01).meta({ description: 'Kept back to measure the lift.' }),
  maxMessages: z.int().min(1).max(2_147_483_647).nullable().meta({ description: 'At most this many messages; null is no limit.' }),
  expiresAt: instant.nullable().meta({ description: 'Recipients not reached by then are skipped.' }),
}

export const newBroadcastSchema = z.strictObject({
  ...draftFields,
  channel: draftFields.channel.optional(),
  audience: draftFields.audience.default({ include: [], exclude: [] }),
  schedule: draftFields.schedule.default({ kind: 'now' }),
  holdoutPercent: draftFields.holdoutPercent.default(0),
  maxMessages: draftFields.maxMessages.default(null),
  expiresAt: draftFields.expiresAt.default(null),
})

export const broadcastChangeSchema = z.strictObject(draftFields).partial()

/** For the document, where the rules of an audience are described. */
export const documentedNewBroadcastSchema = newBroadcastSchema.extend({ audience: documentedAudienceInputSchema.optional() })
export const documentedBroadcastChangeSchema = broadcastChangeSchema.extend({ audience: documentedAudienceInputSchema.optional() })

export const sendRequestSchema = z.strictObject({ schedule: scheduleSchema.optional() })

export const scheduleViewSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('now') }),
  z.strictObject({ kind: z.literal('at'), at: formattedInstant }),
  z.strictObject({ kind: z.literal('local'), date: z.string(), time: z.string() }),
])

export const broadcastSchema = z
  .strictObject({
    id: formattedIdOf('broadcast'),
    ...draftFields,
    audience: audienceViewSchema,
    audienceWords: z.string().meta({ description: 'The audience as a sentence goes.' }),
    references: z.array(namedRecordSchema).meta({
      description:
        'The audiences, groups and broadcasts that the audience names. A draft that names one which is not `available` cannot be sent or copied.',
    }),
    schedule: scheduleViewSchema,
    expiresAt: formattedInstant.nullable(),
    status: z.enum(broadcastStatuses),
    version: z.int(),
    copiedFrom: formattedIdOf('broadcast').nullable(),
    createdAt: formattedInstant,
    updatedAt: formattedInstant,
    startedAt: formattedInstant.nullable(),
    finishedAt: formattedInstant.nullable(),
    temporalUrl: z.string().nullable().meta({ description: 'The run in the Temporal UI; null for a draft.' }),
  })
  .meta({ id: 'Broadcast' })

/** In a list that was asked for without messages. */
export const briefBroadcastSchema = broadcastSchema.omit({ message: true }).meta({ id: 'BriefBroadcast' })
