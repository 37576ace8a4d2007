/** Promotions and their members as people read them. */
import type { z } from 'zod'
import type { NamedRecords } from '../../db/queries/audiences/named-records.ts'
import type { PromotionRecipient } from '../../db/queries/promotions/list-recipients.ts'
import type { Promotion } from '../../db/queries/promotions/promotions.ts'
import type { StoredBudget } from '../../db/queries/vouchers/budgets.ts'
import { locateAudienceReferences } from '../../domain/audience-references.ts'
import { formatId, workflowIds } from '../../domain/ids.ts'
import { formatJourneyDuration } from '../../domain/journeys/journey-durations.ts'
import { describeAudience } from '../audiences/name-records.ts'
import { viewReferences } from '../audiences/usable-references.ts'
import type { promotionRecipientSchema } from '../schemas/promotion-runs.ts'
import type { promotionSchema } from '../schemas/promotions.ts'
import { formatInstant, type TemporalPlace, viewPart } from './broadcasts.ts'
import { viewBudget } from './offers.ts'

export interface PromotionSurroundings {
  /** What its audience names (`readNamesOfAudiences`). */
  records: NamedRecords
  budget: StoredBudget | undefined
  offer: { name: string; currency: string } | undefined
  temporal: TemporalPlace
}

export function viewPromotion(
  promotion: Promotion,
  { records, budget, offer, temporal }: PromotionSurroundings,
): z.input<typeof promotionSchema> {
  const { id, audience, offerId, fallThroughMs, copiedFrom } = promotion
  return {
    id: formatId('promotion', id),
    name: promotion.name,
    status: promotion.status,
    offerId: offerId === null ? null : formatId('offer', offerId),
    offerName: offer?.name ?? null,
    offerVersion: promotion.offerVersion,
    audience: { include: audience.include.map(viewPart), exclude: audience.exclude.map(viewPart) },
    audienceWords: describeAudience(audience, records),
    references: viewReferences(locateAudienceReferences(audience), records),
    channels: promotion.channels,
    messages: promotion.messages,
    schedule: promotion.schedule,
    fallThroughWithin: formatJourneyDuration(fallThroughMs),
    reminder: promotion.reminder,
    holdoutPercent: promotion.holdoutPercent,
    expiresAt: formatInstant(promotion.expiresAt),
    budget: budget === undefined ? null : viewBudget(budget, offer?.currency ?? budget.currency ?? 'EUR'),
    version: promotion.version,
    copiedFrom: copiedFrom === null ? null : formatId('promotion', copiedFrom),
    createdAt: promotion.createdAt.toISOString(),
    updatedAt: promotion.updatedAt.toISOString(),
    launchedAt: formatInstant(promotion.launchedAt),
    startedAt: formatInstant(promotion.startedAt),
    finishedAt: formatInstant(promotion.finishedAt),
    finishReason: promotion.finishReason,
    temporalUrl: findPromotionUrl(promotion, temporal),
  }
}

/** Null while there is no run to see. */
export function findPromotionUrl({ id, status }: Pick<Promotion, 'id' | 'status'>, { uiUrl, namespace }: TemporalPlace): string | null {
  if (status === 'draft') return null
  return `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowIds.promotion(id))}`
}

export function viewRecipient(recipient: PromotionRecipient): z.input<typeof promotionRecipientSchema> {
  const { customerId, customerExternalId, voucher } = recipient
  const attempts = recipient.attempts.map((attempt) => ({
    ...attempt,
    deferUntil: toInstant(attempt.deferUntil),
    claimedAt: new Date(attempt.claimedAt).toISOString(),
    acceptedAt: toInstant(attempt.acceptedAt),
    settledAt: toInstant(attempt.settledAt),
  }))
  const [last, reminder] = [attempts.at(-1), recipient.reminders.at(-1)]
  return {
    customerId: formatId('customer', customerId),
    customerExternalId,
    status: last?.status ?? 'pending',
    reason: last?.reason ?? null,
    channel: last?.channel ?? null,
    attempts,
    reminder: reminder === undefined ? null : { channel: reminder.channel, status: reminder.status, reason: reminder.reason },
    voucher:
      voucher === null ? null : { ...voucher, id: formatId('voucher', voucher.id), validUntil: new Date(voucher.validUntil).toISOString() },
  }
}

/** PostgreSQL's JSON writes instants in its own way. */
function toInstant(text: string | null): string | null {
  return text === null ? null : new Date(text).toISOString()
}
