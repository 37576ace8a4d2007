import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliverVouchers, failDeliveries, issueReserved } from '../../db/queries/vouchers/deliver-vouchers.ts'
import { expireVouchers, revokeVouchers } from '../../db/queries/vouchers/end-vouchers.ts'
import { rollBackVoucher } from '../../db/queries/vouchers/roll-back-vouchers.ts'
import { acceptVoucher, lockVoucher, redeemVoucher, revokeVoucher, validateVoucher } from '../../db/queries/vouchers/use-voucher.ts'
import { listVoucherEvents } from '../../db/queries/vouchers/voucher-events.ts'
import { type TransitionName, voucherStatuses, type VoucherStatus, voucherTransitions } from '../../domain/voucher-transitions.ts'
import type { Voucher } from '../../domain/vouchers.ts'
import { actor, after, basketOf, openVoucherStore, startAt, type VoucherStore } from './voucher-fixture.ts'

let store: VoucherStore
beforeAll(async () => {
  store = await openVoucherStore()
})
afterAll(() => store.close())

const ask = (voucher: Voucher, at = after(1)) => ({ voucher, at, actor })
const readEvents = async (voucherId: string) =>
  (await listVoucherEvents(store.pool, { voucherId, limit: 50 })).map(({ kind, reasons }) => [kind, ...reasons].join(' ')).reverse()

/** Leads a voucher into each status by the transitions themselves. */
const leads: Record<VoucherStatus, (voucher: Voucher) => Promise<unknown>> = {
  reserved: async () => undefined,
  issued: async (voucher) => issueReserved(store.pool, { voucherIds: [voucher.id], at: startAt, actor }),
  delivered: async (voucher) => {
    await leads.issued(voucher)
    await deliverVouchers(store.pool, { deliveries: [{ voucherId: voucher.id, deliveredAt: startAt }], at: startAt, actor })
  },
  undeliverable: async (voucher) => {
    await leads.issued(voucher)
    await failDeliveries(store.pool, { voucherIds: [voucher.id], at: startAt, actor })
  },
  accepted: async (voucher) => {
    await leads.issued(voucher)
    await acceptVoucher(store.pool, ask(await store.read(voucher.id), startAt))
  },
  locked: async (voucher) => {
    await leads.issued(voucher)
    await lockVoucher(store.pool, {
      ...ask(await store.read(voucher.id), startAt),
      reference: 'mine',
      lockMs: 7_200_000,
      basket: basketOf(5000),
    })
  },
  redeemed: async (voucher) => {
    await leads.issued(voucher)
    await redeemVoucher(store.pool, {
      ...ask(await store.read(voucher.id), startAt),
      orderExternalId: `of ${voucher.id}`,
      basket: basketOf(5000),
    })
  },
  expired: async () => expireVouchers(store.pool, { at: after(10_000), limit: 1_000 }),
  revoked: async (voucher) => revokeVouchers(store.pool, { voucherIds: [voucher.id], reason: 'campaign_stopped', at: startAt, actor }),
  rolled_back: async (voucher) => {
    for (const order of ['one', 'two']) {
      if (order === 'one') await leads.issued(voucher)
      const orderExternalId = `${order} of ${voucher.id}`
      await redeemVoucher(store.pool, { ...ask(await store.read(voucher.id), startAt), orderExternalId, basket: basketOf(5000) })
      await rollBackVoucher(store.pool, { ...ask(await store.read(voucher.id), startAt), orderExternalId })
    }
  },
}

/** Tries a transition; what it becomes of the voucher is looked up afterwards. */
const tries: Record<TransitionName, (voucher: Voucher) => Promise<unknown>> = {
  issue: (voucher) => issueReserved(store.pool, { voucherIds: [voucher.id], at: after(1), actor }),
  deliver: (voucher) =>
    deliverVouchers(store.pool, { deliveries: [{ voucherId: voucher.id, deliveredAt: after(1) }], at: after(1), actor }),
  failDelivery: (voucher) => failDeliveries(store.pool, { voucherIds: [voucher.id], at: after(1), actor }),
  accept: (voucher) => acceptVoucher(store.pool, ask(voucher)),
  lock: (voucher) => lockVoucher(store.pool, { ...ask(voucher), reference: 'mine', lockMs: 60_000 }),
  redeem: (voucher) =>
    redeemVoucher(store.pool, { ...ask(voucher), orderExternalId: `try ${voucher.id}`, reference: 'mine', basket: basketOf(5000) }),
  rollBack: (voucher) => rollBackVoucher(store.pool, { ...ask(voucher), orderExternalId: voucher.orderExternalId ?? 'none' }),
  expire: () => expireVouchers(store.pool, { at: after(20_000), limit: 1_000 }),
  revoke: (voucher) => revokeVoucher(store.pool, ask(voucher)),
}

describe('the table of transitions', () => {
  it.each(voucherStatuses.flatMap((from) => Object.keys(voucherTransitions).map((name) => [from, name as TransitionName] as const)))(
    'is what the statements do: from %s, %s',
    async (from, name) => {
      const { id } = await store.addVoucher({}, { as: 'reserved' })
      await leads[from](await store.read(id))
      const before = await store.read(id)
      expect(before.status).toBe(from)
      await tries[name](before)
      const { status } = await store.read(id)
      const row = voucherTransitions[name]
      const isAllowed = row.from.some((allowed) => allowed === from)
      expect(status).toBe(isAllowed ? row.to[0] : from)
    },
  )
})

describe('a voucher', () => {
  it('goes from its issue to its order, and keeps what happened', async () => {
    const voucher = await store.addVoucher()
    await deliverVouchers(store.pool, { deliveries: [{ voucherId: voucher.id, deliveredAt: after(0.5) }], at: after(1), actor })
    await acceptVoucher(store.pool, ask(voucher, after(2)))
    const locked = await lockVoucher(store.pool, {
      ...ask(await store.read(voucher.id), after(3)),
      reference: 'cart',
      lockMs: 900_000,
      basket: basketOf(4_999),
    })
    expect(locked).toMatchObject({ kind: 'done', quote: { discountMinor: 500 } })
    const redeemed = await redeemVoucher(store.pool, {
      ...ask(await store.read(voucher.id), after(3.1)),
      orderExternalId: 'o-1',
      reference: 'cart',
    })
    expect(redeemed).toMatchObject({
      kind: 'done',
      isRepeat: false,
      voucher: { status: 'redeemed', discountMinor: 500, orderExternalId: 'o-1' },
    })
    expect(await store.read(voucher.id)).toMatchObject({
      issuedAt: startAt,
      deliveredAt: after(0.5),
      acceptedAt: after(2),
      redeemedAt: after(3.1),
      lockReference: null,
    })
    expect(await readEvents(voucher.id)).toEqual(['issued', 'delivered', 'accepted', 'locked', 'redeemed'])
  })

  it('is redeemed by the same order again without being used again, and by another one not at all', async () => {
    const voucher = await store.addVoucher()
    const redeem = async (orderExternalId: string) =>
      redeemVoucher(store.pool, { ...ask(await store.read(voucher.id)), orderExternalId, basket: basketOf(3000) })
    expect(await redeem('first')).toMatchObject({ kind: 'done', isRepeat: false })
    expect(await redeem('first')).toMatchObject({ kind: 'done', isRepeat: true, voucher: { discountMinor: 300 } })
    expect(await redeem('second')).toMatchObject({ kind: 'refused', reasons: ['already_redeemed'] })
    expect(await readEvents(voucher.id)).toEqual(['issued', 'redeemed', 'refused already_redeemed'])
  })

  it('opens again by itself when a lock is not used, and belongs to its checkout until then', async () => {
    const voucher = await store.addVoucher()
    const lock = async (reference: string, at: Date) =>
      lockVoucher(store.pool, { ...ask(await store.read(voucher.id), at), reference, lockMs: 3_600_000, basket: basketOf(3000) })
    expect((await lock('mine', after(1))).kind).toBe('done')
    expect(await lock('theirs', after(1.5))).toMatchObject({ reasons: ['locked'] })
    expect((await lock('mine', after(1.75))).kind).toBe('done')
    expect(await validateVoucher(store.pool, { ...ask(await store.read(voucher.id), after(2.5)), basket: basketOf(3000) })).toMatchObject({
      reasons: ['locked'],
    })
    expect((await lock('theirs', after(2.75))).kind).toBe('done')
  })

  it('can be redeemed by the checkout that locked it in time, though its validity is over', async () => {
    const voucher = await store.addVoucher({ validity: { kind: 'fixed', until: after(2).toISOString() } })
    await lockVoucher(store.pool, { ...ask(voucher, after(1.9)), reference: 'mine', lockMs: 1_800_000, basket: basketOf(3000) })
    expect(await expireVouchers(store.pool, { at: after(2.1), limit: 100 })).toEqual([])
    const late = { ...ask(await store.read(voucher.id), after(2.2)), orderExternalId: 'late' }
    expect(await redeemVoucher(store.pool, { ...late, reference: 'theirs' })).toMatchObject({ reasons: ['locked'] })
    expect(await redeemVoucher(store.pool, { ...late, reference: 'mine' })).toMatchObject({ kind: 'done' })
  })

  it('that was locked and not used ends with the lock', async () => {
    const voucher = await store.addVoucher({ validity: { kind: 'fixed', until: after(2).toISOString() } })
    await lockVoucher(store.pool, { ...ask(voucher, after(1.9)), reference: 'mine', lockMs: 1_800_000 })
    expect((await expireVouchers(store.pool, { at: after(2.4), limit: 100 })).map(({ id }) => id)).toEqual([voucher.id])
  })

  it('says every reason at once, the voucher’s and the basket’s, and keeps the sums', async () => {
    const voucher = await store.addVoucher({ minimumSpendMinor: 5000, validity: { kind: 'fixed', until: after(1).toISOString() } })
    const refused = await validateVoucher(store.pool, { ...ask(voucher, after(2)), basket: basketOf(100, { currency: 'USD' }) })
    expect(refused).toMatchObject({ kind: 'refused', reasons: ['expired', 'other_currency', 'minimum_spend'] })
    const [event] = await listVoucherEvents(store.pool, { voucherId: voucher.id, limit: 1 })
    expect(event).toMatchObject({
      kind: 'refused',
      attempt: 'validate',
      figures: { currency: 'USD', basketMinor: 100, minimumSpendMinor: 5000 },
    })
  })

  it('is redeemed for what its lock promised, or with a basket of its own, and the store’s own figure is checked', async () => {
    const voucher = await store.addVoucher()
    const redeem = async (request: object) =>
      redeemVoucher(store.pool, { ...ask(await store.read(voucher.id)), orderExternalId: 'o', ...request })
    expect(await redeem({})).toMatchObject({ reasons: ['basket_missing'] })
    await lockVoucher(store.pool, { ...ask(voucher), reference: 'r', lockMs: 60_000, basket: basketOf(3000) })
    expect(await redeem({ reference: 'r', discountMinor: 301 })).toMatchObject({ reasons: ['discount_differs'] })
    expect(await redeem({ reference: 'r', discountMinor: 300 })).toMatchObject({ voucher: { discountMinor: 300 } })
  })
})

describe('validity relative to delivery', () => {
  const hours = { validity: { kind: 'afterDelivery', hours: 2 } } as const

  it('runs from delivery, in hours that no clock change makes longer or shorter', async () => {
    // Clocks go forward in Berlin at 01:00 UTC.
    const at = new Date('2026-03-29T00:30:00Z')
    const voucher = await store.addVoucher(hours, { at })
    await deliverVouchers(store.pool, { deliveries: [{ voucherId: voucher.id, deliveredAt: at }], at, actor })
    expect((await store.read(voucher.id)).validUntil).toEqual(new Date('2026-03-29T02:30:00Z'))
  })

  it('runs from the moment at which the customer accepts, where nobody has reported a delivery', async () => {
    const voucher = await store.addVoucher(hours)
    await acceptVoucher(store.pool, ask(voucher, after(3)))
    expect(await store.read(voucher.id)).toMatchObject({ deliveredAt: after(3), validUntil: after(5) })
  })

  it('ends all the same when nothing is ever heard: a week and its hours after the issue', async () => {
    const voucher = await store.addVoucher(hours)
    expect(voucher.validUntil).toEqual(after(7 * 24 + 2))
    await failDeliveries(store.pool, { voucherIds: [voucher.id], at: after(5), actor })
    expect((await store.read(voucher.id)).validUntil).toEqual(after(7))
    // Another channel delivers after all: the end does not move away again.
    await deliverVouchers(store.pool, { deliveries: [{ voucherId: voucher.id, deliveredAt: after(6) }], at: after(6), actor })
    expect(await store.read(voucher.id)).toMatchObject({ status: 'delivered', validUntil: after(7) })
  })

  it('is a quarter of an hour where the offer says so, and begins later where a fixed one says so', async () => {
    const short = await store.addVoucher({ validity: { kind: 'afterDelivery', hours: 0.25 } }, { as: 'delivered' })
    expect(short.validUntil).toEqual(after(0.25))
    const later = await store.addVoucher({ validity: { kind: 'fixed', from: after(5).toISOString(), until: after(9).toISOString() } })
    expect(await validateVoucher(store.pool, { ...ask(later), basket: basketOf(3000) })).toMatchObject({ reasons: ['not_yet_valid'] })
    expect((await acceptVoucher(store.pool, ask(later))).kind).toBe('done')
    expect((await validateVoucher(store.pool, { ...ask(later, after(5)), basket: basketOf(3000) })).kind).toBe('done')
  })
})

describe('a reserved voucher', () => {
  it('is nobody’s to use, and is let go without a trace in the budget', async () => {
    const voucher = await store.addVoucher({}, { as: 'reserved' })
    expect(await acceptVoucher(store.pool, ask(voucher))).toMatchObject({ reasons: ['not_issued'] })
    const issued = await store.addVoucher()
    await revokeVouchers(store.pool, { voucherIds: [voucher.id, issued.id], reason: 'released', at: after(1), actor })
    expect(await readEvents(voucher.id)).toEqual(['reserved', 'refused not_issued', 'revoked released'])
    // Whose it is already, keeps it.
    expect((await store.read(issued.id)).status).toBe('issued')
  })
})
