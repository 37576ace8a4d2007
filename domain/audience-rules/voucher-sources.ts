/** Vouchers and what was done with them, as sources of the catalogue. */
import { voucherStatuses } from '../voucher-transitions.ts'
import { describe, type Dimension } from './dimension-types.ts'
import type { Source, SourceName } from './sources.ts'

/** A reserved voucher is not the customer's yet. */
const statuses = voucherStatuses.filter((status) => status !== 'reserved')

const describeOrigin = (source: SourceName): Dimension[] => [
  describe('offer', 'Offer', 'membership', 'What the voucher gives', `${source}.count(where offer = off_01jd3x7k0fe1qv8m4z2r5t9w6n) >= 1`, {
    refersTo: 'offer',
  }),
  describe(
    'campaign',
    'Campaign',
    'membership',
    'The promotion or autopilot that gave it',
    `${source}.count(where campaign = aut_01jd3x7k0fe1qv8m4z2r5t9w6n) >= 1`,
    { refersTo: 'campaign' },
  ),
  describe('discount', 'Discount', 'money', 'What it took off its order', `${source}.sum(discount) >= 20.00 EUR`),
]

export const voucherSources: readonly Source[] = [
  {
    name: 'vouchers',
    label: 'Vouchers',
    description: 'Vouchers that the customer was given by now, whatever has become of them. Dated by when they were issued',
    measures: ['count', 'sum', 'average', 'first', 'last'],
    summable: ['discount'],
    fields: [
      describe(
        'isOpen',
        'Open',
        'boolean',
        'Neither used nor ended: a checkout takes it, or will when its time begins',
        'vouchers.count(where isOpen = true) >= 1',
      ),
      describe('status', 'Status', 'choice', 'What it is now', 'vouchers.count(where status = accepted) >= 1', { values: statuses }),
      describe(
        'expiresAt',
        'Expires',
        'instant',
        'When it ends if nothing happens. No value once it was used or has ended',
        'vouchers.count(where expiresAt within next 48h) >= 1',
      ),
      describe('issuedAt', 'Issued', 'instant', 'When it became the customer’s', 'vouchers.count(where issuedAt on today) >= 1'),
      describe('acceptedAt', 'Accepted', 'instant', 'When the customer took it', 'vouchers.count(where acceptedAt within last 7d) >= 1'),
      describe('redeemedAt', 'Redeemed', 'instant', 'When an order used it', 'vouchers.count(where redeemedAt within last 30d) >= 1'),
      ...describeOrigin('vouchers'),
    ],
    examples: [
      'vouchers.count(where isOpen = true and offer = off_01jd3x7k0fe1qv8m4z2r5t9w6n) >= 1',
      'vouchers.count(last 90d, where status = expired) >= 3',
      'vouchers.last before 30d ago',
    ],
  },
  {
    name: 'redemptions',
    label: 'Vouchers used',
    description: 'Orders that have used a voucher by now and have not given it back. Dated by when they did',
    measures: ['count', 'sum', 'average', 'first', 'last'],
    summable: ['discount'],
    fields: describeOrigin('redemptions'),
    examples: ['redemptions.count(last 90d) >= 2', 'redemptions.last before 60d ago', 'redemptions.sum(discount, last 365d) > 50.00 EUR'],
  },
]
