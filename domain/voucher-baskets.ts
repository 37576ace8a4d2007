/** A basket as a checkout writes it, checked: one currency, and sums that stay whole numbers. Lines are written like an order's. */
import type { Normalised } from './customers.ts'
import { normaliseCurrency } from './locales.ts'
import type { Money } from './money.ts'
import { findAmountFaults, maxAmountMinor } from './orders.ts'
import { type FieldFault, normaliseText } from './text-fields.ts'
import type { Basket, BasketLine } from './voucher-discounts.ts'

export interface BasketInput {
  items: {
    productExternalId?: string | null | undefined
    merchant?: string | null | undefined
    vertical?: string | null | undefined
    /** A whole number above zero. */
    quantity: number
    /** Of one piece. */
    price: Money
  }[]
  deliveryFee?: Money | undefined
}

export function normaliseBasket(input: BasketInput): Normalised<Basket> {
  const faults: FieldFault[] = []
  const prices = input.items.map(({ price }) => price)
  const currencies = [...prices, ...(input.deliveryFee === undefined ? [] : [input.deliveryFee])].map((money) => money.currency)
  const currency = normaliseCurrency(currencies[0] ?? '')
  if (currency === undefined) faults.push({ field: 'items[0].price.currency', message: 'Not a currency (ISO 4217)' })
  else if (currencies.some((other) => normaliseCurrency(other) !== currency))
    faults.push({ field: 'items', message: 'A basket has one currency' })
  const lines = input.items.map((item, index): BasketLine => {
    faults.push(...findAmountFaults(`items[${index}].price`, item.price))
    return {
      product: takeText(`items[${index}].productExternalId`, item.productExternalId, faults),
      merchant: takeText(`items[${index}].merchant`, item.merchant, faults),
      vertical: takeText(`items[${index}].vertical`, item.vertical, faults),
      quantity: item.quantity,
      priceMinor: item.price.amountMinor,
    }
  })
  faults.push(...findAmountFaults('deliveryFee', input.deliveryFee))
  // Each factor is small enough for the product's size to be right, though its last digits may not be.
  if (lines.reduce((sum, line) => sum + line.quantity * line.priceMinor, 0) > maxAmountMinor)
    faults.push({ field: 'items', message: `More than ${maxAmountMinor} minor units in all` })
  if (faults.length > 0) return { kind: 'rejected', faults }
  return { kind: 'accepted', value: { currency: currency ?? '', lines, deliveryFeeMinor: input.deliveryFee?.amountMinor ?? 0 } }
}

function takeText(field: string, text: string | null | undefined, faults: FieldFault[]): string | null {
  if (text === undefined || text === null) return null
  const normalised = normaliseText(text, 255)
  if (normalised === undefined) faults.push({ field, message: 'Longer than 255 characters, or not plain text' })
  return normalised === undefined || normalised === '' ? null : normalised
}
