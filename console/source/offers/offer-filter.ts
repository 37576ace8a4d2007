/** What the pages of offers are filtered by, as their addresses say it. */
import { readSearchText } from '../http/search-text.ts'
import { isVoucherStatus } from '../words/offers.ts'
import type { VoucherStatus } from './offer-queries.ts'

export interface OfferFilter {
  q?: string
  archived?: true
}

export function readOfferFilter(search: Record<string, unknown>): OfferFilter {
  return { ...readSearchText(search['q'], 200), ...(search['archived'] === true ? { archived: true } : {}) }
}

export interface OfferVoucherFilter {
  status?: VoucherStatus
}

export function readOfferVoucherFilter(search: Record<string, unknown>): OfferVoucherFilter {
  return isVoucherStatus(search['status']) ? { status: search['status'] } : {}
}

export interface VoucherSearch {
  code?: string
}

export function readVoucherSearch(search: Record<string, unknown>): VoucherSearch {
  const code = typeof search['code'] === 'number' ? String(search['code']) : search['code']
  return typeof code === 'string' && code !== '' ? { code: code.slice(0, 100) } : {}
}
