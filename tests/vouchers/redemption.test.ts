import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../db/client.ts'
import { eraseCustomer } from '../../db/queries/customers/erase-customer.ts'
import { upsertOrders } from '../../db/queries/orders/upsert-orders.ts'
import { readBudgets, setBudget } from '../../db/queries/vouchers/budgets.ts'
import { issueVouchers } from '../../db/queries/vouchers/issue-vouchers.ts'
import { readVoucher } from '../../db/queries/vouchers/read-vouchers.ts'
import { rollBackVoucher } from '../../db/queries/vouchers/roll-back-vouchers.ts'
import { redeemVoucher } from '../../db/queries/vouchers/use-voucher.ts'
import { listVoucherEvents } from '../../db/queries/vouchers/voucher-events.ts'
import type { OrderWrite } from '../../domain/orders.ts'
import { actor, after, basketOf, findBudgetDrift, issueOf, openVoucherStore, type VoucherStore } from './voucher-fixture.ts'

let store: VoucherStore
beforeAll(async () => {
  store = await openVoucherStore()
})
afterAll(() => store.close())

async function redeem(id: string, orderExternalId: string, priceMinor = 3_000) {
  return redeemVoucher(store.pool, { voucher: await store.read(id), at: after(1), actor, orderExternalId, basket: basketOf(priceMinor) })
}

const orderOf = (externalId: string, customerId: string, status: OrderWrite['status']): OrderWrite => ({
  externalId,
  customerId,
  placedAt: after(1),
  status: status ?? 'paid',
  currency: 'EUR',
  totalMinor: 2_700,
  ...(status === 'partially_refunded' ? { refundedMinor: 1_000 } : {}),
})
const write = async (order: OrderWrite, at = after(2)) => upsertOrders(store.pool, [order], { at })
const readKinds = async (voucherId: string) =>
  (await listVoucherEvents(store.pool, { voucherId, limit: 50 })).map(({ kind, reasons }) => [kind, ...reasons].join(' ')).reverse()

describe('a redemption', () => {
  it('of one voucher by 1,000 orders at once is made once, and each of the others is told so and kept', async () => {
    const pool = connect(store.url, { max: 40 })
    const voucher = await store.addVoucher()
    const outcomes = await Promise.all(
      Array.from({ length: 1_000 }, (_, at) =>
        redeemVoucher(pool, { voucher, at: after(1), actor, orderExternalId: `crowd-${at}`, basket: basketOf(3_000) }),
      ),
    )
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome.kind === 'refused' && outcome.reasons[0] === 'already_redeemed')).toHaveLength(999)
    const [counts] =
      await pool`SELECT count(*) FILTER (WHERE kind = 'refused')::int AS refused, count(*) FILTER (WHERE kind = 'redeemed')::int AS redeemed
      FROM voucher_events WHERE voucher_id = ${voucher.id}`
    expect(counts).toEqual({ refused: 999, redeemed: 1 })
    await pool.end()
  })

  it('by the same order from many sides at once is one', async () => {
    const voucher = await store.addVoucher()
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () =>
        redeemVoucher(store.pool, { voucher, at: after(1), actor, orderExternalId: 'same', basket: basketOf(3_000) }),
      ),
    )
    expect(outcomes.every(({ kind }) => kind === 'done')).toBe(true)
    expect(outcomes.filter((outcome) => outcome.kind === 'done' && !outcome.isRepeat)).toHaveLength(1)
  })

  it('with an order that is known to be cancelled is refused', async () => {
    const voucher = await store.addVoucher()
    await write(orderOf('gone', voucher.customerId, 'cancelled'))
    expect(await redeem(voucher.id, 'gone')).toMatchObject({ reasons: ['order_cancelled'] })
  })
})

describe('an order that is cancelled', () => {
  it('opens its voucher again, once, with its validity as it was; the second time it ends', async () => {
    const voucher = await store.addVoucher()
    await write(orderOf('c1', voucher.customerId, 'paid'))
    await redeem(voucher.id, 'c1')
    await write(orderOf('c1', voucher.customerId, 'cancelled'))
    expect(await store.read(voucher.id)).toMatchObject({
      status: 'accepted',
      discountMinor: null,
      validUntil: voucher.validUntil,
      rolledBackOrder: 'c1',
    })
    expect(await redeem(voucher.id, 'c1')).toMatchObject({ reasons: ['order_rolled_back'] })
    await redeem(voucher.id, 'c2')
    await write(orderOf('c2', voucher.customerId, 'refunded'))
    expect(await store.read(voucher.id)).toMatchObject({ status: 'rolled_back', endedAt: after(2) })
    expect(await readKinds(voucher.id)).toEqual([
      'issued',
      'redeemed',
      'reopened',
      'refused order_rolled_back',
      'redeemed',
      'rolled_back opened_again_before',
    ])
  })

  it('ends its voucher where the validity is over, or the budget has no room for it again', async () => {
    const late = await store.addVoucher()
    await redeem(late.id, 'late')
    await write(orderOf('late', late.customerId, 'cancelled'), after(1_000))
    expect(await readKinds(late.id)).toEqual(['issued', 'redeemed', 'rolled_back validity_over'])

    const offerId = await store.addOffer()
    const owner = { kind: 'offer' as const, id: offerId }
    await setBudget(store.pool, owner, { maxVouchers: null, maxMoneyMinor: 1_300, currency: 'EUR' })
    const [one = '', other = ''] = await store.addCustomers(2)
    const issue = async (customerId: string) =>
      (await issueVouchers(store.pool, issueOf({ offerId, customerIds: [customerId] }))).vouchers[0]?.id ?? ''
    const first = await issue(one)
    await redeem(first, 'small')
    const second = await issue(other)
    await write(orderOf('small', one, 'cancelled'))
    expect((await readKinds(first)).at(-1)).toBe('rolled_back budget_exhausted')
    expect((await store.read(second)).status).toBe('issued')
    expect(await readBudgets(store.pool, [owner])).toMatchObject([{ usedVouchers: 1, usedMoneyMinor: 1_000 }])
  })

  it('is followed whether it is written before, after or with its refund, and a partial refund changes nothing', async () => {
    const voucher = await store.addVoucher()
    await redeem(voucher.id, 'p1')
    await write(orderOf('p1', voucher.customerId, 'partially_refunded'))
    expect(await store.read(voucher.id)).toMatchObject({ status: 'redeemed', discountMinor: 300 })
    await write(orderOf('p1', voucher.customerId, 'refunded'))
    expect((await store.read(voucher.id)).status).toBe('accepted')
    const unseen = await store.addVoucher()
    await redeem(unseen.id, 'p2')
    // The first that is heard of the order is that it was cancelled.
    await write(orderOf('p2', unseen.customerId, 'cancelled'))
    expect((await store.read(unseen.id)).status).toBe('accepted')
  })

  it('and redeemed at the same moment ends in the same way, whoever comes first', async () => {
    const pool = connect(store.url, { max: 20 })
    const customerIds = await store.addCustomers(40)
    const { vouchers } = await issueVouchers(pool, issueOf({ offerId: await store.addOffer(), customerIds }))
    await Promise.all(
      vouchers.flatMap(({ id, customerId }) => [
        store
          .read(id)
          .then((voucher) => redeemVoucher(pool, { voucher, at: after(1), actor, orderExternalId: `race ${id}`, basket: basketOf(3_000) })),
        upsertOrders(pool, [orderOf(`race ${id}`, customerId, 'cancelled')], { at: after(1) }),
      ]),
    )
    const stuck =
      await pool`SELECT FROM vouchers v JOIN orders o ON o.external_id = v.order_external_id WHERE v.status = 'redeemed' AND NOT o.is_valid`
    expect(stuck).toHaveLength(0)
    await pool.end()
  })

  it('among many opens each of its vouchers, and the budgets come out right', async () => {
    const offerId = await store.addOffer()
    const campaign = { kind: 'promotion' as const, id: randomUUID() }
    await setBudget(store.pool, { kind: 'offer', id: offerId }, { maxVouchers: 100, maxMoneyMinor: 30_000, currency: 'EUR' })
    await setBudget(store.pool, campaign, { maxVouchers: 100, maxMoneyMinor: null, currency: null })
    const customerIds = await store.addCustomers(30)
    const { vouchers } = await issueVouchers(store.pool, issueOf({ offerId, campaign, customerIds }))
    for (const { id } of vouchers) await redeem(id, `many ${id}`)
    const orders = vouchers.map(({ id, customerId }) => orderOf(`many ${id}`, customerId, 'cancelled'))
    await upsertOrders(store.pool, orders, { at: after(2) })
    expect(await readBudgets(store.pool, [campaign])).toMatchObject([{ usedVouchers: 30, usedMoneyMinor: 30_000 }])
    expect(await findBudgetDrift(store.pool)).toEqual([])
  })

  it('is rolled back on request as well, again without effect, and not for another order', async () => {
    const voucher = await store.addVoucher()
    await redeem(voucher.id, 'r1')
    const ask = async (orderExternalId: string) =>
      rollBackVoucher(store.pool, { voucher: await store.read(voucher.id), at: after(2), actor, orderExternalId })
    expect(await ask('r2')).toMatchObject({ reasons: ['not_redeemed'] })
    expect(await ask('r1')).toMatchObject({ kind: 'done', isRepeat: false, voucher: { status: 'accepted' } })
    expect(await ask('r1')).toMatchObject({ kind: 'done', isRepeat: true })
  })
})

describe('the erasure of a customer', () => {
  it('ends their open vouchers, keeps the sums of redeemed ones, and no trace of the orders', async () => {
    const offerId = await store.addOffer()
    await setBudget(store.pool, { kind: 'offer', id: offerId }, { maxVouchers: 10, maxMoneyMinor: null, currency: null })
    const [customerId = ''] = await store.addCustomers(1)
    const issue = async () => (await issueVouchers(store.pool, issueOf({ offerId, customerIds: [customerId] }))).vouchers[0]?.id ?? ''
    const [open, used] = [await issue(), await issue()]
    await redeem(used, 'secret-order')
    await eraseCustomer(store.pool, customerId, after(3))
    expect(await store.read(open)).toMatchObject({ status: 'revoked', endedAt: after(3) })
    expect(await store.read(used)).toMatchObject({ status: 'redeemed', discountMinor: 300, orderExternalId: null })
    expect(await readBudgets(store.pool, [{ kind: 'offer', id: offerId }])).toMatchObject([{ usedVouchers: 1, usedMoneyMinor: 300 }])
    const text = JSON.stringify([await store.pool`SELECT * FROM vouchers`, await store.pool`SELECT * FROM voucher_events`])
    expect(text).not.toContain('secret-order')
    expect((await issueVouchers(store.pool, issueOf({ offerId, customerIds: [customerId] }))).refused).toMatchObject([
      { reason: 'unknown_customer' },
    ])
    expect(await readVoucher(store.pool, { id: used })).toBeDefined()
  })
})
