import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { insertOffer } from '../../db/queries/offers/offers.ts'
import { insertPromotion, launchPromotion } from '../../db/queries/promotions/promotions.ts'
import { setBudget } from '../../db/queries/vouchers/budgets.ts'
import { workflowIds } from '../../domain/ids.ts'
import { startPromotion } from '../../workflows/clients/start-promotion.ts'
import { getPromotionProgress } from '../../workflows/promotion-messages.ts'
import { channelMessages } from '../promotions/promotion-fixture.ts'
import { addRecipients } from '../support/broadcast-run.ts'
import { findBuiltProgram } from '../support/built-program.ts'
import { type Stack, startStack } from '../support/stack.ts'
import { findBudgetDrift, termsOf } from '../vouchers/voucher-fixture.ts'

beforeAll(findBuiltProgram, 120_000)

const customers = 3_000
/** The others have no email and are reached by SMS. */
const withEmail = 2_600
const vouchers = 2_900
const timeout = 400_000

async function countAccepted({ sandboxUrl }: Stack) {
  return (await (await fetch(`${sandboxUrl}/_sandbox/log/summary`)).json()) as { accepted: number; duplicates: number }
}

describe('a worker that is killed during a promotion', () => {
  it('writes to nobody twice, loses no voucher and keeps the budget', { timeout }, async () => {
    const stack = await startStack()
    const { pool, client } = stack
    try {
      const put = (path: string, body: unknown) =>
        fetch(`${stack.sandboxUrl}/_sandbox/${path}`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      await put('behaviour', { receipts: 'off' })
      await put('faults', { faults: [{ provider: 'all', kind: 'latency', params: { ms: 30, jitterMs: 60 } }] })
      await addRecipients(stack, 'email', customers)
      await pool`UPDATE contact_states SET sms_consent = 'subscribed'`
      await pool`UPDATE customers SET email = NULL WHERE id IN (SELECT id FROM customers ORDER BY id LIMIT ${customers - withEmail})`
      const validity = { kind: 'fixed' as const, until: new Date(Date.now() + 86_400_000).toISOString() }
      const { id: offerId } = await insertOffer(pool, { name: 'Chaos', terms: termsOf({ validity }) })
      const draft = await insertPromotion(pool, {
        name: 'Chaos',
        offerId,
        audience: { include: [{ kind: 'everyone' }], exclude: [] },
        channels: ['email', 'sms'],
        messages: channelMessages,
        schedule: { kind: 'now' },
        fallThroughMs: 60_000,
        reminder: null,
        holdoutPercent: 0,
        expiresAt: null,
      })
      const { id, schedule, channels } = draft
      await setBudget(pool, { kind: 'promotion', id }, { maxVouchers: vouchers, maxMoneyMinor: null, currency: null })
      await launchPromotion(pool, { id, schedule, offerVersion: 1, version: draft.version, at: new Date() })
      let worker = await stack.startWorker()
      await startPromotion(client, { promotionId: id, channels, schedule })
      // In the midst of the first pages, of the last ones of the first channel, and of the second channel.
      for (const accepted of [1, withEmail * 0.8, withEmail + 60]) {
        while ((await countAccepted(stack)).accepted < accepted) await delay(10)
        worker.kill()
        await worker.exited
        worker = await stack.startWorker()
      }
      const handle = client.workflow.getHandle(workflowIds.promotion(id))
      // Until the last worker has asked for work for the first time, there is nobody to answer.
      const stage = async () => (await handle.query(getPromotionProgress)).stage
      await expect.poll(stage, { timeout: 180_000, interval: 100 }).toBe('active')
      const outcomes = await pool<{ status: string; reason: string | null; voucher: string | null; members: number }[]>`
        SELECT o.status, o.reason, v.status AS voucher, count(*)::int AS members FROM promotion_outcomes(${id}) o
        LEFT JOIN vouchers v ON v.campaign_id = ${id} AND v.customer_id = o.customer_id GROUP BY 1, 2, 3 ORDER BY 4 DESC`
      const count = (status: string) => outcomes.filter((row) => row.status === status).reduce((sum, { members }) => sum + members, 0)
      // A killed worker may leave SMS in doubt: nobody can say of them, and they keep their voucher.
      expect(count('accepted') + count('unknown')).toBe(vouchers)
      expect(count('skipped')).toBe(customers - vouchers)
      expect(outcomes.filter(({ status }) => status === 'skipped')).toEqual([
        { status: 'skipped', reason: 'budget_exhausted', voucher: null, members: customers - vouchers },
      ])
      for (const { status, voucher } of outcomes)
        if (status !== 'skipped') expect(voucher).toBe(status === 'accepted' ? 'delivered' : 'issued')
      const { accepted, duplicates } = await countAccepted(stack)
      expect(duplicates).toBe(0)
      expect(accepted).toBeGreaterThanOrEqual(count('accepted'))
      expect(accepted).toBeLessThanOrEqual(vouchers)
      const [budget] = await pool`SELECT used_vouchers FROM voucher_budgets WHERE owner_id = ${id}`
      expect(budget).toEqual({ used_vouchers: vouchers })
      expect(await findBudgetDrift(pool)).toEqual([])
    } finally {
      await stack.stop()
    }
  })
})
