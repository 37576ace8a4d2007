/** What a voucher gives and where, as its customer reads it. */
import { formatAmount } from '../../domain/money.ts'
import type { OfferTerms } from '../../domain/offers.ts'

const mostNamed = 6

export function describeDiscount({ discount, currency }: OfferTerms): string {
  switch (discount.kind) {
    case 'percent':
      return `${new Intl.NumberFormat('en', { maximumFractionDigits: 2 }).format(discount.basisPoints / 100)}% off`
    case 'amount':
      return `${describeAmount(discount.amountMinor, currency)} off`
    case 'freeDelivery':
      return 'Free delivery'
  }
}

/** Sentences: what it takes at most, from what spend on, and on what. */
export function listConditions({ capMinor, minimumSpendMinor, currency, scope }: OfferTerms): string[] {
  const { verticals, merchants, products } = scope
  return [
    ...(capMinor === null ? [] : [`At most ${describeAmount(capMinor, currency)}.`]),
    ...(minimumSpendMinor === null ? [] : [`From ${describeAmount(minimumSpendMinor, currency)} on.`]),
    ...(verticals.length === 0 ? [] : [`For ${nameSome(verticals)}.`]),
    ...(merchants.length === 0 ? [] : [`At ${nameSome(merchants)}.`]),
    // The store's own ids of products say nothing to its customers.
    ...(products.length === 0 ? [] : ['On selected products.']),
  ]
}

/** `5 May 2026 at 14:00 GMT+3`: a moment that nobody misreads, in the store's time zone. */
export function describeInstant(at: Date, timeZone: string): string {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'long', year: 'numeric' }).format(at)
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', timeZoneName: 'shortOffset' }).format(at)
  return `${day} at ${time}`
}

function describeAmount(amountMinor: number, currency: string): string {
  // A text: as a number, an amount may not be itself.
  const amount = formatAmount(amountMinor, currency) as `${number}`
  const digits = amount.split('.')[1]?.length ?? 0
  return new Intl.NumberFormat('en', { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    amount,
  )
}

function nameSome(names: readonly string[]): string {
  const more = names.length - mostNamed
  return new Intl.ListFormat('en', { type: 'disjunction' }).format([
    ...names.slice(0, more > 1 ? mostNamed : names.length),
    ...(more > 1 ? [`${more} others`] : []),
  ])
}
