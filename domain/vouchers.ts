/** A voucher as it is kept, with the terms of the version of the offer that it was issued under. */
import type { OfferTerms } from './offers.ts'
import type { BasketFigures } from './voucher-discounts.ts'
import type { VoucherState } from './voucher-transitions.ts'

export const voucherCampaignKinds = ['direct', 'promotion', 'autopilot'] as const

/** Who gives a voucher. `direct`: nobody but the offer itself, whose id it then is. */
export interface VoucherCampaign {
  kind: (typeof voucherCampaignKinds)[number]
  /** UUID. */
  id: string
}

export interface Voucher extends VoucherState {
  /** UUID. */
  id: string
  code: string
  offerId: string
  offerVersion: number
  offerName: string
  terms: OfferTerms
  campaignKind: VoucherCampaign['kind']
  campaignId: string
  customerId: string
  currency: string
  /** The most that it can take off; null where there is no telling. */
  worstMinor: number | null
  discountMinor: number | null
  validForMs: number | null
  lockFigures: VoucherFigures | null
  orderExternalId: string | null
  rolledBackOrder: string | null
  createdAt: Date
  issuedAt: Date | null
  deliveredAt: Date | null
  acceptedAt: Date | null
  redeemedAt: Date | null
  rolledBackAt: Date | null
  endedAt: Date | null
}

/** What is kept of a basket: sums, and what was taken off. */
export interface VoucherFigures extends BasketFigures {
  currency: string
  discountMinor?: number
  /** What the voucher would have needed, where that is why it was refused. */
  minimumSpendMinor?: number
}
