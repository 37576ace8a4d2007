/** Whatever happens to vouchers, at once and in any order: budgets are what their vouchers hold, no limit is passed, nothing is given back twice. */
import { randomUUID } from 'node:crypto'
import { fc } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, type Pool } from '../../db/client.ts'
import { runInTransaction } from '../../db/transaction.ts'
import { setBudget } from '../../db/queries/vouchers/budgets.ts'
import { deliverVouchers, failDeliveries, issueReserved } from '../../db/queries/vouchers/deliver-vouchers.ts'
import { endVouchersOfCustomer, expireVouchers, revokeVouchers } from '../../db/queries/vouchers/end-vouchers.ts'
import { type IssueRequest, issueVouchers } from '../../db/queries/vouchers/issue-vouchers.ts'
import { listVouchers } from '../../db/queries/vouchers/read-vouchers.ts'
import { rollBackVouchersOfOrders } from '../../db/queries/vouchers/roll-back-vouchers.ts'
import { acceptVoucher, lockVoucher, redeemVoucher } from '../../db/queries/vouchers/use-voucher.ts'
import { findStatus } from '../../domain/voucher-transitions.ts'
import { actor, after, basketOf, findBudgetDrift, issueOf, openVoucherStore, type VoucherStore } from './voucher-fixture.ts'

let store: VoucherStore
let pool: Pool
beforeAll(async () => {
  store = await openVoucherStore()
  pool = connect(store.url, { max: 12 })
})
afterAll(async () => {
  await pool.end({ timeout: 1 })
  await store.close()
})

const customers = 6
const step = fc.record({
  act: fc.constantFrom(
    'issue',
    'issue',
    'issue',
    'reserve',
    'settle',
    'release',
    'deliver',
    'fail',
    'accept',
    'lock',
    'redeem',
    'redeem',
    'cancel',
    'revoke',
    'expire',
    'erase',
  ),
  who: fc.nat({ max: customers - 1 }),
  which: fc.nat({ max: 20 }),
  hour: fc.integer({ min: 0, max: 60 }),
  price: fc.integer({ min: 100, max: 20_000 }),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

interface World {
  offers: string[]
  campaigns: IssueRequest['campaign'][]
  customerIds: string[]
}

async function makeWorld(): Promise<World> {
  const validity = { kind: 'afterDelivery', hours: 24 } as const
  const offers = [await store.addOffer({ validity }), await store.addOffer({ validity, capMinor: 300, limitPerCustomer: 3 })]
  const campaigns = (['promotion', 'autopilot'] as const).map((kind) => ({ kind, id: randomUUID() }))
  await setBudget(pool, { kind: 'offer', id: offers[0] ?? '' }, { maxVouchers: 6, maxMoneyMinor: 4_200, currency: 'EUR' })
  await setBudget(pool, { kind: 'promotion', id: campaigns[0]?.id ?? '' }, { maxVouchers: null, maxMoneyMinor: 3_100, currency: 'EUR' })
  await setBudget(pool, { kind: 'autopilot', id: campaigns[1]?.id ?? '' }, { maxVouchers: 5, maxMoneyMinor: null, currency: null })
  return { offers, campaigns, customerIds: await store.addCustomers(customers) }
}

async function take({ offers, campaigns, customerIds }: World, { act, who, which, hour, price }: Step): Promise<void> {
  const at = after(hour)
  const offerId = offers[which % 2] ?? ''
  const [found] = await pool<{ ids: string[]; orders: string[] }[]>`
    SELECT coalesce(array_agg(id ORDER BY id), '{}') AS ids, coalesce(array_agg(order_external_id) FILTER (WHERE order_external_id IS NOT NULL), '{}') AS orders
    FROM vouchers WHERE offer_id = ANY (${offers}::uuid[])`
  const ids = found?.ids ?? []
  const id = ids[which % Math.max(1, ids.length)]
  const voucher = id === undefined ? undefined : await store.read(id)
  switch (act) {
    case 'issue':
    case 'reserve': {
      const page = [...customerIds.slice(who), ...customerIds.slice(0, who)].slice(0, 1 + (which % 4))
      const campaign = campaigns[hour % 2] ?? { kind: 'direct', id: offerId }
      await issueVouchers(
        pool,
        issueOf({ offerId, campaign, customerIds: page, at, as: act === 'issue' ? 'issued' : 'reserved', occurrence: String(which) }),
      )
      return
    }
    case 'settle':
      await issueReserved(pool, { voucherIds: ids, at, actor })
      return
    case 'release':
      await revokeVouchers(pool, { voucherIds: ids.slice(which % 3), reason: 'released', at, actor })
      return
    case 'deliver':
      await deliverVouchers(pool, { deliveries: ids.toReversed().map((voucherId) => ({ voucherId, deliveredAt: at })), at, actor })
      return
    case 'fail':
      await failDeliveries(pool, { voucherIds: ids.slice(0, 3), at, actor })
      return
    case 'cancel':
      await runInTransaction(pool, (sql) => rollBackVouchersOfOrders(sql, { orderExternalIds: (found?.orders ?? []).slice(0, 3), at }))
      return
    case 'revoke':
      await revokeVouchers(pool, { voucherIds: ids.slice(which % 5, (which % 5) + 2), reason: 'campaign_stopped', at, actor })
      return
    case 'expire':
      await expireVouchers(pool, { at, limit: 3 })
      return
    case 'erase':
      if (which === 0) await endVouchersOfCustomer(pool, customerIds[who] ?? '', at)
      return
    case 'accept':
      if (voucher !== undefined) await acceptVoucher(pool, { voucher, at, actor })
      return
    case 'lock':
      if (voucher !== undefined)
        await lockVoucher(pool, { voucher, at, actor, reference: `r${who % 2}`, lockMs: 3_600_000, basket: basketOf(price) })
      return
    case 'redeem':
      if (voucher !== undefined)
        await redeemVoucher(pool, {
          voucher,
          at,
          actor,
          orderExternalId: `${voucher.id} ${who}`,
          reference: `r${who % 2}`,
          basket: basketOf(price),
        })
  }
}

describe('any life of vouchers', () => {
  it('many at once, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 2, maxLength: 10 }), { minLength: 2, maxLength: 6 }), async (rounds) => {
        const world = await makeWorld()
        for (const round of rounds) {
          await Promise.all(round.map((each) => take(world, each)))
          expect(await findBudgetDrift(pool)).toEqual([])
          const passed = await pool`
            SELECT FROM vouchers WHERE offer_id = ${world.offers[1] ?? ''} AND status <> 'revoked' GROUP BY customer_id HAVING count(*) > 3`
          expect(passed).toHaveLength(0)
        }
        const twice = await pool`
          SELECT FROM voucher_events e JOIN vouchers v ON v.id = e.voucher_id WHERE e.kind IN ('expired', 'revoked', 'rolled_back')
          GROUP BY v.id HAVING count(*) > 1`
        expect(twice).toHaveLength(0)
        await expireVouchers(pool, { at: after(10_000), limit: 100_000 })
        expect(await findBudgetDrift(pool)).toEqual([])
        const held = await pool`
          SELECT FROM voucher_budgets b WHERE used_vouchers > 0 AND NOT EXISTS (
            SELECT FROM vouchers v WHERE v.status = 'redeemed' AND (v.offer_id = b.owner_id OR v.campaign_id = b.owner_id))`
        expect(held).toHaveLength(0)
      }),
      { numRuns: 40, endOnFailure: true },
    )
  })
})

describe('what a voucher is at an instant', () => {
  it('is the same in the database as it is in the program', async () => {
    const world = await makeWorld()
    const steps = fc.sample(step, { numRuns: 150, seed: 7 })
    for (const each of steps) await take(world, each)
    for (const hour of [0, 1, 12, 24.5, 30, 61, 200]) {
      const at = after(hour)
      const all = (await Promise.all(world.offers.map((offerId) => listVouchers(pool, { offerId, at, limit: 1_000 })))).flat()
      for (const status of new Set(all.map((voucher) => findStatus(voucher, at)))) {
        const listed = (await Promise.all(world.offers.map((offerId) => listVouchers(pool, { offerId, at, status, limit: 1_000 })))).flat()
        expect(listed.map(({ id }) => id).toSorted()).toEqual(
          all
            .filter((voucher) => findStatus(voucher, at) === status)
            .map(({ id }) => id)
            .toSorted(),
        )
      }
    }
  })
})
