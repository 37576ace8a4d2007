/** Vouchers, what they take off and what happened to them, as the API shows them. */
import type { z } from 'zod'
import type { VoucherEvent } from '../../db/queries/vouchers/voucher-events.ts'
import { formatId } from '../../domain/ids.ts'
import type { Quote } from '../../domain/voucher-discounts.ts'
import { voucherRefusals } from '../../domain/voucher-refusals.ts'
import { findStatus, refuseUse, usableStatuses } from '../../domain/voucher-transitions.ts'
import type { Voucher } from '../../domain/vouchers.ts'
import type { validatedVoucherSchema, voucherEventSchema, voucherSchema } from '../schemas/vouchers.ts'
import { viewTerms } from './offers.ts'

const campaignIdKinds = { direct: 'offer', promotion: 'promotion', autopilot: 'autopilot' } as const

export function viewVoucher(voucher: Voucher, at: Date): z.input<typeof voucherSchema> {
  const status = findStatus(voucher, at)
  const { currency, redeemedAt, discountMinor, rolledBackAt } = voucher
  const isRedeemed = redeemedAt !== null && discountMinor !== null
  return {
    id: formatId('voucher', voucher.id),
    code: voucher.code,
    status,
    isUsable: usableStatuses.some((usable) => usable === status) && refuseUse(voucher, { at }) !== 'not_yet_valid',
    offer: {
      id: formatId('offer', voucher.offerId),
      name: voucher.offerName,
      version: voucher.offerVersion,
      terms: viewTerms(voucher.terms),
    },
    campaign: { kind: voucher.campaignKind, id: formatId(campaignIdKinds[voucher.campaignKind], voucher.campaignId) },
    customerId: formatId('customer', voucher.customerId),
    validFrom: voucher.validFrom.toISOString(),
    validUntil: voucher.validUntil.toISOString(),
    lockedUntil: status === 'locked' ? formatInstant(voucher.lockUntil) : null,
    redemption: isRedeemed
      ? { order: voucher.orderExternalId, discount: { amountMinor: discountMinor, currency }, at: redeemedAt.toISOString() }
      : null,
    rolledBack: rolledBackAt === null ? null : { order: voucher.rolledBackOrder, at: rolledBackAt.toISOString() },
    createdAt: voucher.createdAt.toISOString(),
    issuedAt: formatInstant(voucher.issuedAt),
    deliveredAt: formatInstant(voucher.deliveredAt),
    acceptedAt: formatInstant(voucher.acceptedAt),
    endedAt: formatInstant(voucher.endedAt) ?? (status === 'expired' ? voucher.validUntil.toISOString() : null),
  }
}

export function viewQuote(currency: string, quote: Quote): z.input<typeof validatedVoucherSchema>['quote'] {
  const inCurrency = (amountMinor: number) => ({ amountMinor, currency })
  return {
    discount: inCurrency(quote.discountMinor),
    lines: quote.lines.map((amountMinor, index) => ({ index, discount: inCurrency(amountMinor) })),
    deliveryDiscount: inCurrency(quote.deliveryMinor),
  }
}

const endReasons: Readonly<Record<string, string>> = {
  revoked_by_operator: 'Revoked by an operator',
  campaign_stopped: 'Its campaign was stopped',
  released: 'It was reserved and not needed',
  customer_erased: 'Its customer was erased',
  opened_again_before: 'It had opened again once before',
  validity_over: 'Its validity was over',
  budget_exhausted: 'The budget had no room for it again',
}

export function viewVoucherEvent(event: VoucherEvent): z.input<typeof voucherEventSchema> {
  const { figures } = event
  const words: Readonly<Record<string, string>> = event.kind === 'refused' ? voucherRefusals : endReasons
  const inCurrency = (amountMinor: number | undefined) =>
    amountMinor === undefined || figures === null ? null : { amountMinor, currency: figures.currency }
  return {
    kind: event.kind,
    attempt: event.attempt,
    reasons: event.reasons.map((code) => ({ code, message: words[code] ?? code })),
    source: event.source,
    apiKeyId: event.apiKeyId === null ? null : formatId('apiKey', event.apiKeyId),
    memberId: event.memberId === null ? null : formatId('member', event.memberId),
    occurredAt: event.occurredAt.toISOString(),
    order: event.orderExternalId,
    figures:
      figures === null
        ? null
        : {
            basket: { amountMinor: figures.basketMinor, currency: figures.currency },
            inScope: { amountMinor: figures.inScopeMinor, currency: figures.currency },
            deliveryFee: { amountMinor: figures.deliveryFeeMinor, currency: figures.currency },
            discount: inCurrency(figures.discountMinor),
            minimumSpend: inCurrency(figures.minimumSpendMinor),
          },
  }
}

function formatInstant(at: Date | null): string | null {
  return at === null ? null : at.toISOString()
}
