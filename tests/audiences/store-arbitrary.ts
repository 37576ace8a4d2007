/** Random small stores in which ties, missing values, edges of windows and days, future orders and several currencies come up often. */
import { fc } from '@fast-check/vitest'
import { consentStatuses } from '../../domain/consents.ts'
import { orderStatuses } from '../../domain/orders.ts'
import { segmentKeys } from '../../domain/segment-keys.ts'
import { voucherStatuses } from '../../domain/voucher-transitions.ts'
import { channelNames } from '../../domain/channels.ts'
import type { OracleClock } from './oracle-clock.ts'
import type {
  RuleStore,
  StoreCustomer,
  StoreDelivery,
  StoreEvent,
  StoreItem,
  StoreMove,
  StoreOrder,
  StoreSend,
  StoreVoucher,
} from './rule-store.ts'
import * as pools from './value-pools.ts'

export interface StoreOptions {
  customers: number
  orders: number
  events: number
  deliveries: number
  vouchers?: number
}

const hourMs = 3_600_000

/** Without audiences: rules are added to a store that is there. @param uuids one for each campaign, send and group. */
export function createStoreArbitrary(
  clock: OracleClock,
  { customers: count, orders, events, deliveries, vouchers = 0 }: StoreOptions,
): fc.Arbitrary<RuleStore> {
  const names = Array.from({ length: count }, (_, index) => `c-${index}`)
  // The first ones have much, the last nothing.
  const customer = fc.nat({ max: Math.max(0, count - 3) }).chain((most) => fc.constantFrom(...names.slice(0, most + 1)))
  const instant = fc.constantFrom(...pools.listInstants(clock))
  const sends = fc.array(createSendArbitrary(), { minLength: 4, maxLength: 4 })
  return fc
    .record({
      customers: fc.tuple(...names.map((externalId) => createCustomerArbitrary(externalId, clock))),
      suppressions: createSuppressionsArbitrary(),
      orders: fc.array(createOrderArbitrary(customer, instant, clock), { minLength: orders, maxLength: orders }),
      events: fc.array(createEventArbitrary(customer, instant, clock), { minLength: events, maxLength: events }),
      deliveries: sends.chain((known) =>
        fc.array(createDeliveryArbitrary(customer, instant, known), { minLength: deliveries, maxLength: deliveries }),
      ),
      moves: fc.array(createMoveArbitrary(customer, instant), { maxLength: 40 }),
      vouchers: fc.tuple(createIds(3), createIds(2), createIds(2)).chain(([offers, promotions, autopilots]) =>
        fc.array(createVoucherArbitrary(customer, instant, { offers, promotions, autopilots }), {
          minLength: vouchers,
          maxLength: vouchers,
        }),
      ),
      groups: fc.array(fc.record({ id: fc.uuid({ version: 7 }), members: fc.subarray(names) }), { minLength: 3, maxLength: 3 }),
      refreshedHoursAgo: fc.constantFrom(0, 1, 25),
    })
    .map(({ refreshedHoursAgo, deliveries, moves, ...rest }) => ({
      ...rest,
      nowMs: clock.nowMs,
      timeZone: clock.timeZone,
      refreshedAtMs: clock.nowMs - refreshedHoursAgo * hourMs,
      deliveries: keepFirst(deliveries, (one) => `${one.customer} ${one.send.id}`),
      moves: keepFirst(moves, (one) => `${one.customer} ${one.changedAtMs}`),
      audiences: [],
    }))
}

function keepFirst<T>(list: T[], toKey: (one: T) => string): T[] {
  return [...new Map(list.toReversed().map((one) => [toKey(one), one])).values()].toReversed()
}

function orNothing<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(arbitrary, { nil: null, freq: 3 })
}

function createText(): fc.Arbitrary<string | null> {
  return orNothing(fc.constantFrom(...pools.texts))
}

function createFree(clock: OracleClock): fc.Arbitrary<Record<string, unknown>> {
  const pair = fc.tuple(fc.constantFrom(...pools.keys, 'plan', 'visits', 'renewal'), fc.constantFrom(...pools.listFreeValues(clock)))
  return fc.array(pair, { minLength: 2, maxLength: 9 }).map((pairs) => Object.fromEntries(pairs))
}

function createCustomerArbitrary(externalId: string, clock: OracleClock): fc.Arbitrary<StoreCustomer> {
  const instant = fc.constantFrom(...pools.listInstants(clock))
  const days = pools.listDays(clock).filter((day) => day >= '1900')
  const status = fc.constantFrom(...consentStatuses, 'subscribed' as const)
  return fc.record({
    externalId: fc.constant(externalId),
    email: orNothing(fc.constantFrom(...pools.emails)),
    phone: orNothing(fc.constantFrom(...pools.phones)),
    firstName: createText(),
    lastName: createText(),
    language: orNothing(fc.constantFrom(...pools.languages)),
    country: orNothing(fc.constantFrom(...pools.countries)),
    region: createText(),
    city: createText(),
    postalCode: createText(),
    timeZone: orNothing(fc.constantFrom(...pools.zones)),
    birthday: orNothing(fc.constantFrom(...pools.birthdays, ...days)),
    attributes: createFree(clock),
    createdAtMs: instant,
    consents: fc.record({ email: status, sms: status, push: status }),
    lastContactMs: fc.record({ any: orNothing(instant), email: orNothing(instant), sms: orNothing(instant), push: orNothing(instant) }),
    pushDevices: fc
      .subarray(['a', 'b'], { maxLength: 2 })
      .map((names) => names.map((name) => `https://push.example/${externalId}/${name}`)),
  })
}

/** Addresses of others, too, and of nobody. */
function createSuppressionsArbitrary(): fc.Arbitrary<RuleStore['suppressions']> {
  const push = ['c-0', 'c-1', 'c-2', 'c-3', 'c-4', 'c-5'].flatMap((id) => ['a', 'b'].map((name) => `https://push.example/${id}/${name}`))
  return fc
    .record({
      email: fc.subarray([...pools.emails, ...pools.phones]),
      sms: fc.subarray([...pools.phones, ...pools.emails]),
      push: fc.subarray(push),
    })
    .map((addresses) => channelNames.flatMap((channel) => addresses[channel].map((address) => ({ channel, address }))))
}

function createOrderArbitrary(customer: fc.Arbitrary<string>, instant: fc.Arbitrary<number>, clock: OracleClock): fc.Arbitrary<StoreOrder> {
  return fc
    .record({
      customer,
      placedAtMs: instant,
      status: fc.constantFrom(...orderStatuses, 'paid' as const, 'paid' as const, 'paid' as const),
      currency: fc.constantFrom(...pools.currencies, 'EUR', 'EUR'),
      totalMinor: fc.constantFrom(...pools.amounts),
      refundedMinor: fc.constantFrom(0, 0, 0, ...pools.amounts),
      paymentMethod: orNothing(fc.constantFrom(...pools.paymentMethods)),
      coupon: createText(),
      attributes: createFree(clock),
      items: fc.array(createItemArbitrary(), { maxLength: 3 }),
    })
    .map((order) => ({ ...order, refundedMinor: Math.min(order.refundedMinor, order.totalMinor) }))
}

function createItemArbitrary(): fc.Arbitrary<StoreItem> {
  return fc.record({
    product: createText(),
    name: createText(),
    category: orNothing(fc.constantFrom(...pools.categories)),
    merchant: createText(),
    vertical: createText(),
    quantity: fc.integer({ min: 1, max: 5 }),
    priceMinor: fc.constantFrom(...pools.amounts),
  })
}

function createEventArbitrary(customer: fc.Arbitrary<string>, instant: fc.Arbitrary<number>, clock: OracleClock): fc.Arbitrary<StoreEvent> {
  return fc.record({ customer, name: fc.constantFrom(...pools.eventNames), occurredAtMs: instant, properties: createFree(clock) })
}

function createSendArbitrary(): fc.Arbitrary<StoreSend> {
  return fc.record({
    id: fc.uuid({ version: 7 }),
    campaignId: fc.uuid({ version: 7 }),
    campaignKind: fc.constantFrom('broadcast', 'promotion', 'autopilot'),
    channel: fc.constantFrom(...channelNames),
    isMarketing: fc.constantFrom(true, true, true, false),
  })
}

function createDeliveryArbitrary(
  customer: fc.Arbitrary<string>,
  instant: fc.Arbitrary<number>,
  sends: StoreSend[],
): fc.Arbitrary<StoreDelivery> {
  const types = [
    'delivered',
    'opened',
    'opened',
    'clicked',
    'bounced',
    'complained',
    'unsubscribed',
    'soft_bounced',
    'delayed',
    'undeliverable',
  ]
  const event = fc.record({ type: fc.constantFrom(...types), isBot: fc.constantFrom(false, false, true), occurredAtMs: instant })
  return fc.record({
    customer,
    send: fc.constantFrom(...sends),
    acceptedAtMs: orNothing(instant),
    events: fc.array(event, { maxLength: 4 }),
  })
}

function createIds(count: number): fc.Arbitrary<string[]> {
  return fc.uniqueArray(fc.uuid({ version: 7 }), { minLength: count, maxLength: count })
}

function createVoucherArbitrary(
  customer: fc.Arbitrary<string>,
  instant: fc.Arbitrary<number>,
  { offers, promotions, autopilots }: Record<'offers' | 'promotions' | 'autopilots', string[]>,
): fc.Arbitrary<StoreVoucher> {
  const campaign = fc.constantFrom(
    ...promotions.map((campaignId) => ({ campaignKind: 'promotion' as const, campaignId })),
    ...autopilots.map((campaignId) => ({ campaignKind: 'autopilot' as const, campaignId })),
    ...offers.map((campaignId) => ({ campaignKind: 'direct' as const, campaignId })),
  )
  return fc
    .record({
      customer,
      campaign,
      offerId: fc.constantFrom(...offers),
      status: fc.constantFrom(...voucherStatuses, 'locked' as const, 'redeemed' as const, 'redeemed' as const),
      currency: fc.constantFrom(...pools.currencies, 'EUR', 'EUR'),
      discountMinor: fc.constantFrom(...pools.amounts),
      issuedAtMs: instant,
      acceptedAtMs: instant,
      redeemedAtMs: instant,
      validUntilMs: instant,
      lockUntilMs: instant,
    })
    .map(({ campaign, ...voucher }) => ({ ...voucher, ...campaign }))
}

function createMoveArbitrary(customer: fc.Arbitrary<string>, instant: fc.Arbitrary<number>): fc.Arbitrary<StoreMove> {
  return fc.record({ customer, changedAtMs: instant, entered: fc.subarray([...segmentKeys]), exited: fc.subarray([...segmentKeys]) })
}
