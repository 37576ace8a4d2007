/** Vouchers in every state with instants that fit it, and orders, some of which have redeemed them. */
import { voucherStatuses } from '../../domain/voucher-transitions.ts'
import { halfHourMs, type Ledger, now } from './ledger-rows.ts'

export function makeVoucher(
  { random, add, customers, instant, rows }: Ledger,
  campaign: { kind: string; id: string },
  {
    customerId = random.pick(customers).id,
    occurrence = random.uuid(),
    fromAt,
  }: { customerId?: string; occurrence?: string; fromAt?: Date },
): void {
  const status = random.chance(0.4) ? 'redeemed' : random.pick(voucherStatuses)
  const createdAt = fromAt === undefined ? instant() : instant(fromAt.getTime(), fromAt.getTime() + 86_400_000 * 5)
  let at = createdAt
  const later = () => (at = new Date(at.getTime() + random.upTo(60) * halfHourMs))
  const isIssued = status !== 'reserved' && (status !== 'revoked' || random.chance(0.8))
  const isAccepted = ['accepted', 'locked', 'redeemed', 'rolled_back'].includes(status)
  const isDelivered = isAccepted || status === 'delivered' || (['expired', 'revoked'].includes(status) && isIssued && random.chance(0.5))
  const isEnded = ['expired', 'revoked', 'rolled_back'].includes(status)
  const issuedAt = isIssued ? (random.chance(0.7) ? createdAt : later()) : null
  const deliveredAt = isDelivered ? later() : null
  const acceptedAt = isAccepted ? later() : null
  const redeemedAt = status === 'redeemed' ? later() : null
  const endedAt = isEnded ? later() : null
  // An open one may be over though nobody has written that down.
  const expiresAt = new Date(at.getTime() + random.upTo(2_000) * halfHourMs)
  add('vouchers', {
    code: `${rows['vouchers']?.length ?? 0}`,
    offer_id: random.uuid(),
    offer_version: 1,
    campaign_kind: campaign.kind,
    campaign_id: campaign.id,
    customer_id: customerId,
    occurrence,
    status,
    currency: random.pick(['EUR', 'EUR', 'JPY', 'KWD']),
    worst_minor: 5_000,
    discount_minor: status === 'redeemed' ? random.upTo(2_000) : null,
    valid_from: createdAt,
    valid_until: expiresAt,
    expires_at: isEnded || status === 'redeemed' ? null : expiresAt,
    order_external_id: status === 'redeemed' ? `order-${random.upTo(60)}` : null,
    created_at: createdAt,
    issued_at: issuedAt,
    delivered_at: deliveredAt,
    accepted_at: acceptedAt,
    redeemed_at: redeemedAt,
    ended_at: endedAt,
  })
}

/** The first forty may have redeemed a voucher, some of them several; of others that did, nobody has told us. */
export function makeOrders({ random, add, customers, instant }: Ledger): void {
  const known = customers.filter(({ isErased }) => !isErased)
  for (let number = 0; number < 120; number += 1) {
    const total = random.upTo(20_000)
    const status = random.pick(['paid', 'paid', 'paid', 'pending', 'cancelled', 'partially_refunded', 'refunded'])
    add('orders', {
      external_id: `order-${number < 40 ? number : number + 100}`,
      customer_id: random.pick(known).id,
      placed_at: instant(undefined, now.getTime() + 5 * 86_400_000),
      status,
      currency: random.pick(['EUR', 'EUR', 'EUR', 'JPY', 'USD']),
      total_minor: total,
      refunded_minor: status === 'refunded' ? total : status === 'partially_refunded' ? random.upTo(total + 1) : 0,
    })
  }
}
