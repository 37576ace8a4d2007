/** What the pages of promotions are filtered by, as their addresses say it. */
import { readSearchText } from '../http/search-text.ts'
import { type Channel, isChannel } from '../words/broadcasts.ts'
import { isVoucherStatus } from '../words/offers.ts'
import { type DeliveryStatus, isDeliveryStatus } from '../words/outcomes.ts'
import { isPromotionStatus } from '../words/promotions.ts'
import type { VoucherStatus } from '../offers/offer-queries.ts'
import type { PromotionStatus } from './promotion-queries.ts'

export interface PromotionFilter {
  status?: PromotionStatus
  channel?: Channel
  q?: string
}

export function readPromotionFilter(search: Record<string, unknown>): PromotionFilter {
  return {
    ...(isPromotionStatus(search['status']) ? { status: search['status'] } : {}),
    ...(isChannel(search['channel']) ? { channel: search['channel'] } : {}),
    ...readSearchText(search['q'], 200),
  }
}

/** Which of its vouchers are shown. */
export interface PromotionSearch {
  vouchers?: VoucherStatus | 'open'
}

export function readPromotionSearch(search: Record<string, unknown>): PromotionSearch {
  const { vouchers } = search
  return isVoucherStatus(vouchers) || vouchers === 'open' ? { vouchers } : {}
}

export interface PromotionPeopleFilter {
  status?: DeliveryStatus
  reason?: string
  channel?: Channel
  outcome?: 'reached' | 'lost'
  /** On the channel, whatever came after it. */
  attempt?: 'offer' | 'reminder'
}

export const promotionOutcomes = { reached: 'Reached', lost: 'Did not arrive' } as const

export function readPromotionPeopleFilter(search: Record<string, unknown>): PromotionPeopleFilter {
  const { reason, outcome, attempt } = search
  return {
    ...(isDeliveryStatus(search['status']) ? { status: search['status'] } : {}),
    ...(typeof reason === 'string' && reason !== '' ? { reason: reason.slice(0, 100) } : {}),
    ...(isChannel(search['channel']) ? { channel: search['channel'] } : {}),
    ...(outcome === 'reached' || outcome === 'lost' ? { outcome } : {}),
    ...(attempt === 'offer' || attempt === 'reminder' ? { attempt } : {}),
  }
}
