/** An offer while it is typed: what may still be missing, and what the API takes of it. */
import type { BudgetInput, Money, NewOffer, Offer } from './offer-queries.ts'

export interface OfferDraft {
  name: string
  kind: Offer['discount']['kind']
  percent: number
  amount: Money | null
  minimumSpend: Money | null
  cap: Money | null
  validity: 'afterDelivery' | 'fixed'
  /** As an instant; undefined for at once. */
  from: string | undefined
  until: string | undefined
  hours: number
  verticals: string[]
  merchants: string[]
  products: string[]
  limitPerCustomer: number | null
  budget: BudgetInput
}

export const emptyOffer: OfferDraft = {
  name: '',
  kind: 'percent',
  percent: 10,
  amount: null,
  minimumSpend: null,
  cap: null,
  validity: 'afterDelivery',
  from: undefined,
  until: undefined,
  hours: 168,
  verticals: [],
  merchants: [],
  products: [],
  limitPerCustomer: null,
  budget: { maxVouchers: null, maxMoney: null },
}

export function startDraft({ name, discount, minimumSpend, cap, validity, scope, limitPerCustomer, budget }: Offer): OfferDraft {
  return {
    ...emptyOffer,
    name,
    kind: discount.kind,
    ...(discount.kind === 'percent' ? { percent: discount.percent } : {}),
    ...(discount.kind === 'amount' ? { amount: discount.amount } : {}),
    minimumSpend,
    cap,
    validity: validity.kind,
    ...(validity.kind === 'fixed' ? { from: validity.from, until: validity.until } : { hours: validity.hours }),
    ...scope,
    limitPerCustomer,
    budget: { maxVouchers: budget?.maxVouchers ?? null, maxMoney: budget?.maxMoney ?? null },
  }
}

/** Undefined while something is missing without which there is no offer. */
export function writeOffer(draft: OfferDraft): Omit<NewOffer, 'budget' | 'currency'> | undefined {
  const discount = writeDiscount(draft)
  const validity = writeValidity(draft)
  if (draft.name.trim() === '' || discount === undefined || validity === undefined) return undefined
  const { minimumSpend, cap, verticals, merchants, products, limitPerCustomer } = draft
  return {
    name: draft.name.trim(),
    discount,
    validity,
    minimumSpend,
    // An amount is its own cap.
    cap: draft.kind === 'amount' ? null : cap,
    scope: { verticals, merchants, products },
    limitPerCustomer,
  }
}

function writeDiscount({ kind, percent, amount }: OfferDraft): NewOffer['discount'] | undefined {
  switch (kind) {
    case 'percent':
      return percent > 0 ? { kind, percent } : undefined
    case 'amount':
      return amount === null ? undefined : { kind, amount }
    case 'freeDelivery':
      return { kind }
  }
}

function writeValidity({ validity, from, until, hours }: OfferDraft): NewOffer['validity'] | undefined {
  if (validity === 'afterDelivery') return hours > 0 ? { kind: validity, hours } : undefined
  if (until === undefined) return undefined
  return { kind: validity, until, ...(from === undefined ? {} : { from }) }
}
