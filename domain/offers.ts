/**
 * An offer: what a voucher gives, where, from what spend on, and for how long. Its terms are versioned: a voucher keeps the version that it was issued
 * under, so that a change reaches only vouchers that are issued later.
 */
import type { Normalised } from './customers.ts'
import { normaliseCurrency } from './locales.ts'
import type { Money } from './money.ts'
import { findAmountFaults } from './orders.ts'
import { type FieldFault, normaliseText } from './text-fields.ts'
import type { Validity } from './voucher-validity.ts'

export const scopeKinds = ['verticals', 'merchants', 'products'] as const
/** A line of a basket counts when it is in every list that is not empty. Products by the store's own ids. */
export type OfferScope = Record<(typeof scopeKinds)[number], string[]>

export type Discount =
  /** In hundredths of a percent, 1 to 10,000. */
  | { kind: 'percent'; basisPoints: number }
  | { kind: 'amount'; amountMinor: number }
  /** Of the delivery fee, all of it or up to the cap. */
  | { kind: 'freeDelivery' }

/** Everything that decides what a voucher is worth. Plain JSON. */
export interface OfferTerms {
  discount: Discount
  /** ISO 4217, of every amount here and of every basket. */
  currency: string
  /** Of the lines in scope, before the discount, without delivery. */
  minimumSpendMinor: number | null
  /** The most that a percentage or a free delivery takes off. */
  capMinor: number | null
  scope: OfferScope
  validity: Validity
  /** How many vouchers of this offer one customer may have in all; revoked ones do not count. */
  limitPerCustomer: number | null
}

export interface OfferInput {
  name: string
  discount: { kind: 'percent'; percent: number } | { kind: 'amount'; amount: Money } | { kind: 'freeDelivery' }
  currency: string
  minimumSpend: Money | null
  cap: Money | null
  scope: OfferScope
  validity: { kind: 'fixed'; from?: Date | undefined; until: Date } | { kind: 'afterDelivery'; hours: number }
  limitPerCustomer: number | null
}

export interface OfferDraft {
  name: string
  terms: OfferTerms
}

const maxScopeEntries = 1000

export function normaliseOffer(input: OfferInput): Normalised<OfferDraft> {
  const faults: FieldFault[] = []
  const name = normaliseText(input.name, 200)
  if (name === undefined || name === '') faults.push({ field: 'name', message: 'Must be 1 to 200 characters of plain text' })
  const currency = normaliseCurrency(input.currency)
  if (currency === undefined) faults.push({ field: 'currency', message: 'Not a currency (ISO 4217)' })
  const takeMoney = (field: string, money: Money | null): number | null => {
    if (money === null) return null
    faults.push(...findAmountFaults(field, money))
    if (money.amountMinor === 0) faults.push({ field: `${field}.amountMinor`, message: 'Must be more than zero' })
    if (normaliseCurrency(money.currency) !== currency) faults.push({ field: `${field}.currency`, message: 'An offer has one currency' })
    return money.amountMinor
  }
  const terms: OfferTerms = {
    discount: input.discount.kind === 'percent' ? takePercent(input.discount.percent, faults) : takeFlat(input.discount, takeMoney),
    currency: currency ?? '',
    minimumSpendMinor: takeMoney('minimumSpend', input.minimumSpend),
    capMinor: takeMoney('cap', input.cap),
    scope: {
      verticals: takeList('scope.verticals', input.scope.verticals, faults),
      merchants: takeList('scope.merchants', input.scope.merchants, faults),
      products: takeList('scope.products', input.scope.products, faults),
    },
    validity: takeValidity(input.validity, faults),
    limitPerCustomer: input.limitPerCustomer,
  }
  if (terms.discount.kind === 'amount' && terms.capMinor !== null)
    faults.push({ field: 'cap', message: 'An amount is its own cap: leave it out' })
  return faults.length === 0 ? { kind: 'accepted', value: { name: name ?? '', terms } } : { kind: 'rejected', faults }
}

/** As it would have to be written, for a change of some of its fields. */
export function toOfferInput({ name, terms }: OfferDraft): OfferInput {
  const { discount, currency, validity } = terms
  const inCurrency = (amountMinor: number | null) => (amountMinor === null ? null : { amountMinor, currency })
  return {
    name,
    currency,
    discount:
      discount.kind === 'percent'
        ? { kind: 'percent', percent: discount.basisPoints / 100 }
        : discount.kind === 'amount'
          ? { kind: 'amount', amount: { amountMinor: discount.amountMinor, currency } }
          : discount,
    minimumSpend: inCurrency(terms.minimumSpendMinor),
    cap: inCurrency(terms.capMinor),
    scope: terms.scope,
    validity:
      validity.kind === 'fixed'
        ? { kind: 'fixed', until: new Date(validity.until), ...(validity.from === undefined ? {} : { from: new Date(validity.from) }) }
        : validity,
    limitPerCustomer: terms.limitPerCustomer,
  }
}

/** The most that one voucher can take off, which is what it holds of a money budget; null where there is no telling. */
export function findWorstMinor({ discount, capMinor }: Pick<OfferTerms, 'discount' | 'capMinor'>): number | null {
  return discount.kind === 'amount' ? discount.amountMinor : capMinor
}

function takePercent(percent: number, faults: FieldFault[]): Discount {
  const basisPoints = Math.round(percent * 100)
  if (!(basisPoints >= 1 && basisPoints <= 10_000) || Math.abs(percent * 100 - basisPoints) > 1e-6)
    faults.push({ field: 'discount.percent', message: 'Must be 0.01 to 100, with two decimals at most' })
  return { kind: 'percent', basisPoints }
}

function takeFlat(
  discount: Exclude<OfferInput['discount'], { kind: 'percent' }>,
  takeMoney: (field: string, money: Money | null) => number | null,
): Discount {
  return discount.kind === 'amount'
    ? { kind: 'amount', amountMinor: takeMoney('discount.amount', discount.amount) ?? 0 }
    : { kind: 'freeDelivery' }
}

function takeList(field: string, entries: readonly string[], faults: FieldFault[]): string[] {
  if (entries.length > maxScopeEntries) faults.push({ field, message: `More than ${maxScopeEntries} entries` })
  const texts = entries.slice(0, maxScopeEntries).map((entry, index) => {
    const text = normaliseText(entry, 255)
    if (text === undefined || text === '')
      faults.push({ field: `${field}[${index}]`, message: 'Must be 1 to 255 characters of plain text' })
    return text ?? ''
  })
  return [...new Set(texts)]
}

const longestHours = 2 * 365 * 24

function takeValidity(validity: OfferInput['validity'], faults: FieldFault[]): Validity {
  if (validity.kind === 'fixed') {
    const { from, until } = validity
    if (from !== undefined && from >= until) faults.push({ field: 'validity.until', message: 'Must be later than `from`' })
    return { kind: 'fixed', until: until.toISOString(), ...(from === undefined ? {} : { from: from.toISOString() }) }
  }
  const { hours } = validity
  if (!(hours >= 0.25 && hours <= longestHours) || !Number.isInteger(hours * 4))
    faults.push({ field: 'validity.hours', message: `Must be 0.25 to ${longestHours}, in quarters of an hour` })
  return { kind: 'afterDelivery', hours }
}
