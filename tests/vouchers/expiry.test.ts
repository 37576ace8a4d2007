import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createVoucherActivities, type VoucherExpiry } from '../../activities/vouchers.ts'
import { connect } from '../../db/client.ts'
import { readBudgets, setBudget } from '../../db/queries/vouchers/budgets.ts'
import { expireVouchers } from '../../db/queries/vouchers/end-vouchers.ts'
import { issueVouchers } from '../../db/queries/vouchers/issue-vouchers.ts'
import { acceptVoucher, lockVoucher, redeemVoucher } from '../../db/queries/vouchers/use-voucher.ts'
import { MockActivityEnvironment } from '@temporalio/testing'
import { actor, after, basketOf, findBudgetDrift, issueOf, openVoucherStore, type VoucherStore } from './voucher-fixture.ts'

let store: VoucherStore
beforeAll(async () => {
  store = await openVoucherStore()
})
afterAll(() => store.close())

/** So many vouchers that end an hour after they were given, and a budget that counts them. */
async function give(count: number): Promise<{ offerId: string; ids: string[] }> {
  const offerId = await store.addOffer({ validity: { kind: 'fixed', until: after(1).toISOString() } })
  await setBudget(store.pool, { kind: 'offer', id: offerId }, { maxVouchers: count, maxMoneyMinor: count * 1_000, currency: 'EUR' })
  const { vouchers } = await issueVouchers(store.pool, issueOf({ offerId, customerIds: await store.addCustomers(count) }))
  return { offerId, ids: vouchers.map(({ id }) => id) }
}

const countEnds = async (ids: string[]) => {
  const [row] = await store.pool<[{ events: number; vouchers: number }]>`
    SELECT count(*)::int AS events, count(DISTINCT voucher_id)::int AS vouchers FROM voucher_events WHERE kind = 'expired' AND voucher_id = ANY (${ids}::uuid[])`
  return row
}
const readUse = async (offerId: string) => {
  const [budget] = await readBudgets(store.pool, [{ kind: 'offer', id: offerId }])
  return [budget?.usedVouchers, budget?.usedMoneyMinor]
}

async function runExpiry(activities: ReturnType<typeof createVoucherActivities>): Promise<VoucherExpiry> {
  const expiry: unknown = await new MockActivityEnvironment().run(activities.expireVouchers)
  return expiry as VoucherExpiry
}

describe('expiry', () => {
  it('by several workers at the same moment ends each voucher once and gives its budget back once', async () => {
    const { offerId, ids } = await give(2_500)
    const activities = createVoucherActivities({ pool: store.pool, now: () => after(1) })
    const looks = await Promise.all(Array.from({ length: 4 }, () => runExpiry(activities)))
    // Whoever finds the others at work leaves them their vouchers, and looks again.
    const last = await runExpiry(activities)
    expect([...looks, last].reduce((sum, { expired }) => sum + expired, 0)).toBe(2_500)
    expect(await countEnds(ids)).toEqual({ events: 2_500, vouchers: 2_500 })
    expect(await readUse(offerId)).toEqual([0, 0])
    expect(await findBudgetDrift(store.pool)).toEqual([])
  })

  it('by a worker that is killed in the middle of it is as if it had not begun, and the next one does it', async () => {
    const { offerId, ids } = await give(50)
    const worker = connect(store.url, { max: 1 })
    const killed = worker.begin(async (sql) => {
      expect(await expireVouchers(sql, { at: after(1), limit: 1_000 })).toHaveLength(50)
      const [{ pid }] = await sql<[{ pid: number }]>`SELECT pg_backend_pid() AS pid`
      await store.pool`SELECT pg_terminate_backend(${pid})`
      await sql`SELECT 1`
    })
    await expect(killed).rejects.toThrow()
    await worker.end({ timeout: 1 })
    // The server notices the end of the connection by itself, and then its locks are gone.
    await store.pool`SELECT FROM vouchers WHERE id = ANY (${ids}::uuid[]) FOR UPDATE`
    expect([await countEnds(ids), await readUse(offerId)]).toEqual([{ events: 0, vouchers: 0 }, [50, 50_000]])
    expect(await expireVouchers(store.pool, { at: after(1), limit: 1_000 })).toHaveLength(50)
    expect(await expireVouchers(store.pool, { at: after(1), limit: 1_000 })).toHaveLength(0)
    expect([await countEnds(ids), await readUse(offerId)]).toEqual([{ events: 50, vouchers: 50 }, [0, 0]])
  })

  it('that is days late, since nothing ran, has let nobody use a voucher, and ends each at its own instant', async () => {
    const { ids } = await give(1)
    const voucher = await store.read(ids[0] ?? '')
    const asked = { voucher, actor, at: after(1) }
    const refused = { kind: 'refused', reasons: ['expired'] }
    expect(await acceptVoucher(store.pool, asked)).toMatchObject(refused)
    expect(await lockVoucher(store.pool, { ...asked, reference: 'cart', lockMs: 60_000 })).toMatchObject(refused)
    expect(await redeemVoucher(store.pool, { ...asked, orderExternalId: randomUUID(), basket: basketOf(3_000) })).toMatchObject(refused)
    await expireVouchers(store.pool, { at: after(72), limit: 1_000 })
    expect(await store.read(voucher.id)).toMatchObject({ status: 'expired', endedAt: after(1) })
  })

  it('comes at the last millisecond of the validity and not one sooner', async () => {
    const { ids } = await give(1)
    const voucher = await store.read(ids[0] ?? '')
    const justBefore = new Date(after(1).getTime() - 1)
    expect(await expireVouchers(store.pool, { at: justBefore, limit: 1_000 })).toHaveLength(0)
    expect(await acceptVoucher(store.pool, { voucher, actor, at: justBefore })).toMatchObject({ kind: 'done' })
    expect(await expireVouchers(store.pool, { at: after(1), limit: 1_000 })).toHaveLength(1)
  })
})

describe('a lock that has outlived the validity', () => {
  it('takes another basket and is not made longer, so that the voucher ends with it', async () => {
    const voucher = await store.addVoucher({ validity: { kind: 'fixed', until: after(1).toISOString() } })
    const lock = async (hours: number, priceMinor: number) => {
      const at = after(hours)
      const read = await store.read(voucher.id)
      return lockVoucher(store.pool, { voucher: read, at, actor, reference: 'cart', lockMs: 3_600_000, basket: basketOf(priceMinor) })
    }
    expect(await lock(0.75, 3_000)).toMatchObject({ kind: 'done', voucher: { lockUntil: after(1.75) } })
    expect(await lock(1.5, 5_000)).toMatchObject({ kind: 'done', voucher: { lockUntil: after(1.75) }, quote: { discountMinor: 500 } })
    expect(await lock(1.75, 5_000)).toMatchObject({ kind: 'refused', reasons: ['expired'] })
    expect(await expireVouchers(store.pool, { at: after(1.75), limit: 10 })).toHaveLength(1)
  })
})
