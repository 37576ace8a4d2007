/** Offers and vouchers in words. */
import type { Offer, OfferTerms, VoucherStatus } from '../offers/offer-queries.ts'
import { formatInstant } from './instants.ts'
import { formatMoney } from './numbers.ts'
import type { Tone } from './outcomes.ts'

function describeDiscount({ discount }: Pick<OfferTerms, 'discount'>): string {
  switch (discount.kind) {
    case 'percent':
      return `${discount.percent}% off`
    case 'amount':
      return `${formatMoney(discount.amount)} off`
    case 'freeDelivery':
      return 'Free delivery'
  }
}

/** `10% off from €20.00, at most €5.00`. */
export function describeTerms(terms: Pick<OfferTerms, 'discount' | 'minimumSpend' | 'cap'>): string {
  const { minimumSpend, cap } = terms
  const from = minimumSpend === null ? '' : ` from ${formatMoney(minimumSpend)}`
  return `${describeDiscount(terms)}${from}${cap === null ? '' : `, at most ${formatMoney(cap)}`}`
}

export function describeValidity({ validity }: Pick<OfferTerms, 'validity'>, timeZone: string): string {
  if (validity.kind === 'afterDelivery') return `${formatHours(validity.hours)} from delivery`
  const until = `until ${formatInstant(validity.until, timeZone)}`
  return validity.from === undefined ? until.replace(/^u/, 'U') : `From ${formatInstant(validity.from, timeZone)} ${until}`
}

/** `7 days`, `36 hours`, `45 minutes`. */
function formatHours(hours: number): string {
  if (hours < 1) return `${hours * 60} minutes`
  const [count, unit] = hours >= 48 && hours % 24 === 0 ? [hours / 24, 'day'] : [hours, 'hour']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

export function describeScope({ scope: { verticals, merchants, products } }: Pick<Offer, 'scope'>): string {
  const parts = [
    listNames('', verticals),
    listNames('of ', merchants),
    products.length === 0 ? '' : `${products.length} ${products.length === 1 ? 'product' : 'products'}`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'Everything' : parts.join(', ')
}

function listNames(before: string, names: string[]): string {
  if (names.length === 0) return ''
  return `${before}${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`
}

export const voucherStatuses: Record<VoucherStatus, { label: string; tone: Tone; sentence: string }> = {
  reserved: { label: 'Reserved', tone: 'quiet', sentence: 'Its code and budget are taken; nothing has left yet.' },
  issued: { label: 'Issued', tone: 'busy', sentence: 'It is the customer’s; a message with it is on its way.' },
  delivered: { label: 'Delivered', tone: 'good', sentence: 'It has reached the customer.' },
  undeliverable: { label: 'Undeliverable', tone: 'warn', sentence: 'Its message did not arrive; it can still be used.' },
  accepted: { label: 'Accepted', tone: 'good', sentence: 'The customer has said that they want it.' },
  locked: { label: 'At a checkout', tone: 'busy', sentence: 'A checkout holds it at the moment.' },
  redeemed: { label: 'Redeemed', tone: 'good', sentence: 'An order has used it.' },
  expired: { label: 'Expired', tone: 'quiet', sentence: 'Its time ended before it was used. Its budget went back.' },
  revoked: { label: 'Revoked', tone: 'bad', sentence: 'It was ended before it was used. Its budget went back.' },
  rolled_back: { label: 'Rolled back', tone: 'quiet', sentence: 'Its order was cancelled, and it did not open again.' },
}

export function isVoucherStatus(text: unknown): text is VoucherStatus {
  return typeof text === 'string' && Object.hasOwn(voucherStatuses, text)
}

const events: Record<string, string> = {
  reserved: 'Reserved',
  issued: 'Issued',
  delivered: 'Delivered',
  undeliverable: 'Could not be delivered',
  accepted: 'Accepted',
  locked: 'Held by a checkout',
  redeemed: 'Redeemed',
  reopened: 'Opened again: its order was cancelled',
  rolled_back: 'Taken back: its order was cancelled',
  expired: 'Expired',
  revoked: 'Revoked',
  refused: 'Refused',
}

export function describeVoucherEvent(kind: string): string {
  return events[kind] ?? kind.replaceAll('_', ' ')
}

/** As people read it out: `BCDF-GHJK-MNPQ`. */
export function formatCode(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1-')
}
