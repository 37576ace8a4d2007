/** Money, in and out. */
import { z } from 'zod'
import { normaliseCurrency } from '../../domain/locales.ts'

export const money = z
  .strictObject({
    amountMinor: z.int().min(0).meta({ description: 'Whole minor units: cents for EUR, yen for JPY.' }),
    currency: z.string().length(3).meta({ description: 'ISO 4217.', example: 'EUR' }),
  })
  .meta({ id: 'Money' })

/** The same where nothing else looks at the currency. */
export const checkedMoney = money
  .extend({
    currency: z
      .string()
      .max(10)
      .refine((text) => normaliseCurrency(text) !== undefined, { message: 'Not a currency (ISO 4217)', abort: true })
      .transform((text) => normaliseCurrency(text) ?? text)
      .meta({ description: 'ISO 4217.', example: 'EUR' }),
  })
  .meta({ id: 'MoneyInput' })
