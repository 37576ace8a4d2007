import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillSmallStore, selectMembers, smallStoreIds } from '../../../tests/audiences/small-store.ts'
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts'
import { connect, type Pool } from '../../client.ts'

let database: TestDatabase
let pool: Pool

beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 2 })
  await fillSmallStore(pool)
})

afterAll(async () => {
  await pool.end()
  await database.drop()
})

// Ann has everything, Ben has nothing, Zoë has what is neither the one nor the other.
const [ann, ben, zoe] = ['ann', 'ben', 'zoë']
const everyone = [ann, ben, zoe]
const { audience, group, broadcast, testSend } = smallStoreIds

describe('the members of a rule', () => {
  const members: [text: string, expected: (string | undefined)[]][] = [
    ['everyone', everyone],
    ['nobody', []],
    ['not nobody', everyone],
    // Texts
    ['city = SOFIA', [ann]],
    ['city != "sofia"', [ben, zoe]],
    ['city in ("sofia", "bucurești")', [ann, zoe]],
    ['city not in ("sofia", "bucurești")', [ben]],
    ['city contains "OF"', [ann]],
    ['city not contains "of"', [ben, zoe]],
    ['city starts with "so"', [ann]],
    ['city ends with "ȘTI"', [zoe]],
    ['city is set', [ann, zoe]],
    ['city is not set', [ben]],
    ['lastName = "i̇stanbul οδος"', [zoe]],
    ['lastName contains "İSTANBUL"', [zoe]],
    ['postalCode = "k1"', [zoe]],
    ['phone starts with "+359"', [ann]],
    ['email ends with "@EXAMPLE.com"', [ann, zoe]],
    ['country in (bg)', [ann]],
    // Numbers
    ['age = 26', [ann]],
    ['age between 26 and 36', [ann, zoe]],
    ['age != 26', [ben, zoe]],
    ['age is not set', [ben]],
    ['birthday.month <= 2', [ann]],
    ['pushDevices >= 1', [ann, zoe]],
    ['pushDevices = 0', [ben]],
    ['pushDevices is set', everyone],
    ['rfm.recency > 4', [ann]],
    ['rfm.recency != 5', [ben, zoe]],
    ['rfm.fm = 4', [ann]],
    ['rfm.aov < 3', [ann]],
    // Birthdays
    ['birthday on today', [zoe]],
    ['birthday on 2026-02-28', [ann]],
    ['birthday on 2028-02-28', []],
    ['birthday on 2028-02-29', [ann]],
    ['birthday within next 7d', [zoe]],
    ['birthday not within next 7d', [ann, ben]],
    ['birthday within from 2026-12-31 until 2027-03-01', [ann]],
    // Attributes
    ['attributes.plan = gold', [ann]],
    ['attributes.plan != gold', [ben, zoe]],
    ['attributes.plan in (GOLD, silver)', [ann, zoe]],
    ['attributes.plan contains "ol"', [ann]],
    ['attributes.visits >= 3', [ann]],
    ['attributes.visits = "3"', [ann]],
    ['attributes.visits = 3', [ann]],
    ['attributes.visits in (3, "MANY")', [ann, zoe]],
    ['attributes.size = 42', [ann]],
    ['attributes.size between 40 and 43', [ann]],
    ['attributes.size is set', [ann]],
    ['attributes."loyalty card" = true', [ann]],
    ['attributes."loyalty card" = false', [zoe]],
    ['attributes."loyalty card" != true', [ben, zoe]],
    ['attributes.list is set', [ann]],
    ['attributes.list contains "gold"', []],
    ['attributes.renewal on today', [ann]],
    ['attributes.renewal within next 14d', [ann]],
    ['attributes.renewal before 2026-06-11', [ann]],
    ['attributes.renewal after today', []],
    ['attributes.seen before 2026-06-09', []],
    ['attributes.seen on 2026-06-09', [ann]],
    ['attributes.seen within last 24h', [ann]],
    // Consent and contact
    ['consent.email = subscribed', [ann, zoe]],
    ['consent.email = never', [ben]],
    ['consent.sms in (never, unsubscribed)', [ben, zoe]],
    ['consent.sms != unsubscribed', [ann, ben]],
    ['reachable.email = true', [ann]],
    ['reachable.email = false', [ben, zoe]],
    ['reachable.email != true', [ben, zoe]],
    ['reachable.sms = true', [ann]],
    ['reachable.push = true', [ann]],
    ['reachable.push = false', [ben, zoe]],
    ['suppressed.email = true', [zoe]],
    ['suppressed.email = false', [ann, ben]],
    ['suppressed.sms = true', []],
    ['lastContact within last 14d', [ann]],
    ['lastContact not within last 14d', [ben, zoe]],
    ['lastContact.email is set', [ann]],
    ['lastContact.sms is set', []],
    ['createdAt within last 30d', [ann]],
    ['createdAt before 2021-01-01', [ben]],
    ['createdAt on 2026-01-01', [zoe]],
    // Segments, groups, audiences
    ['segment = vip', [ann]],
    ['segment = most_active', [ann]],
    ['segment != vip', [ben, zoe]],
    ['segment in (lapsed, repeat)', [ann]],
    ['rfm in (champions, loyal)', [ann]],
    ['rfm not in (champions)', [ben, zoe]],
    [`group = ${group}`, [ann]],
    [`group != ${group}`, [ben, zoe]],
    [`audience = ${audience}`, [ann]],
    [`audience not in (${audience})`, [ben, zoe]],
    // Orders
    ['orders.count = 3', [ann]],
    ['orders.count != 3', [ben, zoe]],
    ['orders.count = 0', [ben, zoe]],
    ['orders.count < 3', [ben, zoe]],
    ['orders.count <= 3', everyone],
    ['orders.count between 0 and 2', [ben, zoe]],
    ['orders.count between 1 and 3', [ann]],
    ['orders.count(last 90d) = 3', [ann]],
    ['orders.count(last 2159h) = 2', [ann]],
    ['orders.count(from 2026-06-10) = 1', [ann]],
    ['orders.count(until 2026-06-09) = 2', [ann]],
    ['orders.count(from 2026-06-09 until 2026-06-09) = 1', [ann]],
    ['orders.count(next 7d) >= 1', []],
    ['orders.count(where coupon = "spring") >= 2', [ann]],
    ['orders.count(where coupon is not set) = 1', [ann]],
    ['orders.count(where paymentMethod = card and not (coupon is set)) = 1', [ann]],
    ['orders.count(where attributes.gift = true) = 1', [ann]],
    ['orders.count(where attributes.gift != true) = 2', [ann]],
    ['orders.count(where currency = eur) = 2', [ann]],
    ['orders.count(where total > 99.99 EUR) = 1', [ann]],
    ['orders.count(where total != 100.00 EUR) = 2', [ann]],
    ['orders.count(where refunded > 0.00 EUR) = 1', [ann]],
    ['orders.count(where status in (paid, pending)) = 2', [ann]],
    ['orders.count(where placedAt on today) = 1', [ann]],
    ['orders.sum(total) = 140.00 EUR', [ann]],
    ['orders.sum(total) >= 900.00 USD', [ann]],
    ['orders.sum(total) < 140.01 EUR', everyone],
    ['orders.sum(total) = 0.00 GBP', everyone],
    ['orders.sum(total, where total >= 100.00 EUR) = 100.00 EUR', [ann]],
    ['orders.sum(refunded) = 10.00 EUR', [ann]],
    ['orders.average(total) = 70.00 EUR', [ann]],
    ['orders.average(total) != 70.00 EUR', [ben, zoe]],
    ['orders.average(total) between 69.99 EUR and 70.01 EUR', [ann]],
    ['orders.average(total) < 1000.00 EUR', [ann]],
    ['orders.average(total) is set', [ann]],
    ['orders.average(total) is not set', [ben, zoe]],
    ['orders.first on 2026-03-12', [ann]],
    ['orders.first within last 30d', []],
    ['orders.first is set', [ann]],
    ['orders.last on today', [ann]],
    ['orders.last before today', []],
    ['orders.last within last 7d', [ann]],
    ['orders.last not within last 7d', [ben, zoe]],
    ['orders.last is not set', [ben, zoe]],
    ['orders.last(where currency = "USD") before 60d ago', [ann]],
    ['cancelledOrders.count >= 1', [ann, zoe]],
    ['cancelledOrders.count(last 365d) >= 1', [ann]],
    ['cancelledOrders.sum(total) = 777.00 EUR', [ann]],
    // Items
    ['orderItems.count(where category = coffee) = 2', [ann]],
    ['orderItems.sum(quantity, where name contains "ESPRESSO") = 5', [ann]],
    ['orderItems.sum(amount) = 100.00 EUR', [ann]],
    ['orderItems.average(price) = 20.00 EUR', [ann]],
    ['orderItems.average(quantity) = 2.5', [ann]],
    ['orderItems.count(where quantity > 2) = 1', [ann]],
    ['orderItems.count(where amount > 40.00 EUR) = 1', [ann]],
    ['orderItems.last(where merchant = "sunrise bakery") on 2026-06-09', [ann]],
    // Events
    ['events.count(where name = bid) = 2', [ann]],
    ['events.sum(properties.value, where name = "Bid") = 110.5', [ann]],
    ['events.sum(properties.value) < 1', [ben, zoe]],
    ['events.average(properties.value) = 55.25', [ann]],
    ['events.average(properties.value) is set', [ann]],
    ['events.count(where properties.rating < 3) = 1', [ann]],
    ['events.count(where properties.rating is not set) = 1', [ann, zoe]],
    // Engagement
    ['engagement.count = 3', [ann]],
    ['engagement.count(where type = sent) = 1', [ann]],
    ['engagement.count(where type = opened) = 0', [ben, zoe]],
    ['engagement.count(where type != sent) = 2', [ann]],
    [`engagement.count(where type = clicked and channel = email and campaign = ${broadcast}) = 1`, [ann]],
    [`engagement.count(where campaign != ${broadcast}) = 0`, everyone],
    [`engagement.count(where campaign = ${testSend}) >= 1`, []],
    ['engagement.last(where type = opened) within last 90d', [ann]],
    // Moves
    ['segmentChanges.count = 3', [ann]],
    ['segmentChanges.count(where segment = vip and change = entered) = 1', [ann]],
    ['segmentChanges.count(where segment = active and change = left) = 1', [ann]],
    ['segmentChanges.count(where changedAt on today) = 0', everyone],
    // Several of one source, in one scan
    ['orders.count(last 30d) = 2 and orders.count = 3 and orders.sum(total) = 140.00 EUR and orders.first before 60d ago', [ann]],
    ['orders.count(last 1h) >= 1 or orders.count = 0', [ben, zoe]],
    ['not (orders.count(last 1h) >= 1 or orders.count(where coupon is set) = 2)', [ben, zoe]],
    ['orders.last on today or (orders.count(last 1h) = 0 and city is not set)', [ann, ben]],
    ['orders.average(total) is not set and orders.count <= 3 and cancelledOrders.count = 1', [zoe]],
  ]
  it.each(members)('%s', async (text, expected) => {
    expect(await selectMembers(pool, text)).toEqual(expected)
  })
})
