/** The records behind the sources of a rule, by the words of sources.ts alone: each with its date and the fields that `where` asks about. */
import type { SourceName } from '../../domain/audience-rules/sources.ts'
import { formatId } from '../../domain/ids.ts'
import type { RuleStore, StoreOrder, StoreSend, StoreVoucher } from './rule-store.ts'

/** An amount of a currency, in minor units. */
export interface OracleMoney {
  amountMinor: number
  currency: string
}

/** A field that is not there is no value. Free-form ones are under `attributes` and `properties`. */
export type FieldValue = string | number | boolean | OracleMoney | { atMs: number } | { free: Record<string, unknown> } | null

export interface OracleRecord {
  atMs: number
  fields: Record<string, FieldValue>
}

export function listRecords(store: RuleStore, customer: string, source: SourceName): OracleRecord[] {
  return listAll(store, customer, source).filter((record) => record.atMs <= store.nowMs)
}

function listAll(store: RuleStore, customer: string, source: SourceName): OracleRecord[] {
  const orders = store.orders.filter((order) => order.customer === customer)
  switch (source) {
    case 'orders':
      return orders.filter(isValid).map(describeOrder)
    case 'cancelledOrders':
      return orders.filter((order) => !isValid(order)).map(describeOrder)
    case 'orderItems':
      return orders.filter(isValid).flatMap(describeItems)
    case 'events':
      return store.events
        .filter((event) => event.customer === customer)
        .map(({ name, occurredAtMs, properties }) => ({
          atMs: occurredAtMs,
          fields: { name, occurredAt: { atMs: occurredAtMs }, properties: { free: properties } },
        }))
    case 'engagement':
      return listEngagement(store, customer)
    case 'segmentChanges':
      return store.moves
        .filter((move) => move.customer === customer)
        .flatMap(({ changedAtMs, entered, exited }) => [
          ...entered.map((segment) => describeMove(segment, 'entered', changedAtMs)),
          ...exited.map((segment) => describeMove(segment, 'left', changedAtMs)),
        ])
    case 'vouchers':
      return listVouchers(store, customer)
        .filter(({ voucher }) => voucher.status !== 'reserved')
        .map(({ voucher, fields }) => ({ atMs: voucher.issuedAtMs, fields }))
    case 'redemptions':
      return listVouchers(store, customer)
        .filter(({ voucher }) => voucher.status === 'redeemed')
        .map(({ voucher, fields }) => ({ atMs: voucher.redeemedAtMs, fields }))
  }
}

function isValid({ status }: StoreOrder): boolean {
  return status !== 'cancelled' && status !== 'refunded'
}

function describeOrder(order: StoreOrder): OracleRecord {
  const { placedAtMs, status, currency, totalMinor, refundedMinor, paymentMethod, coupon, attributes } = order
  return {
    atMs: placedAtMs,
    fields: {
      total: { amountMinor: totalMinor - refundedMinor, currency },
      refunded: { amountMinor: refundedMinor, currency },
      status,
      currency,
      paymentMethod,
      coupon,
      placedAt: { atMs: placedAtMs },
      attributes: { free: attributes },
    },
  }
}

function describeItems({ placedAtMs, currency, paymentMethod, coupon, items }: StoreOrder): OracleRecord[] {
  return items.map(({ priceMinor, ...item }) => ({
    atMs: placedAtMs,
    fields: {
      ...item,
      price: { amountMinor: priceMinor, currency },
      amount: { amountMinor: priceMinor * item.quantity, currency },
      paymentMethod,
      coupon,
      placedAt: { atMs: placedAtMs },
    },
  }))
}

const reactions = new Set(['delivered', 'opened', 'clicked', 'bounced', 'complained', 'unsubscribed'])

function listEngagement(store: RuleStore, customer: string): OracleRecord[] {
  return store.deliveries
    .filter((delivery) => delivery.customer === customer && delivery.send.isMarketing)
    .flatMap(({ send, acceptedAtMs, events }) => {
      const describe = (type: string, atMs: number): OracleRecord => ({
        atMs,
        fields: { type, channel: send.channel, campaign: nameCampaign(send), occurredAt: { atMs } },
      })
      const reacted = events.filter(({ type, isBot }) => reactions.has(type) && !(isBot && (type === 'opened' || type === 'clicked')))
      return [
        ...(acceptedAtMs === null ? [] : [describe('sent', acceptedAtMs)]),
        ...reacted.map(({ type, occurredAtMs }) => describe(type, occurredAtMs)),
      ]
    })
}

function describeMove(segment: string, change: string, changedAtMs: number): OracleRecord {
  return { atMs: changedAtMs, fields: { segment, change, changedAt: { atMs: changedAtMs } } }
}

/** As rules name it. What was given by hand is of no campaign: no rule can name an offer as one. */
export function nameCampaign({
  campaignKind,
  campaignId,
}: {
  campaignKind: StoreSend['campaignKind'] | 'direct'
  campaignId: string
}): string {
  return formatId(campaignKind === 'direct' ? 'offer' : campaignKind, campaignId)
}

const ended = new Set(['redeemed', 'expired', 'revoked', 'rolled_back'])

function listVouchers(store: RuleStore, customer: string): { voucher: StoreVoucher; fields: OracleRecord['fields'] }[] {
  return store.vouchers
    .filter((voucher) => voucher.customer === customer)
    .map((voucher) => {
      const { status, currency, discountMinor, issuedAtMs, acceptedAtMs, redeemedAtMs, validUntilMs, lockUntilMs } = voucher
      const isHeld = status === 'locked' && lockUntilMs > store.nowMs
      const isOpen = !ended.has(status) && (isHeld || validUntilMs > store.nowMs)
      const shown =
        ended.has(status) || isHeld ? status : validUntilMs <= store.nowMs ? 'expired' : status === 'locked' ? 'accepted' : status
      const isRedeemed = status === 'redeemed'
      return {
        voucher,
        fields: {
          isOpen,
          status: shown,
          offer: formatId('offer', voucher.offerId),
          campaign: nameCampaign(voucher),
          discount: isRedeemed ? { amountMinor: discountMinor, currency } : null,
          expiresAt: isOpen ? { atMs: status === 'locked' ? Math.max(validUntilMs, lockUntilMs) : validUntilMs } : null,
          issuedAt: { atMs: issuedAtMs },
          acceptedAt: hasBeenAccepted(status) ? { atMs: acceptedAtMs } : null,
          redeemedAt: isRedeemed ? { atMs: redeemedAtMs } : null,
        },
      }
    })
}

export function hasBeenAccepted(status: StoreVoucher['status']): boolean {
  return status === 'accepted' || status === 'locked' || status === 'redeemed' || status === 'rolled_back'
}
