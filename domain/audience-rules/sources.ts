/** The sources of the catalogue: records of a customer that a rule counts, adds up and dates. */
import { channelNames } from '../channels.ts'
import type { OrderStatus } from '../orders.ts'
import { segmentKeys } from '../segment-keys.ts'
import { describe, type Dimension } from './dimension-types.ts'
import { voucherSources } from './voucher-sources.ts'

export const measures = ['count', 'sum', 'average', 'first', 'last'] as const
export type Measure = (typeof measures)[number]

/** Records of a customer, which an aggregate counts: `orders.count(last 90d, where coupon is set)`. */
export interface Source {
  name: SourceName
  label: string
  description: string
  measures: readonly Measure[]
  /** Fields that a sum or an average may be of. */
  summable: readonly string[]
  /** What `where` may ask about. */
  fields: readonly Dimension[]
  examples: readonly string[]
}

export const sourceNames = [
  'orders',
  'cancelledOrders',
  'orderItems',
  'events',
  'engagement',
  'segmentChanges',
  'vouchers',
  'redemptions',
] as const
export type SourceName = (typeof sourceNames)[number]

const describeOrderFields = (source: SourceName, statuses: readonly OrderStatus[]): Dimension[] => [
  describe('total', 'Net total', 'money', 'The total less what was refunded', `${source}.count(where total > 100.00 EUR) >= 1`),
  describe('refunded', 'Refunded', 'money', 'What was given back', `${source}.count(where refunded > 0.00 EUR) = 0`),
  describe('status', 'Status', 'choice', 'As the store sent it', `${source}.count(where status = ${statuses[0]}) >= 1`, {
    values: statuses,
  }),
  describe('currency', 'Currency', 'text', 'ISO 4217', `${source}.count(where currency = "EUR") >= 1`, { hasSuggestions: true }),
  describe('paymentMethod', 'Payment method', 'text', 'As the store sent it', `${source}.count(where paymentMethod = "card") >= 1`, {
    hasSuggestions: true,
  }),
  describe('coupon', 'Coupon', 'text', 'The code that was used', `${source}.count(where coupon is set) >= 2`, { hasSuggestions: true }),
  describe('placedAt', 'Placed', 'instant', 'When it was ordered', `${source}.count(where placedAt after 2026-01-01) >= 1`),
  describe(
    'attributes.*',
    'Attribute',
    'attribute',
    'A free-form value that the store sent with the order',
    `${source}.count(where attributes.gift = true) >= 1`,
  ),
]

export const sources: readonly Source[] = [
  {
    name: 'orders',
    label: 'Orders',
    description: 'Valid orders, neither cancelled nor fully refunded, that were placed by now. Dated by when they were placed',
    measures,
    summable: ['total', 'refunded'],
    fields: describeOrderFields('orders', ['paid', 'pending', 'partially_refunded']),
    examples: [
      'orders.count(last 90d) >= 3',
      'orders.sum(total, last 365d) >= 250.00 EUR',
      'orders.average(total) > 40.00 EUR',
      'orders.first within last 30d',
      'orders.last before 60d ago',
    ],
  },
  {
    name: 'cancelledOrders',
    label: 'Cancelled orders',
    description: 'Orders placed by now that were cancelled or fully refunded since. Dated by when they were placed',
    measures,
    summable: ['total', 'refunded'],
    fields: describeOrderFields('cancelledOrders', ['cancelled', 'refunded']),
    examples: ['cancelledOrders.count(last 365d) >= 2', 'cancelledOrders.last within last 7d'],
  },
  {
    name: 'orderItems',
    label: 'Items ordered',
    description:
      'The lines of valid orders that were placed by now, each counted once whatever its quantity. Dated by when the order was placed',
    measures,
    summable: ['quantity', 'price', 'amount'],
    fields: [
      describe('product', 'Product', 'text', 'The store’s own id of the product', 'orderItems.count(where product = "SKU-1") >= 1', {
        hasSuggestions: true,
      }),
      describe('name', 'Product name', 'text', 'As it was ordered', 'orderItems.count(where name contains "espresso") >= 1', {
        hasSuggestions: true,
      }),
      describe('category', 'Category', 'text', 'As it was ordered', 'orderItems.count(where category = "Coffee") >= 1', {
        hasSuggestions: true,
      }),
      describe('merchant', 'Merchant', 'text', 'Who sold it', 'orderItems.count(where merchant = "Sunrise Bakery") >= 1', {
        hasSuggestions: true,
      }),
      describe(
        'vertical',
        'Vertical',
        'text',
        'The line of business: groceries, food, …',
        'orderItems.count(where vertical = "groceries") >= 1',
        {
          hasSuggestions: true,
        },
      ),
      describe('quantity', 'Quantity', 'number', 'Pieces', 'orderItems.sum(quantity, where category = "Coffee") >= 10'),
      describe('price', 'Price', 'money', 'Of one piece', 'orderItems.count(where price > 50.00 EUR) >= 1'),
      describe('amount', 'Amount', 'money', 'Price times quantity', 'orderItems.sum(amount, where vertical = "groceries") >= 100.00 EUR'),
      describe('paymentMethod', 'Payment method', 'text', 'Of the order', 'orderItems.count(where paymentMethod = "card") >= 1', {
        hasSuggestions: true,
      }),
      describe('coupon', 'Coupon', 'text', 'Of the order', 'orderItems.count(where coupon is set) >= 1', { hasSuggestions: true }),
      describe('placedAt', 'Placed', 'instant', 'When it was ordered', 'orderItems.count(where placedAt on today) >= 1'),
    ],
    examples: [
      'orderItems.count(last 30d, where category = "Coffee") >= 2',
      'orderItems.last(where merchant = "Sunrise Bakery") before 30d ago',
    ],
  },
  {
    name: 'events',
    label: 'Events',
    description: 'What the store’s app reported, until now. Dated by when it happened',
    measures,
    summable: ['properties.*'],
    fields: [
      describe('name', 'Event', 'text', 'Its name', 'events.count(where name = "Product Viewed") >= 5', { hasSuggestions: true }),
      describe('occurredAt', 'Happened', 'instant', 'When it happened', 'events.count(where occurredAt on today) >= 1'),
      describe('properties.*', 'Property', 'attribute', 'A free-form value of the event', 'events.count(where properties.rating < 3) >= 1'),
    ],
    examples: ['events.count(last 7d, where name = "Checkout Started") >= 1', 'events.sum(properties.value, where name = "Bid") > 100'],
  },
  {
    name: 'engagement',
    label: 'Messages and reactions',
    description:
      'Marketing messages, by now: each one that a provider took, and each thing that became of it since, every time. What machines opened and clicked is left out',
    measures: ['count', 'first', 'last'],
    summable: [],
    fields: [
      describe(
        'type',
        'What happened',
        'choice',
        'One of the states and reactions',
        'engagement.count(last 90d, where type = opened) = 0',
        {
          values: ['sent', 'delivered', 'opened', 'clicked', 'bounced', 'complained', 'unsubscribed'],
        },
      ),
      describe('channel', 'Channel', 'choice', 'Email, SMS or push', 'engagement.count(where type = clicked and channel = email) >= 1', {
        values: channelNames,
      }),
      describe(
        'campaign',
        'Campaign',
        'membership',
        'The broadcast, promotion or autopilot that the message belongs to',
        'engagement.count(where type = opened and campaign = brd_01jd3x7k0fe1qv8m4z2r5t9w6n) = 0',
        {
          refersTo: 'campaign',
        },
      ),
      describe('occurredAt', 'Happened', 'instant', 'When it happened', 'engagement.count(where occurredAt on today) >= 1'),
    ],
    examples: [
      'engagement.count(last 30d, where type = sent) <= 4',
      'engagement.last(where type = opened and channel = email) within last 90d',
      'engagement.count(last 7d, where type = sent and campaign = aut_01jd3x7k0fe1qv8m4z2r5t9w6n) = 0',
    ],
  },
  {
    name: 'segmentChanges',
    label: 'Moves between segments',
    description: 'Entries into the nine segments, and exits, by now, one for each segment. Dated by when they were noticed',
    measures: ['count', 'first', 'last'],
    summable: [],
    fields: [
      describe('segment', 'Segment', 'choice', 'One of the nine', 'segmentChanges.count(where segment = lapsed) >= 1', {
        values: segmentKeys,
      }),
      describe('change', 'Change', 'choice', 'Entered or left', 'segmentChanges.count(where change = left) >= 1', {
        values: ['entered', 'left'],
      }),
      describe('changedAt', 'Moved', 'instant', 'When it was noticed', 'segmentChanges.count(where changedAt on today) >= 1'),
    ],
    examples: ['segmentChanges.count(last 7d, where segment = at_risk and change = entered) >= 1'],
  },
  ...voucherSources,
]
