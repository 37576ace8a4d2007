/** Money, in and out. */
import { z } from 'zod'

export const money = z
  .strictObject({
    amountMinor: z.int().min(0).meta({ description: 'Whole minor units: cents for EUR, yen for JPY.' }),
    currency: z.string().length(3).meta({ description: 'ISO 4217.', example: 'EUR' }),
  })
  .meta({ id: 'Money' })
