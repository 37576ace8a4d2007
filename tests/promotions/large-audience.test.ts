/** A promotion to many: every page claimed, called, recorded and settled, several at a time, onto two channels and against a budget that all of them wait for. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { setBudget } from '../../db/queries/vouchers/budgets.ts'
import { findBudgetDrift } from '../vouchers/voucher-fixture.ts'
import { openPromotionStore, type PromotionStore } from './promotion-fixture.ts'

const members = 20_000

let store: PromotionStore
beforeAll(async () => {
  store = await openPromotionStore({ max: 12 })
  // Every tenth has no email, every fifth of the others has said no to it; every twentieth takes no SMS either.
  await store.pool`
    INSERT INTO customers (external_id, email, phone, time_zone)
    SELECT n::text, CASE WHEN n % 10 <> 0 THEN 'ok' || n || '@example.test' END, '+49151' || lpad(n::text, 8, '0'), 'Europe/Berlin' FROM generate_series(1, ${members}::int) AS n`
  await store.pool`
    UPDATE contact_states s SET email_consent = CASE WHEN c.external_id::int % 5 = 1 THEN 'unsubscribed' ELSE 'subscribed' END::consent_status,
      sms_consent = CASE WHEN c.external_id::int % 20 IN (0, 1) THEN 'unsubscribed' ELSE 'subscribed' END::consent_status
    FROM customers c WHERE c.id = s.customer_id`
  await store.pool`ANALYZE customers, contact_states`
}, 60_000)
afterAll(() => store.close())

it('reaches each of 20,000 members once, on the first channel that is open to them, with a voucher of their own', async () => {
  const { id } = await store.launch()
  await setBudget(store.pool, { kind: 'promotion', id }, { maxVouchers: members, maxMoneyMinor: null, currency: null })
  const plan = await store.sendDue(id)
  expect(plan.due).toEqual([])
  const outcomes = await store.pool<{ channel: string; status: string; reason: string | null; members: number }[]>`
    SELECT channel, status, reason, count(*)::int AS members FROM promotion_outcomes(${id}) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`
  expect([...outcomes]).toEqual([
    { channel: 'email', status: 'accepted', reason: null, members: 14_000 },
    { channel: 'sms', status: 'skipped', reason: 'not_subscribed', members: 2_000 },
    { channel: 'sms', status: 'accepted', reason: null, members: 4_000 },
  ])
  const [vouchers] = await store.pool<[{ open: number; holders: number; codes: number; released: number }]>`
    SELECT count(*) FILTER (WHERE status = 'delivered')::int AS open, count(DISTINCT customer_id) FILTER (WHERE status = 'delivered')::int AS holders,
      count(DISTINCT code)::int AS codes, count(*) FILTER (WHERE status <> 'delivered')::int AS released
    FROM vouchers WHERE campaign_kind = 'promotion' AND campaign_id = ${id}`
  expect(vouchers).toEqual({ open: 18_000, holders: 18_000, codes: 18_000, released: 0 })
  expect(store.sent).toHaveLength(18_000)
  expect(new Set(store.sent.map(({ to }) => to)).size).toBe(18_000)
  // Each message shows the code of its own.
  expect(new Set(store.sent.map(({ body }) => /\b[B-Z2-9]{4}-?[B-Z2-9]{4}-?[B-Z2-9]{4}\b/.exec(body)?.[0])).size).toBe(18_000)
  expect(await findBudgetDrift(store.pool)).toEqual([])
}, 240_000)
