/** A store of three customers, in which every dimension and source has something to find, and a rule in the text form asked of it. */
import { type AudienceContext, loadAudienceContext } from '../../db/queries/audiences/audience-context.ts'
import { selectRuleMembers } from '../../db/queries/audiences/compile-rule.ts'
import type { Pool } from '../../db/client.ts'
import { parseRule } from '../../domain/audience-rules/parse-rule.ts'
import type { Rule } from '../../domain/audience-rules/rule.ts'
import { formatId } from '../../domain/ids.ts'

export const smallStoreNow = new Date('2026-06-10T10:00:00Z')
export const smallStoreTimeZone = 'Europe/Sofia'
const broadcastId = '0197581c-0000-7000-8000-00000000b0b0'
const otherBroadcastId = '0197581c-0000-7000-8000-00000000b0b1'
export const smallStoreGroupId = '0197581c-0000-7000-8000-000000009009'
const audienceId = '0197581c-0000-7000-8000-0000000a0d1e'

/** Public ids. The audience is Ann’s, by its rule, and so is the group; the test send is no marketing. */
export const smallStoreIds = {
  audience: formatId('audience', audienceId),
  group: formatId('group', smallStoreGroupId),
  broadcast: formatId('broadcast', broadcastId),
  testSend: formatId('broadcast', otherBroadcastId),
}

/**
 * Ann has everything, Ben has nothing, Zoë has what is neither the one nor the other: other letters, other currencies, things that do not count.
 */
export async function fillSmallStore(pool: Pool): Promise<void> {
  await pool`INSERT INTO settings (key, value) VALUES ('store', ${pool.json({ timeZone: smallStoreTimeZone })})`
  await pool`
    INSERT INTO customers (external_id, email, phone, first_name, last_name, language, country, region, city, postal_code, time_zone, birthday, attributes, created_at) VALUES
    ('ann', 'ann@example.com', '+359888111222', 'Ann', 'Smith', 'bg', 'BG', 'Sofia-grad', 'Sofia', '1000', 'Europe/Sofia', '2000-02-29',
      ${pool.json({ plan: 'Gold', visits: 3, 'loyalty card': true, renewal: '2026-06-10', seen: '2026-06-09T21:30:00+03:00', size: '42', list: ['Gold'], odd: "'; DROP TABLE customers; --" })}, '2026-06-01T00:00:00Z'),
    ('ben', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', '2020-01-01T00:00:00Z'),
    ('zoë', 'zoe@example.com', '+40711111111', 'Zoë', 'İstanbul ΟΔΟΣ', 'pt-BR', 'RO', 'Ilfov', 'București', 'K1', 'Europe/Bucharest', '1990-06-10',
      ${pool.json({ plan: 'silver', visits: 'many', 'loyalty card': 'FALSE', renewal: '2026-02-30', size: null })}, '2026-01-01T00:00:00Z')`
  await pool`
    UPDATE contact_states SET email_consent = 'subscribed', sms_consent = 'subscribed', push_consent = 'subscribed', last_contact_at = '2026-06-08T00:00:00Z', last_email_at = '2026-06-08T00:00:00Z'
    WHERE customer_id = (SELECT id FROM customers WHERE external_id = 'ann')`
  await pool`
    UPDATE contact_states SET email_consent = 'subscribed', sms_consent = 'unsubscribed', push_consent = 'subscribed' WHERE customer_id = (SELECT id FROM customers WHERE external_id = 'zoë')`
  await pool`INSERT INTO suppressions (channel, address, reason, source) VALUES ('email', 'zoe@example.com', 'complaint', 'test'), ('push', 'https://push.example/zoe', 'invalid', 'test')`
  await pool`
    INSERT INTO push_subscriptions (customer_id, endpoint, p256dh, auth)
    SELECT id, 'https://push.example/' || CASE external_id WHEN 'ann' THEN 'ann' ELSE 'zoe' END, 'k', 'a' FROM customers WHERE external_id <> 'ben'`
  await pool`
    INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor, refunded_minor, payment_method, coupon, attributes)
    SELECT o.external_id, c.id, o.placed_at::timestamptz, o.status, o.currency, o.total, o.refunded, o.method, o.coupon, o.attributes::jsonb
    FROM (VALUES
      ('a1', 'ann', '2026-06-09T20:59:59Z', 'paid', 'EUR', 10000, 0, 'Card', 'SPRING', '{"gift": true}'),
      ('a2', 'ann', '2026-06-09T21:00:00Z', 'partially_refunded', 'EUR', 5000, 1000, 'card', NULL, '{}'),
      ('a3', 'ann', '2026-03-12T10:00:00Z', 'paid', 'USD', 90000, 0, NULL, 'SPRING', '{}'),
      ('a4', 'ann', '2026-06-05T10:00:00Z', 'cancelled', 'EUR', 77700, 0, NULL, NULL, '{}'),
      ('z1', 'zoë', '2026-06-10T10:00:00.001Z', 'paid', 'EUR', 100, 0, NULL, NULL, '{}'),
      ('z2', 'zoë', '2025-01-01T10:00:00Z', 'refunded', 'EUR', 100, 100, NULL, NULL, '{}')
    ) AS o (external_id, customer, placed_at, status, currency, total, refunded, method, coupon, attributes) JOIN customers c ON c.external_id = o.customer`
  await pool`
    INSERT INTO order_items (order_id, line, product_external_id, name, category, merchant, vertical, quantity, price_minor)
    SELECT id, line, 'SKU-1', 'Espresso beans', 'Coffee', 'Sunrise Bakery', 'groceries', line + 1, 2000 FROM orders CROSS JOIN generate_series(1, 2) AS line WHERE external_id IN ('a1', 'a4')`
  await pool`
    INSERT INTO events (message_id, customer_id, name, occurred_at, properties)
    SELECT e.message_id, c.id, e.name, e.at::timestamptz, e.properties::jsonb
    FROM (VALUES
      ('e1', 'ann', 'Bid', '2026-06-10T09:00:00Z', '{"value": 70, "rating": 2}'), ('e2', 'ann', 'bid', '2026-06-10T08:00:00Z', '{"value": "40.5"}'),
      ('e3', 'ann', 'Bid', '2026-06-11T08:00:00Z', '{"value": 1000}'), ('e4', 'zoë', 'Bid', '2026-06-10T08:00:00Z', '{"value": "much"}')
    ) AS e (message_id, customer, name, at, properties) JOIN customers c ON c.external_id = e.customer`
  await pool`INSERT INTO groups (id, external_id, name) VALUES (${smallStoreGroupId}, 'g', 'Group')`
  await pool`INSERT INTO group_members (group_id, customer_id) SELECT ${smallStoreGroupId}, id FROM customers WHERE external_id = 'ann'`
  await pool`
    INSERT INTO customer_metrics (customer_id, orders, net_minor, first_order_at, last_order_at, recent_orders, recency_score, frequency_score, monetary_score, aov_score, stage, tags, computed_at)
    SELECT id, 3, 0, now(), now(), 3, 5, 4, 5, 2, 'most_active', '{vip,repeat}', now() FROM customers WHERE external_id = 'ann'`
  await pool`
    INSERT INTO segment_changes (customer_id, changed_at, entered, exited)
    SELECT id, '2026-06-09T10:00:00Z', '{at_risk,vip}', '{active}' FROM customers WHERE external_id = 'ann'`
  await fillLedger(pool)
  await pool`INSERT INTO audiences (id, name, rule) VALUES (${audienceId}, 'Sofia', ${pool.json({ field: 'city', op: '=', value: 'sofia' })})`
}

async function fillLedger(pool: Pool): Promise<void> {
  const send = async (id: string, isMarketing: boolean) => {
    await pool`
      INSERT INTO sends (id, campaign_kind, campaign_id, channel, is_marketing, message, policy) VALUES (${id}, ${isMarketing ? 'broadcast' : 'transactional'}, ${id}, 'email', ${isMarketing}, '{}', '{}')`
    await pool`
      INSERT INTO deliveries (send_id, customer_id, channel, page, status, claimed_at, accepted_at)
      SELECT ${id}, id, 'email', 0, (CASE external_id WHEN 'ann' THEN 'delivered' ELSE 'skipped' END)::delivery_status, '2026-06-01T10:00:00Z',
        CASE external_id WHEN 'ann' THEN '2026-06-01T10:00:00Z'::timestamptz END FROM customers`
  }
  await send(broadcastId, true)
  await send(otherBroadcastId, false)
  await pool`
    INSERT INTO delivery_events (send_id, customer_id, channel, type, is_bot, occurred_at)
    SELECT ${broadcastId}, c.id, 'email', e.type, e.is_bot, e.at::timestamptz
    FROM (VALUES ('ann', 'opened', false, '2026-06-02T10:00:00Z'), ('ann', 'clicked', false, '2026-06-02T10:01:00Z'), ('zoë', 'opened', true, '2026-06-02T10:00:00Z'), ('ann', 'delayed', false, '2026-06-01T10:00:01Z'))
      AS e (customer, type, is_bot, at) JOIN customers c ON c.external_id = e.customer`
}

/** @throws Error for a text that is no rule */
export function readRule(text: string): Rule {
  const parsed = parseRule(text, { currency: 'EUR' })
  if (parsed.kind !== 'rule') throw new Error(`${text}: ${JSON.stringify(parsed)}`)
  return parsed.rule
}

/** The external ids of the members, in alphabetical order. */
export async function selectMembers(pool: Pool, rule: Rule | string, change: Partial<AudienceContext> = {}): Promise<string[]> {
  const asked = typeof rule === 'string' ? readRule(rule) : rule
  const context = { ...(await loadAudienceContext(pool, asked, smallStoreNow)), ...change }
  const rows = await pool<{ customer: string }[]>`
    SELECT c.external_id AS customer FROM (${selectRuleMembers(pool, asked, context)}) AS m JOIN customers c ON c.id = m.customer_id`
  return rows.map((row) => row.customer).toSorted()
}
