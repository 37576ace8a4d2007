import { beforeAll, describe, expect, it } from 'vitest'
import { insertOffer } from '../../db/queries/offers/offers.ts'
import { readBudgets, setBudget } from '../../db/queries/vouchers/budgets.ts'
import { deliverVouchers } from '../../db/queries/vouchers/deliver-vouchers.ts'
import { issueVouchers } from '../../db/queries/vouchers/issue-vouchers.ts'
import { findBuiltProgram } from '../support/built-program.ts'
import { type Stack, startStack } from '../support/stack.ts'
import { actor, issueOf, termsOf } from '../vouchers/voucher-fixture.ts'

beforeAll(findBuiltProgram, 120_000)

const hours = 48

/** Each of a customer of its own, and delivered just so long ago that it ends after so many milliseconds. */
async function give({ pool }: Stack, offerId: string, endsAfterMs: readonly number[]): Promise<string[]> {
  const customers = await pool<{ id: string }[]>`
    INSERT INTO customers (external_id) SELECT gen_random_uuid()::text FROM generate_series(1, ${endsAfterMs.length}::int) RETURNING id`
  const { vouchers } = await issueVouchers(pool, issueOf({ offerId, customerIds: customers.map(({ id }) => id), at: new Date() }))
  const deliveries = vouchers.map(({ id }, place) => ({
    voucherId: id,
    deliveredAt: new Date(Date.now() - hours * 3_600_000 + (endsAfterMs[place] ?? 0)),
  }))
  await deliverVouchers(pool, { deliveries, at: new Date(), actor })
  return vouchers.map(({ id }) => id)
}

describe('vouchers whose time comes while Temporal is down', () => {
  it('end once it is back, each once and at its own instant, and give the budget back', { timeout: 300_000 }, async () => {
    const stack = await startStack()
    try {
      const { pool } = stack
      const { id: offerId } = await insertOffer(pool, { name: 'Soon over', terms: termsOf({ validity: { kind: 'afterDelivery', hours } }) })
      const owner = { kind: 'offer' as const, id: offerId }
      await setBudget(pool, owner, { maxVouchers: 100, maxMoneyMinor: null, currency: null })
      await stack.startWorker()
      // A worker that finds no server when it starts ends again; one that relays is through with that.
      const untilRelayed = async () => {
        await expect.poll(async () => (await pool`SELECT FROM outbox`).length, { timeout: 120_000 }).toBe(0)
      }
      await pool`INSERT INTO outbox (kind, payload) VALUES ('voucher_expiry', '{}')`
      await untilRelayed()
      // The run may have heard of the first when the server goes; of the others nobody can tell it.
      const early = await give(stack, offerId, [20_000])
      await stack.servers.temporal.kill()
      const late = await give(stack, offerId, [1_000, 2_000, 3_000_000])
      const ending = [...early, ...late.slice(0, 2)]
      const countOver = async () =>
        (await pool`SELECT FROM vouchers WHERE id = ANY (${ending}::uuid[]) AND valid_until <= now() AND status = 'delivered'`).length
      await expect.poll(countOver, { timeout: 60_000 }).toBe(3)
      expect(await pool`SELECT FROM outbox WHERE kind = 'voucher_expiry'`).not.toHaveLength(0)

      await stack.servers.temporal.start()
      const readOpen = async () => (await pool`SELECT FROM vouchers WHERE expires_at IS NOT NULL`).length
      await expect.poll(readOpen, { timeout: 120_000 }).toBe(1)
      await untilRelayed()
      const ended = await pool<{ status: string; isOnTime: boolean; ends: number }[]>`
        SELECT v.status, v.ended_at = v.valid_until AS "isOnTime", (SELECT count(*)::int FROM voucher_events e WHERE e.voucher_id = v.id AND e.kind = 'expired') AS ends
        FROM vouchers v WHERE v.id = ANY (${ending}::uuid[])`
      expect(ended).toEqual(ending.map(() => ({ status: 'expired', isOnTime: true, ends: 1 })))
      expect(await readBudgets(pool, [owner])).toMatchObject([{ usedVouchers: 1 }])
    } finally {
      await stack.stop()
    }
  })
})
