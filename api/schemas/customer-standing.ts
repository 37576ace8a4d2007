/** Where one customer stands: segments with why, and how each channel may be used now. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { rfmCellNames } from '../../domain/rfm-cells.ts'
import { segmentKeys } from '../../domain/segment-keys.ts'
import { suppressionReasons } from '../../domain/suppressions.ts'
import { consentStatus } from './consents.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'
import { money } from './money.ts'

const score = z.int().min(1).max(5)

export const customerSegmentsSchema = z
  .strictObject({
    at: formattedInstant,
    figures: z
      .strictObject({
        orders: z.int(),
        net: money,
        averageOrder: money,
        firstAt: formattedInstant,
        lastAt: formattedInstant,
        recentOrders: z.int().meta({ description: 'Within the window of Most active.' }),
        expectedGapDays: z.number().meta({ description: 'The expected time between two orders.' }),
        quietness: z.number().meta({ description: 'Time since the last order, in expected gaps.' }),
        scores: z.strictObject({ recency: score, frequency: score, monetary: score, averageOrder: score }),
        cell: z.strictObject({ recency: score, fm: score, name: z.enum(rfmCellNames) }).meta({ description: 'Of the RFM matrix.' }),
      })
      .nullable()
      .meta({ description: 'Null without a valid order, or before the first refresh.' }),
    segments: z.array(
      z.strictObject({
        key: z.enum(segmentKeys),
        name: z.string(),
        kind: z.enum(['stage', 'tag']),
        rule: z.string(),
        isMember: z.boolean(),
        why: z.string().nullable().meta({ description: 'The rule’s own figures for this customer. Null without figures.' }),
        since: formattedInstant.nullable().meta({ description: 'Of a member: the latest entry that was written down.' }),
      }),
    ),
  })
  .meta({ id: 'CustomerSegments' })

export const channelStandingSchema = z.strictObject({
  channel: z.enum(channelNames),
  addresses: z.array(z.string()).meta({ description: 'Where messages would go. Of push: the service of each device.' }),
  consent: consentStatus,
  suppressions: z.array(
    z.strictObject({
      address: z.string().meta({ description: 'As the list of suppressions has it.' }),
      reason: z.enum(suppressionReasons),
      source: z.string(),
      since: formattedInstant,
    }),
  ),
  lastContactAt: formattedInstant.nullable(),
  may: z.enum(['now', 'later', 'no']).meta({ description: 'Whether marketing may be sent, by the store’s contact policy.' }),
  from: formattedInstant.nullable().meta({ description: 'Of `later`.' }),
  reasons: z.array(z.string()).meta({ description: 'Of `no` and `later`: codes of skips, the first one first.' }),
})

export const customerContactSchema = z
  .strictObject({
    at: formattedInstant,
    lastContactAt: formattedInstant.nullable().meta({ description: 'The latest marketing contact on any channel.' }),
    channels: z.array(channelStandingSchema),
  })
  .meta({ id: 'CustomerContact' })

export const customerMembershipsSchema = z
  .strictObject({
    groups: z.array(z.strictObject({ id: formattedIdOf('group'), name: z.string(), isDeleted: z.boolean() })),
    audiences: z.array(z.strictObject({ id: formattedIdOf('audience'), name: z.string(), isPinned: z.boolean() })),
    audiencesAsked: z.int().meta({ description: 'How many saved audiences were asked: the newest.' }),
    isWhole: z.boolean().meta({ description: 'False: there are more audiences than were asked.' }),
  })
  .meta({ id: 'CustomerMemberships' })
