/** Segments, their customers and their history, as the API shows them. */
import { z } from 'zod'
import type { SegmentCustomer } from '../../db/queries/segments/list-segment-customers.ts'
import type { SegmentCounts } from '../../db/queries/segments/segment-counts.ts'
import { formatId } from '../../domain/ids.ts'
import { type SegmentKey, segmentKeys } from '../../domain/segment-keys.ts'
import type { SegmentDescription, SegmentReadiness } from '../../domain/segments.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'
import { money } from './money.ts'

export const segmentKey = z.enum(segmentKeys)
export const score = z.int().min(1).max(5)
export const readiness = z.enum(['not_computed', 'not_enough_orders', 'ready'] satisfies SegmentReadiness[]).meta({
  description:
    '`not_computed`: there are orders, and no refresh has seen them yet; one is on its way. `not_enough_orders`: scores compare buyers with each other, and there are too few to compare.',
})

export const segmentSchema = z
  .strictObject({
    key: segmentKey,
    name: z.string(),
    kind: z.enum(['stage', 'tag']).meta({ description: 'Every buyer is in exactly one stage, and has any number of tags.' }),
    rule: z.string().meta({ description: 'In words, with the settings in force.' }),
    customers: z.int(),
    share: z.number().min(0).max(1).meta({ description: 'Of all buyers.' }),
  })
  .meta({ id: 'Segment' })

export const segmentsSchema = z
  .strictObject({
    readiness,
    asOf: formattedInstant,
    refreshedAt: formattedInstant.nullable().meta({ description: 'The latest full refresh.' }),
    settingsVersion: z.int().nullable().meta({ description: 'The settings that these sizes follow.' }),
    buyers: z.int().meta({ description: 'Customers with a valid order.' }),
    segments: z.array(segmentSchema),
  })
  .meta({ id: 'Segments' })

export const segmentCustomerSchema = z
  .strictObject({
    customerId: formattedIdOf('customer'),
    externalId: z.string(),
    segments: z.array(segmentKey),
    orders: z.int(),
    net: money,
    firstOrderAt: formattedInstant,
    lastOrderAt: formattedInstant,
    scores: z.strictObject({ recency: score, frequency: score, monetary: score, averageOrder: score }),
    quietness: z.number().meta({ description: 'Time since the last order, in the customer’s expected gaps between orders.' }),
  })
  .meta({ id: 'SegmentCustomer' })

export const segmentRefreshSchema = z
  .strictObject({
    workflowId: z.string(),
    runId: z.string(),
    temporalUrl: z.string().meta({ description: 'The run in the Temporal UI.' }),
  })
  .meta({ id: 'SegmentRefresh' })

export const segmentHistorySchema = z
  .strictObject({
    timeZone: z.string().meta({ description: 'The store’s: days are its days.' }),
    firstDay: z.iso.date().nullable().meta({ description: 'The day of the first valid order; null without one.' }),
    days: z.int().meta({ description: 'Days from then to yesterday.' }),
    missingDays: z
      .int()
      .meta({ description: 'Those that are not counted, or are to be counted again: orders came late, or the settings have changed.' }),
    settingsVersion: z.int().meta({ description: 'That days are counted with.' }),
  })
  .meta({ id: 'SegmentHistory' })

export const segmentDaysSchema = z.array(
  z.strictObject({
    day: z.iso.date(),
    buyers: z.int(),
    customers: z.strictObject(Object.fromEntries(segmentKeys.map((key) => [key, z.int()])) as Record<SegmentKey, z.ZodInt>),
  }),
)

export function viewSegment(description: SegmentDescription, { buyers, customers }: SegmentCounts): z.input<typeof segmentSchema> {
  const count = customers[description.key]
  return { ...description, customers: count, share: buyers === 0 ? 0 : count / buyers }
}

export function viewSegmentCustomer({ netMinor, ...customer }: SegmentCustomer, currency: string): z.input<typeof segmentCustomerSchema> {
  return {
    ...customer,
    customerId: formatId('customer', customer.customerId),
    net: { amountMinor: netMinor, currency },
    firstOrderAt: customer.firstOrderAt.toISOString(),
    lastOrderAt: customer.lastOrderAt.toISOString(),
  }
}
