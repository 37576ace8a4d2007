/** What happened and why, as the API gives it. Every entry has a sentence, and its instants as fields of their own: in UTC, and as clocks of the store show them. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { campaignKinds, entryKinds, entrySources } from '../../domain/diagnostics/entries.ts'
import { standings } from '../../domain/diagnostics/outcome.ts'
import { formattedInstant } from './instants.ts'

const channel = z.enum(channelNames).nullable()
/** `2026-03-10 13:05:00`. */
const localTime = z.string().meta({ description: 'As clocks in the store’s time zone show it.', example: '2026-03-10 13:05:00' })

const campaignRef = z.strictObject({
  kind: z.enum(campaignKinds),
  id: z.string(),
  name: z.string().nullable(),
})

export const entrySchema = z
  .strictObject({
    at: formattedInstant,
    localTime,
    kind: z.enum(entryKinds),
    step: z.string().nullable(),
    channel,
    source: z.enum(entrySources).meta({ description: 'Who says it.' }),
    sentence: z.string(),
    reason: z.string().nullable(),
    until: formattedInstant.nullable(),
    untilLocalTime: localTime.nullable(),
    details: z
      .record(z.string(), z.unknown())
      .meta({ description: 'What else there is to it, by its kind: of a verdict, what the contact policy looked at.' }),
  })
  .meta({ id: 'DiagnosticsEntry' })

const nextSchema = z.strictObject({
  kind: z.enum(['start', 'wait', 'act', 'paused']),
  waitingFor: z.string().nullable(),
  until: formattedInstant.nullable(),
  untilLocalTime: localTime.nullable(),
  step: z.string().nullable(),
  sentence: z.string(),
  afterwards: z.string().nullable(),
})

const outcomeFields = {
  standing: z.enum(standings),
  reason: z.string().nullable(),
  channel,
  sentence: z.string(),
}

const engineSchema = z.strictObject({
  at: formattedInstant,
  localTime,
  kind: z.string(),
  sentence: z.string(),
  details: z.record(z.string(), z.unknown()),
})

export const runSchema = z
  .strictObject({
    campaign: campaignRef,
    customerId: z.string(),
    journeyId: z.string().nullable(),
    source: z.enum(['history', 'ledger']).meta({ description: 'Who has told it. Both tell the same.' }),
    ...outcomeFields,
    next: nextSchema.nullable(),
    timeline: z.array(entrySchema),
    engine: z
      .array(engineSchema)
      .meta({ description: 'What only Temporal knows, while it keeps the run: tries, failures, deploys. No part of the timeline.' }),
    temporalUrl: z.string().nullable(),
  })
  .meta({ id: 'DiagnosticsRun' })

const conditionSchema = z.strictObject({
  words: z.string().meta({ description: 'What is asked of the customer.' }),
  field: z.string().nullable(),
  actual: z.unknown().meta({ description: 'What the customer has there; null where there is nothing, or no single value.' }),
})

const obstacleSchema = z
  .strictObject({
    kind: z.string(),
    sentence: z.string(),
    conditions: z.array(conditionSchema).meta({ description: 'Each of these alone keeps the customer out.' }),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'DiagnosticsObstacle' })

const customerSchema = z
  .strictObject({
    id: z.string(),
    isErased: z.boolean().meta({ description: 'There is no such customer (any more).' }),
    externalId: z.string().nullable(),
    name: z.string().nullable(),
    channels: z.array(
      z.strictObject({
        channel: z.enum(channelNames),
        consent: z.string(),
        hasAddress: z.boolean(),
        suppression: z.string().nullable(),
        lastContactAt: formattedInstant.nullable(),
        nextContactAt: formattedInstant
          .nullable()
          .meta({ description: 'When the cooldown lets the next marketing message go; null where it may go now.' }),
      }),
    ),
    vouchers: z.array(
      z.strictObject({
        id: z.string(),
        offer: z.strictObject({ id: z.string(), name: z.string() }),
        status: z.string(),
        validUntil: formattedInstant,
        campaign: z.strictObject({ kind: z.string(), id: z.string() }),
      }),
    ),
    running: z.array(
      z.strictObject({ journeyId: z.string(), campaign: campaignRef, next: nextSchema.nullable(), temporalUrl: z.string().nullable() }),
    ),
  })
  .meta({ id: 'DiagnosticsCustomer' })

const lineSchema = z.strictObject({
  customerId: z.string(),
  journeyId: z.string().nullable(),
  at: formattedInstant,
  localTime,
  ...outcomeFields,
  until: formattedInstant.nullable(),
})

const campaignSchema = z
  .strictObject({
    kind: z.enum(campaignKinds),
    id: z.string(),
    name: z.string(),
    status: z.string(),
    startedAt: formattedInstant.nullable(),
    finishedAt: formattedInstant.nullable(),
    sentence: z.string(),
    temporalUrl: z.string().nullable(),
    numbers: z.array(
      z.strictObject({
        of: z.enum(['journeys', 'messages']),
        stage: z.string(),
        outcome: z.string().nullable(),
        reason: z.string().nullable(),
        channel,
        count: z.int(),
      }),
    ),
    timeline: z.array(
      z.strictObject({
        at: formattedInstant,
        localTime,
        kind: z.string(),
        sentence: z.string(),
        details: z.record(z.string(), z.unknown()),
      }),
    ),
  })
  .meta({ id: 'DiagnosticsCampaign' })

export const diagnosticsSchema = z
  .strictObject({
    timeZone: z.string().meta({ description: 'The store’s, of every `localTime`.' }),
    campaign: campaignSchema.nullable(),
    customer: customerSchema.nullable(),
    answer: z
      .strictObject({
        ...outcomeFields,
        obstacles: z.array(obstacleSchema).meta({
          description:
            'Of a customer who was not selected: all that stands in the way, the first is the answer. After a journey that has ended: why no other follows.',
        }),
      })
      .nullable()
      .meta({ description: 'Why did, or didn’t, she get it? Where a customer and a campaign, or a journey, are asked about.' }),
    runs: z.array(runSchema).nullable().meta({ description: 'Newest first: each journey, broadcast and promotion of the customer.' }),
    customers: z.array(lineSchema).nullable().meta({ description: 'Of a campaign alone: one line for each customer.' }),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Diagnostics' })
