/** The RFM matrix, as the API shows it. */
import { z } from 'zod'
import { rfmCellNames } from '../../domain/rfm-cells.ts'
import { formattedInstant } from './instants.ts'
import { money } from './money.ts'
import { readiness, score } from './segments.ts'

export const rfmReportSchema = z
  .strictObject({
    readiness,
    asOf: formattedInstant,
    refreshedAt: formattedInstant.nullable(),
    buyers: z.int(),
    cells: z
      .array(
        z.strictObject({
          recency: score,
          fm: score.meta({ description: '⌊(F + M) ÷ 2⌋.' }),
          name: z.enum(rfmCellNames),
          customers: z.int(),
          share: z.number().min(0).max(1).meta({ description: 'Of all buyers.' }),
          orders: z.int().meta({ description: 'Of these customers, from their first on.' }),
          revenue: money,
          averageOrder: money.nullable().meta({ description: 'Rounded to the minor unit; null without an order.' }),
          audiencePart: z
            .strictObject({ kind: z.literal('rfmCell'), recency: score, fm: score })
            .meta({ description: 'The part of an audience that is this cell, as it is when it is used.' }),
        }),
      )
      .length(25),
  })
  .meta({ id: 'RfmReport' })
