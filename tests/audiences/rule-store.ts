/** A small store in memory: all that a rule may ask about, for the oracle to judge and for PostgreSQL to be filled with. Instants are in ms. */
import type { Rule } from '../../domain/audience-rules/rule.ts'
import type { ChannelName } from '../../domain/channels.ts'
import type { ConsentStatus } from '../../domain/consents.ts'
import type { OrderStatus } from '../../domain/orders.ts'
import type { VoucherStatus } from '../../domain/voucher-transitions.ts'
import type { SegmentKey } from '../../domain/segment-keys.ts'

export interface StoreCustomer {
  externalId: string
  email: string | null
  phone: string | null
  firstName: string | null
  lastName: string | null
  language: string | null
  country: string | null
  region: string | null
  city: string | null
  postalCode: string | null
  timeZone: string | null
  /** `YYYY-MM-DD`. */
  birthday: string | null
  attributes: Record<string, unknown>
  createdAtMs: number
  consents: Record<ChannelName, ConsentStatus>
  lastContactMs: Record<'any' | ChannelName, number | null>
  /** Endpoints. */
  pushDevices: string[]
}

export interface StoreItem {
  product: string | null
  name: string | null
  category: string | null
  merchant: string | null
  vertical: string | null
  quantity: number
  priceMinor: number
}

export interface StoreOrder {
  /** The customer's external id, here and below. */
  customer: string
  placedAtMs: number
  status: OrderStatus
  currency: string
  totalMinor: number
  refundedMinor: number
  paymentMethod: string | null
  coupon: string | null
  attributes: Record<string, unknown>
  items: StoreItem[]
}

export interface StoreEvent {
  customer: string
  name: string
  occurredAtMs: number
  properties: Record<string, unknown>
}

export interface StoreSend {
  /** UUID. */
  id: string
  /** UUID. */
  campaignId: string
  campaignKind: 'broadcast' | 'promotion' | 'autopilot'
  channel: ChannelName
  isMarketing: boolean
}

/** By whom and of what; instants that there are in the voucher's status alone. */
export interface StoreVoucher {
  customer: string
  offerId: string
  campaignKind: 'direct' | 'promotion' | 'autopilot'
  /** UUID; of a `direct` one its offer's. */
  campaignId: string
  /** As written: a lock or a validity may be over. */
  status: VoucherStatus
  currency: string
  /** Of a redeemed one. */
  discountMinor: number
  issuedAtMs: number
  acceptedAtMs: number
  redeemedAtMs: number
  validUntilMs: number
  /** Of a locked one. */
  lockUntilMs: number
}

export interface StoreDelivery {
  customer: string
  send: StoreSend
  /** Null for one that no provider took. */
  acceptedAtMs: number | null
  events: { type: string; isBot: boolean; occurredAtMs: number }[]
}

export interface StoreMove {
  customer: string
  changedAtMs: number
  entered: SegmentKey[]
  exited: SegmentKey[]
}

export interface RuleStore {
  nowMs: number
  /** IANA name. */
  timeZone: string
  /** As of when segments were computed last. */
  refreshedAtMs: number
  customers: StoreCustomer[]
  suppressions: { channel: ChannelName; address: string }[]
  orders: StoreOrder[]
  events: StoreEvent[]
  deliveries: StoreDelivery[]
  moves: StoreMove[]
  vouchers: StoreVoucher[]
  groups: { id: string; members: string[] }[]
  /** Each names only such that stand before it. */
  audiences: { id: string; rule: Rule }[]
}
