/** An offer as the API shows it. */
import type { z } from 'zod'
import type { Offer } from '../../db/queries/offers/offers.ts'
import { formatId } from '../../domain/ids.ts'
import { type OfferTerms, toOfferInput } from '../../domain/offers.ts'
import type { Budget } from '../../domain/voucher-budgets.ts'
import type { budgetSchema, offerSchema, offerTermsSchema } from '../schemas/offers.ts'

export function viewOffer(offer: Offer, budget: Budget | undefined): z.input<typeof offerSchema> {
  return {
    id: formatId('offer', offer.id),
    name: offer.name,
    ...viewTerms(offer.terms),
    version: offer.version,
    budget: budget === undefined ? null : viewBudget(budget, offer.terms.currency),
    archivedAt: offer.archivedAt?.toISOString() ?? null,
    createdAt: offer.createdAt.toISOString(),
    updatedAt: offer.updatedAt.toISOString(),
  }
}

export function viewTerms(terms: OfferTerms): z.input<typeof offerTermsSchema> {
  const { name: _name, validity: _validity, ...input } = toOfferInput({ name: '', terms })
  return { ...input, validity: terms.validity }
}

/** @param currency of what is used, where no money is limited */
export function viewBudget(budget: Budget, currency: string): z.input<typeof budgetSchema> {
  const inCurrency = (amountMinor: number) => ({ amountMinor, currency: budget.currency ?? currency })
  return {
    maxVouchers: budget.maxVouchers,
    maxMoney: budget.maxMoneyMinor === null ? null : inCurrency(budget.maxMoneyMinor),
    usedVouchers: budget.usedVouchers,
    usedMoney: inCurrency(budget.usedMoneyMinor),
  }
}
