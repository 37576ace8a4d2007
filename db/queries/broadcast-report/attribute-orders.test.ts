import { fc, test } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  addCustomers,
  addDeliveries,
  addOrders,
  addSend,
  minutesLater,
  type FixtureOrder,
} from '../../../tests/broadcasts/ledger-fixtures.ts'
import { createTestDatabase } from '../../../tests/support/database.ts'
import { connect, type Pool } from '../../client.ts'
import { attributeOrders } from './attribute-orders.ts'

const dayMinutes = 1440
const weekMs = 7 * dayMinutes * 60_000

let pool: Pool
let drop: () => Promise<void>

beforeAll(async () => {
  const database = await createTestDatabase()
  drop = database.drop
  pool = connect(database.url, { max: 4 })
})

afterAll(async () => {
  await pool.end()
  await drop()
})

async function addOnePerson(): Promise<string> {
  return (await addCustomers(pool, 1))[0] ?? expect.fail()
}

/** A send that was accepted for one customer at that minute. */
async function addContact(
  customerId: string,
  minute: number,
  options: Parameters<typeof addSend>[1] & { status?: 'accepted' | 'delivered' | 'bounced' } = {},
): Promise<string> {
  const { status = 'delivered', ...send } = options
  const sendId = await addSend(pool, { recipients: 1, ...send }, minutesLater(60 * dayMinutes))
  await addDeliveries(pool, sendId, [{ customerId, status, acceptedAt: minutesLater(minute), claimedAt: minutesLater(minute) }])
  return sendId
}

const creditedTo = async (sendId: string, windowMs = weekMs) => (await attributeOrders(pool, sendId, windowMs)).orders

describe('an order', () => {
  it('is credited to the latest message before it, and to that one only', async () => {
    const customerId = await addOnePerson()
    const [first, second, third] = [await addContact(customerId, 0), await addContact(customerId, 100), await addContact(customerId, 300)]
    await addOrders(pool, [{ customerId, placedAt: minutesLater(200) }])
    expect([await creditedTo(first), await creditedTo(second), await creditedTo(third)]).toEqual([0, 1, 0])
  })

  it('is credited up to the end of the window and not a minute longer', async () => {
    const customerId = await addOnePerson()
    const sendId = await addContact(customerId, 0)
    await addOrders(pool, [
      { customerId, placedAt: minutesLater(7 * dayMinutes) },
      { customerId, placedAt: minutesLater(7 * dayMinutes + 1) },
    ])
    expect(await creditedTo(sendId)).toBe(1)
  })

  it('is not taken by a later message whose own window was over', async () => {
    const customerId = await addOnePerson()
    const first = await addContact(customerId, 0)
    await addContact(customerId, 10, { attributionWindowMs: 60_000 })
    await addOrders(pool, [{ customerId, placedAt: minutesLater(100) }])
    expect(await creditedTo(first)).toBe(1)
  })

  it('is not credited to a message that bounced, nor taken by a transactional one', async () => {
    const customerId = await addOnePerson()
    const first = await addContact(customerId, 0)
    const bounced = await addContact(customerId, 10, { status: 'bounced' })
    const receipt = await addContact(customerId, 20, { isMarketing: false, campaignKind: 'transactional' })
    await addOrders(pool, [{ customerId, placedAt: minutesLater(100) }])
    expect([await creditedTo(first), await creditedTo(bounced), await creditedTo(receipt)]).toEqual([1, 0, 0])
  })

  it('counts net of refunds in its own currency, and not when it was cancelled or refunded', async () => {
    const customerId = await addOnePerson()
    const sendId = await addContact(customerId, 0)
    const order = (rest: Partial<FixtureOrder>): FixtureOrder => ({ customerId, placedAt: minutesLater(5), ...rest })
    await addOrders(pool, [
      order({ totalMinor: 5000, refundedMinor: 1500, status: 'partially_refunded' }),
      order({ totalMinor: 700 }),
      order({ totalMinor: 900, currency: 'USD' }),
      order({ status: 'cancelled' }),
      order({ refundedMinor: 1000, status: 'refunded' }),
    ])
    expect(await attributeOrders(pool, sendId, weekMs)).toEqual({
      windowMs: weekMs,
      orders: 3,
      customers: 1,
      revenue: [
        { currency: 'EUR', amountMinor: 4200 },
        { currency: 'USD', amountMinor: 900 },
      ],
    })
  })

  const someContacts = fc.array(
    fc.record({ who: fc.nat(2), minute: fc.nat(30).map((n) => n * 1000), windowDays: fc.integer({ min: 1, max: 14 }) }),
    { maxLength: 8, size: 'max' },
  )
  const someOrders = fc.array(fc.record({ who: fc.nat(2), minute: fc.nat(50).map((n) => n * 1000 + 7) }), { maxLength: 12, size: 'max' })

  test.prop([someContacts, someOrders], { numRuns: 25 })(
    'is counted for one campaign at most: the one that a plain reading of the rule names',
    async (contacts, orders) => {
      const people = await addCustomers(pool, 3)
      const sendIds: string[] = []
      for (const { who, minute, windowDays } of contacts) {
        sendIds.push(await addContact(people[who] ?? expect.fail(), minute, { attributionWindowMs: windowDays * dayMinutes * 60_000 }))
      }
      await addOrders(
        pool,
        orders.map(({ who, minute }) => ({ customerId: people[who] ?? expect.fail(), placedAt: minutesLater(minute) })),
      )

      const expected = contacts.map(() => 0)
      for (const order of orders) {
        const touches = contacts
          .map((contact, index) => ({ ...contact, index, sendId: sendIds[index] ?? '' }))
          .filter(
            ({ who, minute, windowDays }) => who === order.who && minute < order.minute && order.minute <= minute + windowDays * dayMinutes,
          )
          .sort((a, b) => a.minute - b.minute || (a.sendId < b.sendId ? -1 : 1))
        const last = touches.at(-1)
        if (last !== undefined) expected[last.index] = (expected[last.index] ?? 0) + 1
      }
      const credited = await Promise.all(
        sendIds.map((sendId, index) => creditedTo(sendId, (contacts[index]?.windowDays ?? 0) * dayMinutes * 60_000)),
      )
      expect(credited).toEqual(expected)
    },
  )
})
