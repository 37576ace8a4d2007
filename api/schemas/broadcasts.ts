/** Broadcasts as the API takes and gives them. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { segmentKeys } from '../../domain/segment-keys.ts'
import { formattedIdOf, idOf } from './ids.ts'
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

const everyone = z.strictObject({ kind: z.literal('everyone') })

const audiencePartSchema = z.discriminatedUnion('kind', [
  everyone,
  z.strictObject({
    kind: z.literal('segment'),
    segment: z.enum(segmentKeys),
    asOf: storedInstant.optional().meta({ description: 'The segment as it was at a past instant.' }),
  }),
  z.strictObject({ kind: z.literal('customers'), customerIds: z.array(idOf('customer')).min(1).max(10_000) }),
])

const audienceSchema = z.strictObject({
  include: z.array(audiencePartSchema).max(20),
  exclude: z.array(audiencePartSchema).max(20),
})

const draftFields = {
  name: z.string().trim().min(1).max(200),
  channel: z.enum(channelNames),
  message: messageSchema,
  audience: audienceSchema,
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

export const sendRequestSchema = z.strictObject({ schedule: scheduleSchema.optional() })

const scheduleViewSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('now') }),
  z.strictObject({ kind: z.literal('at'), at: formattedInstant }),
  z.strictObject({ kind: z.literal('local'), date: z.string(), time: z.string() }),
])

const audiencePartViewSchema = z.discriminatedUnion('kind', [
  everyone,
  z.strictObject({ kind: z.literal('segment'), segment: z.enum(segmentKeys), asOf: formattedInstant.optional() }),
  z.strictObject({ kind: z.literal('customers'), customerIds: z.array(formattedIdOf('customer')) }),
])

export const broadcastSchema = z
  .strictObject({
    id: formattedIdOf('broadcast'),
    ...draftFields,
    audience: z.strictObject({ include: z.array(audiencePartViewSchema), exclude: z.array(audiencePartViewSchema) }),
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
