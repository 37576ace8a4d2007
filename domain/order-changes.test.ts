import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { layOrder, type StoredOrder } from './order-changes.ts'
import { orderStatuses } from './orders.ts'

const at = new Date('2026-05-05T00:00:00Z')
const customerId = '01890a5d-ac96-774b-bcce-b302099a8057'
const stored: StoredOrder = {
  externalId: 'o',
  customerId,
  placedAt: new Date('2026-05-01T00:00:00Z'),
  status: 'paid',
  currency: 'EUR',
  totalMinor: 1000,
  refundedMinor: 0,
  paymentMethod: null,
  coupon: null,
  cancelledAt: null,
  refundedAt: null,
  attributes: {},
  items: [],
}

const writes = fc.record(
  {
    externalId: fc.constant('o'),
    status: fc.constantFrom(...orderStatuses),
    totalMinor: fc.nat({ max: 1200 }),
    refundedMinor: fc.nat({ max: 1200 }),
    currency: fc.constantFrom('EUR', 'USD'),
  },
  { requiredKeys: ['externalId'] },
)

describe('an order, whatever is written to it', () => {
  it.prop([fc.array(writes, { maxLength: 6 })])('has a status that agrees with what was paid back', (changes) => {
    let order = stored
    for (const write of changes) {
      const laid = layOrder(order, write, { customerId: undefined, at })
      if (laid.kind === 'accepted') order = laid.value.after
    }
    const { status, refundedMinor, totalMinor } = order
    expect(refundedMinor).toBeLessThanOrEqual(totalMinor)
    if (status === 'paid' || status === 'pending') expect(refundedMinor).toBe(0)
    if (status === 'refunded') expect(refundedMinor).toBe(totalMinor)
    if (status === 'partially_refunded') expect(refundedMinor > 0 && refundedMinor < totalMinor).toBe(true)
    expect([order.cancelledAt !== null, order.refundedAt !== null]).toEqual([
      status === 'cancelled',
      status === 'refunded' || status === 'partially_refunded',
    ])
  })

  it.prop([writes])('is unchanged by the same write a second time', (write) => {
    const once = layOrder(stored, write, { customerId: undefined, at })
    if (once.kind === 'rejected') return
    const twice = layOrder(once.value.after, write, { customerId: undefined, at: new Date('2026-06-01T00:00:00Z') })
    expect(twice).toMatchObject({ kind: 'accepted', value: { isChanged: false } })
  })

  it('does not change its currency and keep its total', () => {
    expect(layOrder(stored, { externalId: 'o', currency: 'USD' }, { customerId: undefined, at }).kind).toBe('rejected')
  })
})
