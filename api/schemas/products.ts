/** Products, in and out. */
import { z } from 'zod'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'
import { money } from './money.ts'

const text = z.string().max(2048).nullish()

const fields = {
  name: z.string().max(1000).optional().meta({ description: 'A new product needs it.' }),
  category: text,
  merchant: text,
  vertical: text,
  price: money.nullish(),
  url: text,
  imageUrl: text,
  attributes: z.record(z.string(), z.unknown()).optional(),
}

export const productInput = z
  .strictObject({ externalId: z.string(), ...fields })
  .meta({ id: 'ProductInput', description: 'A field that is absent is kept as it was; null clears it.' })
export const productFields = z
  .strictObject(fields)
  .meta({ id: 'ProductFields', description: 'A field that is absent is kept as it was; null clears it.' })

export const productSchema = z
  .strictObject({
    id: formattedIdOf('product'),
    externalId: z.string(),
    name: z.string(),
    category: z.string().nullable(),
    merchant: z.string().nullable(),
    vertical: z.string().nullable(),
    price: money.nullable(),
    url: z.string().nullable(),
    imageUrl: z.string().nullable(),
    attributes: z.record(z.string(), z.unknown()),
    createdAt: formattedInstant,
    updatedAt: formattedInstant,
  })
  .meta({ id: 'Product' })
