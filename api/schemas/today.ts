/** What an operator looks at in the morning, as the API gives it. */
import { z } from 'zod'
import { liveKinds, liveStatuses } from '../../db/queries/today/list-live-campaigns.ts'
import { channelNames } from '../../domain/channels.ts'
import { segmentKeys } from '../../domain/segment-keys.ts'
import { suggestionKeys } from '../../domain/suggestions.ts'
import { scheduleViewSchema } from './broadcasts.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'
import { money } from './money.ts'
import { readiness } from './segments.ts'

const count = z.int().min(0)

export const firstSteps = ['sender', 'customers', 'orders', 'broadcast', 'autopilot'] as const

export const todaySchema = z
  .strictObject({
    at: formattedInstant,
    timeZone: z.string().meta({ description: 'The store’s, of the days.' }),
    steps: z
      .array(z.strictObject({ step: z.enum(firstSteps), isDone: z.boolean() }))
      .meta({ description: 'What a new store does first, in order, and whether it is done.' }),
    readiness,
    refreshedAt: formattedInstant.nullable(),
    buyers: count,
    yesterday: z.string().meta({ description: 'The day whose end `yesterday` was counted at.' }),
    weekAgo: z.string().meta({ description: 'The day whose end `weekAgo` was counted at.' }),
    segments: z.array(
      z.strictObject({
        key: z.enum(segmentKeys),
        name: z.string(),
        kind: z.enum(['stage', 'tag']),
        customers: count,
        yesterday: count.nullable().meta({ description: 'Null where that day was not counted.' }),
        weekAgo: count.nullable(),
      }),
    ),
    suggestions: z
      .array(
        z.strictObject({
          key: z.enum(suggestionKeys),
          segments: z.array(z.enum(segmentKeys)).meta({ description: 'Customers are in all of them.' }),
          customers: count,
          reachable: z.strictObject({ any: count, email: count, sms: count, push: count }).meta({
            description: 'Subscribed, with an address that is not suppressed.',
          }),
          rested: count.meta({ description: 'Of the reachable: had no marketing message within the cooldown.' }),
          channel: z.enum(channelNames).meta({ description: 'The one that reaches most.' }),
          latest: z
            .strictObject({ id: formattedIdOf('broadcast'), name: z.string(), at: formattedInstant })
            .nullable()
            .meta({
              description: 'The latest broadcast to just these customers.',
            }),
        }),
      )
      .meta({ description: 'Sends that would reach somebody now.' }),
  })
  .meta({ id: 'Today' })

export const liveCampaignSchema = z
  .strictObject({
    kind: z.enum(liveKinds),
    id: z.string(),
    name: z.string(),
    status: z.enum(liveStatuses),
    channels: z.array(z.enum(channelNames)),
    since: formattedInstant.nullable(),
    schedule: scheduleViewSchema.nullable(),
    failure: z.string().nullable(),
    numbers: z.strictObject({
      recipients: count.nullable(),
      decidedShare: z
        .number()
        .nullable()
        .meta({ description: 'Of the recipients, 0 to 1: whose page was claimed. The progress resource has the exact numbers.' }),
      openVouchers: count.nullable(),
      redeemed7d: count.nullable().meta({ description: 'Today and on the six days before, in the store’s time zone.' }),
      journeys: count.nullable().meta({ description: 'That have not ended.' }),
      matched24h: count.nullable(),
    }),
  })
  .meta({ id: 'LiveCampaign' })

const results = z.strictObject({ messages: count, orders: count, revenue: z.array(money) })

export const todayResultsSchema = z
  .strictObject({
    from: formattedInstant,
    until: formattedInstant,
    now: results,
    before: results.meta({ description: 'In as long a time before.' }),
  })
  .meta({ id: 'TodayResults' })
