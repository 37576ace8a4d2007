/** Channels as the API describes them, and tests of them. No secret and no recipient is in here. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { formattedInstant } from './instants.ts'

const channelName = z.enum(channelNames)
const outcome = z.enum(['accepted', 'failed', 'retry', 'unknown']).meta({
  description:
    '`accepted`: the provider has taken it. `failed`: it refuses it. `retry`: it was certainly not sent. `unknown`: it may have been sent.',
})

const words = {
  message: z.string().meta({ description: 'What happened, in a sentence.' }),
  advice: z.string().nullable().meta({ description: 'What to do.' }),
}

export const channelSchema = z
  .strictObject({
    channel: channelName,
    provider: z.string(),
    isConfigured: z.boolean(),
    isSandbox: z.boolean().meta({ description: 'What is sent goes to the sandbox and to nobody.' }),
    host: z.string().nullable().meta({ description: 'Where the provider is reached; null where each device has a service of its own.' }),
    variables: z
      .array(z.strictObject({ name: z.string(), isSet: z.boolean(), isRequired: z.boolean(), what: z.string() }))
      .meta({ description: 'The environment variables that set it up; never their values.' }),
    requestsPerSecond: z.number().nullable().meta({ description: 'Over all workers; null while it is not set up.' }),
    webhooks: z
      .array(
        z.strictObject({
          url: z.string().meta({ description: 'To be entered at the provider.' }),
          what: z.string(),
          isSigned: z.boolean().meta({ description: 'Whether its signature can be verified; without that, every call is refused.' }),
          takenAt: formattedInstant.nullable().meta({ description: 'The last one that was taken.' }),
          refusedAt: formattedInstant.nullable().meta({ description: 'The last one whose signature was wrong, or that was a replay.' }),
        }),
      )
      .meta({ description: 'Where the provider tells what became of messages. Written every few seconds.' }),
    calls: z.strictObject({
      lastSuccessAt: formattedInstant.nullable().meta({ description: 'To the minute.' }),
      lastFailureAt: formattedInstant.nullable(),
      lastFailure: z.string().nullable().meta({ description: 'What it was, in a sentence.' }),
      calls24h: z.int(),
      failures24h: z.int(),
    }),
    lastTest: z
      .strictObject({ at: formattedInstant, by: z.string(), outcome: outcome.nullable(), ...words })
      .nullable()
      .meta({ description: 'An outcome of null: it has not ended, or died on its way.' }),
  })
  .meta({ id: 'Channel' })

export const channelListSchema = z.strictObject({ data: z.array(channelSchema) }).meta({ id: 'Channels' })

export const channelTestRequestSchema = z
  .strictObject({
    to: z
      .string()
      .trim()
      .min(1)
      .max(320)
      .meta({ description: 'An email address or a phone number of your own; for push a customer’s id or `external:<your id>`.' }),
  })
  .meta({ id: 'ChannelTestRequest' })

export const channelTestSchema = z
  .strictObject({
    id: z.uuid(),
    channel: channelName,
    at: formattedInstant,
    outcome,
    code: z.string().nullable().meta({ description: 'Null for what was accepted.' }),
    ...words,
    tookMs: z.int().meta({ description: 'How long the provider took.' }),
  })
  .meta({ id: 'ChannelTest' })

export const channelParams = z.strictObject({ channel: channelName })
