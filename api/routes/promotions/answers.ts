/** What every route of promotions shares: finding one, what a request changes of it, and how it is shown. */
import type { z } from 'zod'
import { listOffersByIds, readOffer } from '../../../db/queries/offers/offers.ts'
import { type Promotion, type PromotionRefusal, readPromotion } from '../../../db/queries/promotions/promotions.ts'
import { readBudgets } from '../../../db/queries/vouchers/budgets.ts'
import type { Sql } from '../../../db/client.ts'
import type { Audience } from '../../../domain/audiences.ts'
import { requireDurationMs } from '../../../domain/journeys/journey-durations.ts'
import type { ChannelMessages, PromotionDraft } from '../../../domain/promotions.ts'
import { readNamesOfAudiences } from '../../audiences/name-records.ts'
import { Problem } from '../../http/problems.ts'
import { Answer, type RouteRequest } from '../../http/routes.ts'
import { toETag } from '../../http/versions.ts'
import type { newPromotionSchema, promotionChangeSchema, promotionSchema } from '../../schemas/promotions.ts'
import type { TemporalPlace } from '../../views/broadcasts.ts'
import { viewPromotion } from '../../views/promotions.ts'

/** @throws Problem 404 */
export async function findPromotion(sql: Sql, id: string): Promise<Promotion> {
  const promotion = await readPromotion(sql, id)
  if (promotion === undefined) throw new Problem('not_found')
  return promotion
}

/** @throws Problem 404, 409 or 412 for a refusal */
export function assertDraft<T extends object>(result: T | PromotionRefusal): T {
  switch (result) {
    case 'not_found':
      throw new Problem('not_found')
    case 'not_draft':
      throw new Problem('promotion_not_draft')
    case 'version_mismatch':
      throw new Problem('version_mismatch')
    default:
      return result
  }
}

/** @throws Problem 422 for an offer that is not there, or archived */
export async function requireOffer(sql: Sql, offerId: string | null): Promise<void> {
  if (offerId === null) return
  const offer = await readOffer(sql, offerId)
  const message = offer === undefined ? 'There is no such offer' : offer.archivedAt === null ? undefined : 'The offer is archived'
  if (message !== undefined) throw new Problem('invalid_request', { errors: [{ path: 'offerId', message }] })
}

type Input = Omit<z.output<typeof newPromotionSchema>, 'audience' | 'budget'> & { audience: Audience }
type Change = Partial<Omit<z.output<typeof promotionChangeSchema>, 'audience' | 'budget'>> & { audience?: Audience }

export function toDraft(input: Input): PromotionDraft
export function toDraft(change: Change, before: PromotionDraft): PromotionDraft
export function toDraft({ fallThroughWithin, messages, reminder, ...plain }: Change, before?: PromotionDraft): PromotionDraft {
  const known = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined))
  const draft = { ...before, ...known } as PromotionDraft
  return {
    ...draft,
    fallThroughMs: fallThroughWithin === undefined ? draft.fallThroughMs : requireDurationMs(fallThroughWithin),
    messages: messages === undefined ? draft.messages : dropUndefined(messages),
    reminder:
      reminder === undefined || reminder === null
        ? (reminder ?? (reminder === null ? null : (draft.reminder ?? null)))
        : { before: reminder.before, channels: reminder.channels ?? draft.channels, messages: dropUndefined(reminder.messages) },
  }
}

function dropUndefined(messages: NonNullable<Change['messages']>): ChannelMessages {
  return Object.fromEntries(Object.entries(messages).filter(([, message]) => message !== undefined))
}

export async function answer(
  { sql, dependencies }: Pick<RouteRequest<unknown, unknown, unknown>, 'sql' | 'dependencies'>,
  promotion: Promotion,
  status: number,
) {
  const view = await viewAll(sql, [promotion], dependencies.config.temporal)
  return new Answer(status, view(promotion), { ETag: toETag(promotion.version) })
}

/** What shows them, with what they name. */
export async function viewAll(
  sql: Sql,
  promotions: readonly Promotion[],
  temporal: TemporalPlace,
): Promise<(promotion: Promotion) => z.input<typeof promotionSchema>> {
  const records = await readNamesOfAudiences(
    sql,
    promotions.map(({ audience }) => audience),
  )
  const offers = new Map(
    (await listOffersByIds(sql, [...new Set(promotions.flatMap(({ offerId }) => offerId ?? []))])).map((offer) => [offer.id, offer]),
  )
  const budgets = await readBudgets(
    sql,
    promotions.map(({ id }) => ({ kind: 'promotion', id })),
  )
  const budgetOf = new Map(budgets.map((budget) => [budget.ownerId, budget]))
  return (promotion) => {
    const offer = offers.get(promotion.offerId ?? '')
    return viewPromotion(promotion, {
      records,
      budget: budgetOf.get(promotion.id),
      offer: offer === undefined ? undefined : { name: offer.name, currency: offer.terms.currency },
      temporal,
    })
  }
}
