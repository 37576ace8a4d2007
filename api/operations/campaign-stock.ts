/** What campaigns have to give: their offers, and what is left of the budgets, in two statements for all of them. */
import type { Pool } from '../../db/client.ts'
import type { CampaignRow } from '../../db/queries/operations/read-campaigns.ts'
import { readStockOffers, type StockOffer } from '../../db/queries/operations/read-stock.ts'
import { readBudgets, type StoredBudget } from '../../db/queries/vouchers/budgets.ts'
import type { BudgetLeft, CampaignFacts } from '../../domain/campaign-facts.ts'
import { parseId } from '../../domain/ids.ts'
import { findWorstMinor } from '../../domain/offers.ts'
import { grantVouchers } from '../../domain/voucher-budgets.ts'
import type { IssueRefusal } from '../../domain/voucher-refusals.ts'

export type StockBudget = StoredBudget & {
  /** Of the offer; empty for the campaign's own. */
  name: string
  /** Why no voucher of any of its offers is given; null while one is. */
  refusal: IssueRefusal | null
}

export interface Stock {
  offers: CampaignFacts['offers']
  budgets: StockBudget[]
}

export async function readStock(pool: Pool, rows: readonly CampaignRow[]): Promise<(row: CampaignRow, now: Date) => Stock> {
  const asked = rows.flatMap(listOffers)
  const [offers, budgets] = await Promise.all([
    readStockOffers(pool, asked),
    readBudgets(pool, [...rows.map(({ kind, id }) => ({ kind, id })), ...asked.map(({ id }) => ({ kind: 'offer', id }))]),
  ])
  return (row, now) => {
    const own = listOffers(row)
    const found = own.map(({ id, version }) => offers.find((offer) => offer.id === id && offer.asked === version))
    const known = found.filter((offer) => offer !== undefined)
    return {
      offers: found.map((offer) => describeOffer(offer, now)),
      budgets: budgets
        .filter(({ ownerKind, ownerId }) => ownerId === row.id || (ownerKind === 'offer' && known.some(({ id }) => id === ownerId)))
        .map((budget) => {
          const covered = budget.ownerKind === 'offer' ? known.filter(({ id }) => id === budget.ownerId) : known
          return {
            ...budget,
            name: budget.ownerKind === 'offer' ? (covered[0]?.name ?? '') : '',
            refusal: findRefusal(covered.map((offer) => tryOne(budget, offer))),
          }
        }),
    }
  }
}

function listOffers({ offerIds, offerId, offerVersion }: CampaignRow): { id: string; version: number | null }[] {
  const named = offerIds.map((id) => parseId('offer', id)).filter((id) => id !== undefined)
  return [
    ...[...new Set(named)].map((id) => ({ id, version: null })),
    ...(offerId === null ? [] : [{ id: offerId, version: offerVersion }]),
  ]
}

function describeOffer(offer: StockOffer | undefined, now: Date): CampaignFacts['offers'][number] {
  if (offer === undefined) return { name: '', state: 'missing' }
  const { name, terms, archivedAt } = offer
  const isOver = terms.validity.kind === 'fixed' && Date.parse(terms.validity.until) <= now.getTime()
  return { name, state: isOver ? 'ended' : archivedAt === null ? 'given' : 'archived' }
}

/** Null where there is room for one more voucher of it. */
function tryOne(budget: StoredBudget, { terms }: StockOffer): IssueRefusal | null {
  const { granted, refusal } = grantVouchers([budget], { wanted: 1, cost: { worstMinor: findWorstMinor(terms), currency: terms.currency } })
  return granted > 0 ? null : refusal
}

/** Of several offers that are refused, the reason that passes without a change of the budget or of the offer is said first. */
function findRefusal(tried: readonly (IssueRefusal | null)[]): IssueRefusal | null {
  if (tried.includes(null)) return null
  return tried.find((refusal) => refusal === 'budget_exhausted') ?? tried[0] ?? null
}

/** Nothing for a budget without a limit; of two limits the scarcer one. */
export function findBudgetLeft({
  ownerKind,
  name,
  refusal,
  maxVouchers,
  maxMoneyMinor,
  usedVouchers,
  usedMoneyMinor,
}: StockBudget): BudgetLeft[] {
  const shares = [
    maxVouchers === null ? [] : [findShare(maxVouchers, usedVouchers)],
    maxMoneyMinor === null ? [] : [findShare(maxMoneyMinor, usedMoneyMinor)],
  ].flat()
  return shares.length === 0 ? [] : [{ owner: ownerKind === 'offer' ? 'offer' : 'campaign', name, refusal, share: Math.min(...shares) }]
}

function findShare(limit: number, used: number): number {
  return limit === 0 ? 0 : Math.max(0, limit - used) / limit
}
