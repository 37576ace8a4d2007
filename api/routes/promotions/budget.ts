/** The budget of a promotion: its own, besides the one of its offer. */
import type { z } from 'zod'
import { readOffer } from '../../../db/queries/offers/offers.ts'
import type { Promotion } from '../../../db/queries/promotions/promotions.ts'
import { readBudgets, setBudget } from '../../../db/queries/vouchers/budgets.ts'
import type { Sql } from '../../../db/client.ts'
import { findWorstMinor } from '../../../domain/offers.ts'
import { Problem } from '../../http/problems.ts'
import type { budgetInput } from '../../schemas/offers.ts'

type BudgetInput = z.output<typeof budgetInput>

/** @throws Problem 422 for a limit in another currency, or one that the offer's terms cannot keep */
export async function keepBudget(
  sql: Sql,
  promotion: Pick<Promotion, 'id' | 'offerId'>,
  budget: BudgetInput,
  options: { isNewOwner?: boolean } = {},
): Promise<void> {
  const { maxVouchers, maxMoney } = budget
  if (maxMoney !== null) await requireOfferFor(sql, promotion.offerId, maxMoney.currency)
  const limits = { maxVouchers, maxMoneyMinor: maxMoney?.amountMinor ?? null, currency: maxMoney?.currency ?? null }
  const kept = await setBudget(sql, { kind: 'promotion', id: promotion.id }, limits, options)
  if (kept === 'open_vouchers_without_cap')
    throw new Problem('budget_refused', { detail: 'There are open vouchers that may take off any amount.' })
  if (kept === 'vouchers_in_other_currency') throw new Problem('budget_refused', { detail: 'There are vouchers in another currency.' })
}

/** The limits that are set, checked against the offer that it has now. */
export async function readLimits(sql: Sql, { id, offerId }: Pick<Promotion, 'id' | 'offerId'>): Promise<BudgetInput | undefined> {
  const [budget] = await readBudgets(sql, [{ kind: 'promotion', id }])
  if (budget === undefined) return undefined
  const { maxVouchers, maxMoneyMinor, currency } = budget
  const maxMoney = maxMoneyMinor === null || currency === null ? null : { amountMinor: maxMoneyMinor, currency }
  if (maxMoney !== null) await requireOfferFor(sql, offerId, maxMoney.currency)
  return { maxVouchers, maxMoney }
}

async function requireOfferFor(sql: Sql, offerId: string | null, currency: string): Promise<void> {
  const offer = offerId === null ? undefined : await readOffer(sql, offerId)
  if (offer === undefined) return
  if (offer.terms.currency !== currency)
    throw new Problem('invalid_request', {
      errors: [{ path: 'budget.maxMoney.currency', message: `The offer is in ${offer.terms.currency}` }],
    })
  if (findWorstMinor(offer.terms) === null) throw new Problem('offer_needs_cap')
}
