/** Segments, their customers and their history, as the API shows them. */
import { z } from 'zod'
import type { RfmCell } from '../../db/queries/segments/read-rfm-matrix.ts'
import type { SegmentCustomer } from '../../db/queries/segments/list-segment-customers.ts'
import type { SegmentCounts } from '../../db/queries/segments/segment-counts.ts'
import { formatId } from '../../domain/ids.ts'
import { nameRfmCell, rfmCellNames } from '../../domain/rfm-cells.ts'
import { segmentKeys, type SegmentKey } from '../../domain/segment-keys.ts'
import type { SegmentDescription, SegmentReadiness } from '../../domain/segments.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'
import { money } from './money.ts'

export const segmentKey = z.enum(segmentKeys)
const score = z.int().min(1).max(5)
const readiness = z.enum(['not_computed', 'not_enough_orders', 'ready'] satisfies SegmentReadiness[])

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
    readiness: readiness.meta({
      description:
        '`not_computed`: there are orders, and no refresh has seen them yet. `not_enough_orders`: scores compare buyers with each other, and there are too few to compare.',
    }),
    asOf: formattedInstant,
    refreshedAt: formattedInstant.nullable().meta({ description: 'The latest full refresh.' }),
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

export const segmentationReportSchema = z
  .strictObject({
    timeZone: z.string().meta({ description: 'The store’s: days are its days.' }),
    days: z.array(
      z.strictObject({
        day: z.iso.date(),
        buyers: z.int(),
        customers: z.strictObject(Object.fromEntries(segmentKeys.map((key) => [key, z.int()])) as Record<SegmentKey, z.ZodInt>),
      }),
    ),
  })
  .meta({ id: 'SegmentationReport' })

export const rfmReportSchema = z
  .strictObject({
    cells: z
      .array(
        z.strictObject({
          recency: score,
          fm: score.meta({ description: '⌊(F + M) ÷ 2⌋.' }),
          name: z.enum(rfmCellNames),
          customers: z.int(),
          net: money,
        }),
      )
      .length(25),
  })
  .meta({ id: 'RfmReport' })

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

export function viewRfmCell({ netMinor, ...cell }: RfmCell, currency: string): z.input<typeof rfmReportSchema>['cells'][number] {
  return { ...cell, name: nameRfmCell(cell), net: { amountMinor: netMinor, currency } }
}
