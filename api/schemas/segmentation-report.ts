/** The segmentation report: how large the segments are, how that shifted over a period, from where to where, and what was ordered in it. */
import { z } from 'zod'
import { segmentKeys, stageKeys, type SegmentKey } from '../../domain/segment-keys.ts'
import { formattedInstant } from './instants.ts'
import { money } from './money.ts'
import { readiness, segmentKey } from './segments.ts'

const counts = z.strictObject(Object.fromEntries(segmentKeys.map((key) => [key, z.int()])) as Record<SegmentKey, z.ZodInt>)
const share = z.number().min(0).max(1)

const sales = {
  orders: z.int().meta({ description: 'Valid orders of the period.' }),
  revenue: money,
  averageOrder: money.nullable().meta({ description: 'Rounded to the minor unit; null without an order.' }),
}

export const segmentationReportSchema = z
  .strictObject({
    readiness,
    timeZone: z.string().meta({ description: 'The store’s: days are its days.' }),
    from: z.iso.date(),
    to: z.iso.date(),
    openingAt: formattedInstant.meta({ description: 'The last millisecond before `from`.' }),
    closingAt: formattedInstant.meta({ description: 'The last millisecond of `to`, or now where that has not come yet.' }),
    buyers: z.strictObject({ opening: z.int(), closing: z.int(), change: z.int() }),
    segments: z.array(
      z.strictObject({
        key: segmentKey,
        name: z.string(),
        kind: z.enum(['stage', 'tag']),
        now: z.int().meta({ description: 'As the segment stands, whatever the period.' }),
        nowShare: share.meta({ description: 'Of all buyers.' }),
        opening: z.int(),
        closing: z.int(),
        change: z.int(),
        ...sales,
        revenueShare: share.meta({ description: 'Of the revenue of the period. Tags overlap.' }),
      }),
    ),
    total: z.strictObject(sales),
    flows: z
      .array(
        z.strictObject({
          from: z.enum(stageKeys).nullable().meta({ description: 'Null: not yet a buyer.' }),
          to: z.enum(stageKeys).nullable().meta({ description: 'Null: a buyer no more.' }),
          customers: z.int(),
        }),
      )
      .meta({ description: 'Every buyer of either end once: the stage at the opening, the stage at the closing.' }),
    days: z.array(z.strictObject({ day: z.iso.date(), buyers: z.int(), customers: counts })).meta({
      description: 'The period day by day, each as of its end. Days that are still to be counted are left out: see `missingDays`.',
    }),
    missingDays: z.int().meta({ description: 'Days of the store’s whole history that are still to be counted, or counted again.' }),
  })
  .meta({ id: 'SegmentationReport' })
