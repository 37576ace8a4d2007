/** A product as a sender writes it, checked. A field that is absent is kept as it was; null clears it. */
import type { Normalised } from './customers.ts'
import { normaliseCurrency } from './locales.ts'
import type { Money } from './money.ts'
import { findAmountFaults } from './orders.ts'
import { findIdFault, findObjectFault, type FieldFault, normaliseText } from './text-fields.ts'

export interface ProductInput {
  externalId: string
  /** A new product needs it. */
  name?: string
  category?: string | null
  merchant?: string | null
  vertical?: string | null
  price?: Money | null
  /** http or https. */
  url?: string | null
  imageUrl?: string | null
  attributes?: Record<string, unknown>
}

export type ProductWrite = ProductInput

const maxAttributesLength = 16_384

export function normaliseProduct(input: ProductInput): Normalised<ProductWrite> {
  const faults: FieldFault[] = []
  const write: ProductWrite = { ...input }
  const idFault = findIdFault('externalId', input.externalId)
  if (idFault !== undefined) faults.push(idFault)
  if (input.name !== undefined) {
    const name = normaliseText(input.name, 500)
    if (name === undefined || name === '') faults.push({ field: 'name', message: 'Must be 1 to 500 characters of plain text' })
    else write.name = name
  }
  for (const field of ['category', 'merchant', 'vertical'] as const) {
    const given = input[field]
    if (given === undefined || given === null) continue
    const text = normaliseText(given, 255)
    if (text === undefined) faults.push({ field, message: 'Longer than 255 characters, or not plain text' })
    else write[field] = text === '' ? null : text
  }
  for (const field of ['url', 'imageUrl'] as const) {
    const given = input[field]
    if (given === undefined || given === null) continue
    if (given.length > 2048 || !URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol))
      faults.push({ field, message: 'Not an http or https URL of at most 2,048 characters' })
  }
  if (input.price !== undefined && input.price !== null) {
    const currency = normaliseCurrency(input.price.currency)
    if (currency === undefined) faults.push({ field: 'price.currency', message: 'Not a currency (ISO 4217)' })
    else write.price = { ...input.price, currency }
    faults.push(...findAmountFaults('price', input.price))
  }
  if (input.attributes !== undefined) {
    const fault = findObjectFault('attributes', input.attributes, maxAttributesLength)
    if (fault !== undefined) faults.push(fault)
  }
  return faults.length === 0 ? { kind: 'accepted', value: write } : { kind: 'rejected', faults }
}
