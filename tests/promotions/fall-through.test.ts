import type { Client } from '@temporalio/client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { applyReceipts } from '../../db/queries/receipts/apply-receipts.ts'
import { findBudgetDrift, startAt } from '../vouchers/voucher-fixture.ts'
import { relayOnce } from '../../workers/outbox-relay.ts'
import { openPromotionStore, type PromotionStore } from './promotion-fixture.ts'

let store: PromotionStore
beforeAll(async () => {
  store = await openPromotionStore()
})
afterAll(() => store.close())
beforeEach(async () => {
  store.clock.now = startAt
  store.sent.length = 0
  await store.pool`DELETE FROM customers`
})

/** A Temporal that takes whatever it is told. */
const none = {
  withDeadline: (_: number, work: () => Promise<unknown>) => work(),
  workflow: { start: () => Promise.resolve(), getHandle: () => ({ signal: () => Promise.resolve() }) },
} as unknown as Client

const minutes = (count: number) => new Date(startAt.getTime() + count * 60_000)

async function report(
  promotionId: string,
  customerId: string,
  kind: 'undeliverable' | 'bounced' | 'soft_bounced' | 'delivered',
  occurredAt: Date,
) {
  const [send] = await store.pool<[{ sendId: string }]>`
    SELECT send_id AS "sendId" FROM promotion_sends WHERE promotion_id = ${promotionId} AND purpose = 'offer' AND channel = 'email'`
  await applyReceipts(store.pool, [
    { delivery: { sendId: send.sendId, customerId }, channel: 'email', kind, occurredAt, eventId: `${send.sendId}:${customerId}:${kind}` },
  ])
}

describe('a member whose first channel is closed', () => {
  it.each([
    ['has no address', { email: null }, 'skipped', 'no_address'],
    ['has said no', { emailConsent: 'unsubscribed' }, 'skipped', 'not_subscribed'],
    ['is refused by the provider', { email: 'no1@example.test' }, 'failed', 'provider_rejected'],
  ] as const)('gets the next one at once when it %s', async (_what, member, status, reason) => {
    const [id = ''] = await store.addMembers([member])
    const { id: promotionId } = await store.launch()
    await store.sendDue(promotionId)
    expect(await store.outcomesOf(promotionId, id)).toEqual([
      { channel: 'email', status, reason, voucher: 'delivered' },
      { channel: 'sms', status: 'accepted', reason: null, voucher: 'delivered' },
    ])
    expect(store.sent).toHaveLength(1)
    const [voucher] = await store.pool<[{ code: string }]>`SELECT code FROM vouchers WHERE campaign_id = ${promotionId}`
    expect(store.sent[0]?.body).toContain(voucher.code)
  })

  it('gets the next one when the address is suppressed', async () => {
    const [id = ''] = await store.addMembers([{ email: 'ok-bounced@example.test' }])
    await store.pool`INSERT INTO suppressions (channel, address, reason, source) VALUES ('email', 'ok-bounced@example.test', 'hard_bounce', 'webhook')`
    const { id: promotionId } = await store.launch()
    await store.sendDue(promotionId)
    expect(await store.outcomesOf(promotionId, id)).toMatchObject([{ reason: 'suppressed' }, { status: 'accepted' }])
  })

  it('gets no voucher, and the reason for each channel, when every channel is closed', async () => {
    const [id = '', refused = ''] = await store.addMembers([{ consent: 'unsubscribed' }, { email: 'no2@example.test', phone: null }])
    const { id: promotionId, offerId } = await store.launch()
    await store.sendDue(promotionId)
    expect(await store.outcomesOf(promotionId, id)).toEqual([
      { channel: 'email', status: 'skipped', reason: 'not_subscribed', voucher: null },
      { channel: 'sms', status: 'skipped', reason: 'not_subscribed', voucher: null },
    ])
    expect(await store.outcomesOf(promotionId, refused)).toEqual([
      { channel: 'email', status: 'failed', reason: 'provider_rejected', voucher: 'revoked' },
      { channel: 'sms', status: 'skipped', reason: 'no_address', voucher: 'revoked' },
    ])
    expect(offerId).not.toBeNull()
    expect(await findBudgetDrift(store.pool)).toEqual([])
  })

  it('is not tried again when nobody knows what became of the message', async () => {
    const [id = ''] = await store.addMembers([{ email: 'lost@example.test' }])
    const { id: promotionId } = await store.launch()
    await expect(store.sendDue(promotionId)).rejects.toThrow()
    const [send] = await store.pool<
      [{ sendId: string }]
    >`SELECT send_id AS "sendId" FROM promotion_sends WHERE promotion_id = ${promotionId} AND channel = 'email'`
    store.clock.now = new Date(startAt.getTime() + 21 * 3_600_000)
    await store.run(store.activities.sendPromotionPage, { sendId: send.sendId, page: 0 })
    await store.sendDue(promotionId)
    expect(await store.outcomesOf(promotionId, id)).toEqual([{ channel: 'email', status: 'unknown', reason: null, voucher: 'issued' }])
  })

  it('and has its voucher from when the message left, once a receipt says that it has arrived', async () => {
    const [id = ''] = await store.addMembers([{ email: 'lost2@example.test' }])
    const { id: promotionId } = await store.launch()
    await expect(store.sendDue(promotionId)).rejects.toThrow()
    await report(promotionId, id, 'delivered', minutes(40))
    await relayOnce({ pool: store.pool, client: none, onError: (code) => expect.fail(code) })
    const [voucher] = await store.pool`SELECT status, delivered_at AS "deliveredAt" FROM vouchers WHERE campaign_id = ${promotionId}`
    expect(voucher).toEqual({ status: 'delivered', deliveredAt: minutes(40) })
  })
})

describe('a receipt that calls a message undeliverable', () => {
  it.each([
    ['undeliverable', 'undeliverable'],
    ['bounced', 'bounced'],
    ['soft_bounced', 'bounced'],
  ] as const)('makes way for the next channel with the same voucher: %s', async (kind, status) => {
    const [id = '', other = ''] = await store.addMembers([{}, {}])
    const { id: promotionId } = await store.launch()
    await store.sendDue(promotionId)
    await report(promotionId, id, kind, minutes(30))
    const told = await store.pool`SELECT payload FROM outbox WHERE kind = 'promotion_fact' AND payload ->> 'promotionId' = ${promotionId}`
    expect(told).toEqual([{ payload: { promotionId, fact: 'receipts' } }])
    store.clock.now = minutes(31)
    await store.sendDue(promotionId)
    await store.sendDue(promotionId)
    expect(await store.outcomesOf(promotionId, id)).toMatchObject([
      { status },
      { channel: 'sms', status: 'accepted', voucher: 'delivered' },
    ])
    expect(await store.outcomesOf(promotionId, other)).toMatchObject([{ channel: 'email', status: 'accepted' }])
    const codes = store.sent.filter(({ body }) => /[A-Z0-9]{12}/.test(body)).map(({ body }) => /[A-Z0-9]{12}/.exec(body)?.[0])
    expect(new Set(codes).size).toBe(2)
    expect(store.sent).toHaveLength(3)
  })

  it('changes nothing when it comes too late', async () => {
    const [id = ''] = await store.addMembers([{}])
    const { id: promotionId } = await store.launch()
    await store.sendDue(promotionId)
    await report(promotionId, id, 'bounced', minutes(61))
    store.clock.now = minutes(62)
    await store.sendDue(promotionId)
    expect(await store.outcomesOf(promotionId, id)).toMatchObject([{ status: 'bounced', voucher: 'delivered' }])
  })

  it('gives the voucher back when there is no other channel', async () => {
    const [id = ''] = await store.addMembers([{}])
    const { id: promotionId } = await store.launch({ channels: ['email'] })
    await store.sendDue(promotionId)
    await report(promotionId, id, 'bounced', minutes(5))
    store.clock.now = minutes(6)
    const plan = await store.sendDue(promotionId)
    expect(await store.outcomesOf(promotionId, id)).toMatchObject([{ status: 'bounced', voucher: 'revoked' }])
    expect(plan.openVouchers).toBe(false)
  })

  it('writes to nobody who has redeemed the voucher meanwhile', async () => {
    const [id = ''] = await store.addMembers([{}])
    const { id: promotionId } = await store.launch()
    await store.sendDue(promotionId)
    await store.pool`UPDATE vouchers SET status = 'redeemed', discount_minor = 100, expires_at = NULL, redeemed_at = now() WHERE campaign_id = ${promotionId}`
    await report(promotionId, id, 'bounced', minutes(5))
    store.clock.now = minutes(6)
    await store.sendDue(promotionId)
    expect(await store.outcomesOf(promotionId, id)).toMatchObject([{ status: 'bounced' }, { status: 'skipped', reason: 'excluded' }])
    expect(store.sent).toHaveLength(1)
  })
})

describe('what is the last word', () => {
  it('is a cooldown, and it costs no voucher', async () => {
    const [id = ''] = await store.addMembers([{ lastContactAt: minutes(-60) }])
    const { id: promotionId } = await store.launch()
    await store.sendDue(promotionId)
    expect(await store.outcomesOf(promotionId, id)).toEqual([{ channel: 'email', status: 'skipped', reason: 'cooldown', voucher: null }])
  })

  it('is being held out or excluded', async () => {
    const ids = await store.addMembers(Array.from({ length: 40 }, () => ({})))
    const excluded = ids.slice(0, 5)
    const { id: promotionId } = await store.launch({
      holdoutPercent: 50,
      audience: { include: [{ kind: 'everyone' }], exclude: [{ kind: 'customers', customerIds: excluded }] },
    })
    await store.sendDue(promotionId)
    const rows = await store.pool`
      SELECT d.channel, d.status, d.reason, v.id IS NOT NULL AS "hasVoucher", count(*)::int AS members FROM promotion_outcomes(${promotionId}) d
      LEFT JOIN vouchers v ON v.campaign_id = ${promotionId} AND v.customer_id = d.customer_id GROUP BY 1, 2, 3, 4`
    const accepted = rows.find(({ status }) => status === 'accepted')?.members as number
    expect(rows.toSorted((a, b) => `${a.reason}`.localeCompare(`${b.reason}`))).toEqual([
      { channel: 'email', status: 'skipped', reason: 'excluded', hasVoucher: false, members: 5 },
      { channel: 'email', status: 'skipped', reason: 'holdout', hasVoucher: false, members: 35 - accepted },
      { channel: 'email', status: 'accepted', reason: null, hasVoucher: true, members: accepted },
    ])
  })

  it('is sharing an address, on the next channel too', async () => {
    const ids = await store.addMembers([
      { email: null, phone: '+4915112345678' },
      { email: null, phone: '+4915112345678' },
    ])
    const { id: promotionId } = await store.launch()
    await store.sendDue(promotionId)
    const reasons = await Promise.all(ids.map(async (id) => (await store.outcomesOf(promotionId, id)).at(-1)))
    expect(new Set(reasons.map((row) => row?.reason ?? row?.status))).toEqual(new Set(['accepted', 'duplicate_address']))
    expect(store.sent).toHaveLength(1)
  })
})

describe('quiet hours', () => {
  it('put the message off on the channel that has them, and cost no voucher until it leaves', async () => {
    const [id = ''] = await store.addMembers([{ email: null }])
    await store.pool`UPDATE settings SET value = '{"quietHours": {"sms": {"from": "00:00", "until": "23:00"}}}' WHERE key = 'contact_policy'`
    const { id: promotionId } = await store.launch()
    await store.pool`UPDATE settings SET value = '{"quietHours": {}}' WHERE key = 'contact_policy'`
    const plan = await store.sendDue(promotionId)
    expect(await store.outcomesOf(promotionId, id)).toMatchObject([{ reason: 'no_address' }, { status: 'deferred', voucher: null }])
    // 23:00 in Berlin.
    expect(plan.nextPageAt).toBe(Date.parse('2026-05-01T21:00:00Z'))
    store.clock.now = new Date('2026-05-01T21:00:00Z')
    await store.sendDue(promotionId)
    expect(await store.outcomesOf(promotionId, id)).toMatchObject([{}, { status: 'accepted', voucher: 'delivered' }])
  })

  it('close the channel when they outlast the promotion, from the freeze on', async () => {
    const [id = ''] = await store.addMembers([{}])
    await store.pool`UPDATE settings SET value = '{"quietHours": {"sms": {"from": "00:00", "until": "23:00"}}}' WHERE key = 'contact_policy'`
    const { id: promotionId } = await store.launch({ channels: ['sms', 'email'], expiresAt: minutes(60) })
    await store.pool`UPDATE settings SET value = '{"quietHours": {}}' WHERE key = 'contact_policy'`
    await store.sendDue(promotionId)
    expect(await store.outcomesOf(promotionId, id)).toEqual([
      { channel: 'sms', status: 'skipped', reason: 'quiet_hours', voucher: 'delivered' },
      { channel: 'email', status: 'accepted', reason: null, voucher: 'delivered' },
    ])
  })
})
