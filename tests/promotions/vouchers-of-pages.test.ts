import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { setBudget } from '../../db/queries/vouchers/budgets.ts'
import { issueVouchers } from '../../db/queries/vouchers/issue-vouchers.ts'
import { readVoucher } from '../../db/queries/vouchers/read-vouchers.ts'
import { rollBackVouchersOfOrders } from '../../db/queries/vouchers/roll-back-vouchers.ts'
import { redeemVoucher } from '../../db/queries/vouchers/use-voucher.ts'
import { listVoucherEvents } from '../../db/queries/vouchers/voucher-events.ts'
import { actor, after, basketOf, findBudgetDrift, issueOf, startAt } from '../vouchers/voucher-fixture.ts'
import { channelMessages, openPromotionStore, type PromotionStore } from './promotion-fixture.ts'

let store: PromotionStore
beforeAll(async () => {
  store = await openPromotionStore({ max: 12 })
})
afterAll(() => store.close())
beforeEach(async () => {
  store.clock.now = startAt
  store.sent.length = 0
  await store.pool`DELETE FROM customers`
})

const noBudget = { maxMoneyMinor: null, currency: null }

/** Subscribed to email, in bulk. */
async function addMany(count: number): Promise<void> {
  await store.pool`INSERT INTO customers (external_id, email) SELECT gen_random_uuid()::text, 'ok' || n || '@example.test' FROM generate_series(1, ${count}) AS n`
  await store.pool`UPDATE contact_states SET email_consent = 'subscribed', sms_consent = 'subscribed'`
}

async function countReasons(promotionId: string) {
  return store.pool<{ status: string; reason: string | null; members: number }[]>`
    SELECT status, reason, count(*)::int AS members FROM promotion_outcomes(${promotionId}) GROUP BY 1, 2 ORDER BY 1, 2`
}

async function countContacted(): Promise<number> {
  const [row] = await store.pool<
    [{ contacted: number }]
  >`SELECT count(*)::int AS contacted FROM contact_states WHERE last_contact_at IS NOT NULL`
  return row.contacted
}

describe('the budget of a promotion', () => {
  it('is spent to the last voucher by pages that leave at once, and never passed', async () => {
    await addMany(4_500)
    const { id: promotionId } = await store.launch({ channels: ['email'] })
    await setBudget(store.pool, { kind: 'promotion', id: promotionId }, { ...noBudget, maxVouchers: 2_222 })
    const plan = await store.run(store.activities.planPromotion, { promotionId })
    expect(plan.due).toHaveLength(5)
    await Promise.all(plan.due.map((page) => store.run(store.activities.sendPromotionPage, page)))
    expect(await countReasons(promotionId)).toEqual([
      { status: 'skipped', reason: 'budget_exhausted', members: 2_278 },
      { status: 'accepted', reason: null, members: 2_222 },
    ])
    expect(store.sent).toHaveLength(2_222)
    // Who got nothing can be contacted by the next campaign.
    expect(await countContacted()).toBe(2_222)
    expect(await findBudgetDrift(store.pool)).toEqual([])
  })

  it('is given back by whoever is reached on no channel, for those who come later', async () => {
    await store.addMembers([{ email: 'no1@example.test', phone: null }])
    const { id: promotionId } = await store.launch()
    await setBudget(store.pool, { kind: 'promotion', id: promotionId }, { ...noBudget, maxVouchers: 1 })
    await store.sendDue(promotionId)
    const [budget] = await store.pool`SELECT used_vouchers FROM voucher_budgets WHERE owner_id = ${promotionId}`
    expect(budget).toEqual({ used_vouchers: 0 })
    expect(await countContacted()).toBe(0)
  })

  it('is not touched by members whom the policy refuses', async () => {
    await store.addMembers([{ consent: 'unsubscribed' }, { lastContactAt: after(-1) }, {}])
    const { id: promotionId } = await store.launch({ channels: ['email'] })
    await setBudget(store.pool, { kind: 'promotion', id: promotionId }, { ...noBudget, maxVouchers: 1 })
    await store.sendDue(promotionId)
    expect(await countReasons(promotionId)).toEqual([
      { status: 'skipped', reason: 'cooldown', members: 1 },
      { status: 'skipped', reason: 'not_subscribed', members: 1 },
      { status: 'accepted', reason: null, members: 1 },
    ])
  })

  it('survives a page that is sent again from its beginning', async () => {
    await addMany(50)
    const { id: promotionId } = await store.launch({ channels: ['email'] })
    await setBudget(store.pool, { kind: 'promotion', id: promotionId }, { ...noBudget, maxVouchers: 30 })
    const { due } = await store.run(store.activities.planPromotion, { promotionId })
    for (const page of [...due, ...due]) await store.run(store.activities.sendPromotionPage, page)
    expect(store.sent).toHaveLength(30)
    expect(await findBudgetDrift(store.pool)).toEqual([])
  })
})

describe('a customer’s limit', () => {
  it.each([
    ['of the offer', 'limit_per_customer'],
    ['of open vouchers', 'open_vouchers_limit'],
  ])('%s leaves them out, and says so', async (_what, refusal) => {
    const [id = '', other = ''] = await store.addMembers([{}, {}])
    const isOpenLimit = refusal === 'open_vouchers_limit'
    const offerId = await store.addOffer(isOpenLimit ? {} : { limitPerCustomer: 1 })
    const given = isOpenLimit ? await store.addOffer() : offerId
    await issueVouchers(store.pool, issueOf({ offerId: given, customerIds: [id] }))
    if (isOpenLimit) await store.pool`INSERT INTO settings (key, value) VALUES ('vouchers', '{"maxOpenPerCustomer": 1}')`
    const { id: promotionId } = await store.launch({ offerId })
    await store.sendDue(promotionId)
    await store.pool`DELETE FROM settings WHERE key = 'vouchers'`
    const [row] = await store.pool`
      SELECT status, reason, policy_inputs ->> 'voucher' AS voucher FROM deliveries d JOIN promotion_sends s USING (send_id)
      WHERE s.promotion_id = ${promotionId} AND d.customer_id = ${id}`
    expect(row).toEqual({ status: 'skipped', reason: 'excluded', voucher: refusal })
    expect(await store.outcomesOf(promotionId, other)).toMatchObject([{ status: 'accepted', voucher: 'delivered' }])
    expect(await countContacted()).toBe(1)
  })

  it('of open vouchers holds among issues that come at once, and opens with each voucher that ends', async () => {
    await store.pool`INSERT INTO settings (key, value) VALUES ('vouchers', '{"maxOpenPerCustomer": 3}')`
    const customerIds = await store.addCustomers(2)
    const offers = await Promise.all(Array.from({ length: 10 }, () => store.addOffer()))
    const results = await Promise.all(offers.map((offerId) => issueVouchers(store.pool, issueOf({ offerId, customerIds }))))
    expect(results.flatMap(({ vouchers }) => vouchers)).toHaveLength(6)
    expect(new Set(results.flatMap(({ refused }) => refused.map(({ reason }) => reason)))).toEqual(new Set(['open_vouchers_limit']))
    await store.pool`UPDATE vouchers SET status = 'revoked', ended_at = now(), expires_at = NULL WHERE customer_id = ${customerIds[0] ?? ''}`
    const [offerId = ''] = offers
    const again = await issueVouchers(store.pool, issueOf({ offerId, customerIds }))
    expect(again.vouchers.map(({ customerId }) => customerId)).toEqual([customerIds[0]])
    await store.pool`DELETE FROM settings WHERE key = 'vouchers'`
  })
})

describe('a reminder', () => {
  const reminder = { before: '48h', channels: ['email' as const], messages: channelMessages }

  it('goes once to those whose voucher is still open, and to nobody who has redeemed since it was planned', async () => {
    const ids = await store.addMembers([{}, {}, {}])
    const { id: promotionId } = await store.launch({ reminder })
    await store.sendDue(promotionId)
    const redeem = (customerId: string | undefined) => store.pool`
      UPDATE vouchers SET status = 'redeemed', discount_minor = 100, expires_at = NULL, redeemed_at = now()
      WHERE campaign_id = ${promotionId} AND customer_id = ${customerId ?? ''}`
    await redeem(ids[0])
    store.clock.now = after(191)
    expect((await store.run(store.activities.planPromotion, { promotionId })).due).toEqual([])
    store.clock.now = after(193)
    const { due } = await store.run(store.activities.planPromotion, { promotionId })
    expect(due).toHaveLength(1)
    await redeem(ids[1])
    await store.sendDue(promotionId)
    await store.sendDue(promotionId)
    const rows = await store.pool`
      SELECT d.customer_id AS id, d.status, d.reason, d.policy_inputs ->> 'voucher' AS voucher FROM promotion_sends s JOIN deliveries d USING (send_id)
      WHERE s.promotion_id = ${promotionId} AND s.purpose = 'reminder' ORDER BY d.status`
    expect(rows).toEqual([
      { id: ids[1], status: 'skipped', reason: 'excluded', voucher: 'redeemed' },
      { id: ids[2], status: 'accepted', reason: null, voucher: null },
    ])
    expect(store.sent).toHaveLength(4)
  })

  it('does not come to whoever got the voucher when it was that near to its end', async () => {
    await store.addMembers([{}])
    const { id: promotionId } = await store.launch({ reminder }, { validity: { kind: 'fixed', until: after(40).toISOString() } })
    const plan = await store.sendDue(promotionId)
    expect(plan.nextReminderAt).toBeNull()
    expect(store.sent).toHaveLength(1)
  })
})

describe('a stop', () => {
  it('gives a verdict to everyone, and takes back what nobody was told of', async () => {
    await addMany(1_500)
    const { id: promotionId, offerId } = await store.launch({ channels: ['email'] })
    const { due } = await store.run(store.activities.planPromotion, { promotionId })
    await store.run(store.activities.sendPromotionPage, due[0] ?? { sendId: '', page: 0 })
    const [outsider = ''] = await store.pool<{ customer_id: string }[]>`
      SELECT unnest(customer_ids) AS customer_id FROM send_pages WHERE send_id = ${due[1]?.sendId ?? ''} AND page = ${due[1]?.page ?? 0} LIMIT 1`.then(
      (rows) => rows.map((row) => row.customer_id),
    )
    // As a claim whose messages had not left yet would leave it.
    await issueVouchers(store.pool, {
      offerId: offerId ?? '',
      campaign: { kind: 'promotion', id: promotionId },
      occurrence: 'offer',
      customerIds: [outsider],
      at: startAt,
      as: 'issued',
      actor,
    })
    await store.run(store.activities.stopPromotion, { promotionId, vouchers: 'keep' })
    await store.run(store.activities.closePromotion, { promotionId, status: 'stopped', finishReason: 'kept' })
    expect(await countReasons(promotionId)).toEqual([
      { status: 'skipped', reason: 'campaign_stopped', members: 500 },
      { status: 'accepted', reason: null, members: 1_000 },
    ])
    const vouchers =
      await store.pool`SELECT status, count(*)::int AS vouchers FROM vouchers WHERE campaign_id = ${promotionId} GROUP BY 1 ORDER BY 1`
    expect(vouchers).toEqual([
      { status: 'delivered', vouchers: 1_000 },
      { status: 'revoked', vouchers: 1 },
    ])
    await store.run(store.activities.stopPromotion, { promotionId, vouchers: 'revoke' })
    const [left] =
      await store.pool`SELECT count(*)::int AS open FROM vouchers WHERE campaign_id = ${promotionId} AND expires_at IS NOT NULL`
    expect(left).toEqual({ open: 0 })
    expect(await findBudgetDrift(store.pool)).toEqual([])
  })

  it('with its vouchers is the end of those too that were redeemed before and whose order is cancelled afterwards', async () => {
    await addMany(2)
    const { id: promotionId } = await store.launch({ channels: ['email'] })
    await store.sendDue(promotionId)
    const vouchers = await store.pool<{ id: string }[]>`SELECT id FROM vouchers WHERE campaign_id = ${promotionId} ORDER BY id`
    const [kept = '', cancelled = ''] = vouchers.map(({ id }) => id)
    for (const id of [kept, cancelled]) {
      const voucher = await readVoucher(store.pool, { id })
      if (voucher === undefined) throw new Error('There is no voucher')
      const redeemed = await redeemVoucher(store.pool, { voucher, at: after(1), actor, orderExternalId: id, basket: basketOf(3_000) })
      expect(redeemed.kind).toBe('done')
    }
    await store.run(store.activities.stopPromotion, { promotionId, vouchers: 'revoke' })
    await rollBackVouchersOfOrders(store.pool, { orderExternalIds: [cancelled], at: after(2) })
    await store.run(store.activities.closePromotion, { promotionId, status: 'stopped', finishReason: 'revoked' })
    expect(await readVoucher(store.pool, { id: cancelled })).toMatchObject({
      status: 'revoked',
      endedAt: after(2),
      rolledBackOrder: cancelled,
    })
    expect(await readVoucher(store.pool, { id: kept })).toMatchObject({ status: 'redeemed' })
    const events = await listVoucherEvents(store.pool, { voucherId: cancelled, limit: 1 })
    expect(events).toMatchObject([{ kind: 'revoked', reasons: ['campaign_stopped'] }])
    expect(await findBudgetDrift(store.pool)).toEqual([])
  })
})
