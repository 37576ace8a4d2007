import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createVoucherActivities, type VoucherExpiry } from '../../activities/vouchers.ts'
import { readBudgets, setBudget } from '../../db/queries/vouchers/budgets.ts'
import { issueVouchers } from '../../db/queries/vouchers/issue-vouchers.ts'
import { workflowIds } from '../../domain/ids.ts'
import { findWorkflows } from '../../workers/bundle.ts'
import { relayOnce } from '../../workers/outbox-relay.ts'
import { ensureVoucherExpiry } from '../../workflows/clients/start-voucher-expiry.ts'
import { taskQueue } from '../../workflows/clients/task-queue.ts'
import { keepHistory } from '../replay/keep-history.ts'
import { createTimeSkippingEnvironment } from '../support/temporal.ts'
import { issueOf, openVoucherStore, type VoucherStore } from '../vouchers/voucher-fixture.ts'

let environment: TestWorkflowEnvironment
let store: VoucherStore
beforeAll(async () => {
  store = await openVoucherStore()
  environment = await createTimeSkippingEnvironment()
})
afterAll(async () => {
  await environment.teardown()
  await store.close()
})
afterEach(async () => {
  await environment.client.workflow.getHandle(workflowIds.voucherExpiry()).terminate()
  await store.pool`TRUNCATE vouchers, voucher_events, voucher_budgets, outbox`
})

const minuteMs = 60_000

/** Runs the expiry beside `work`, on the server's clock; says when it looked, in minutes since it began. */
async function runExpiry(work: (startMs: number) => Promise<void>): Promise<number[]> {
  const startMs = await environment.currentTimeMs()
  let now = startMs
  const looks: number[] = []
  const activities = createVoucherActivities({ pool: store.pool, now: () => new Date(now) })
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowsPath: findWorkflows(),
    activities: {
      async expireVouchers(): Promise<VoucherExpiry> {
        now = await environment.currentTimeMs()
        looks.push(Math.round((now - startMs) / 6_000) / 10)
        return activities.expireVouchers()
      },
    },
  })
  await worker.runUntil(async () => {
    await ensureVoucherExpiry(environment.client)
    await ensureVoucherExpiry(environment.client)
    await work(startMs)
  })
  return looks
}

async function issueFor(minutes: number, startMs: number, count = 1) {
  const at = new Date(startMs)
  const offerId = await store.addOffer({ validity: { kind: 'fixed', until: new Date(startMs + minutes * minuteMs).toISOString() } })
  await setBudget(store.pool, { kind: 'offer', id: offerId }, { maxVouchers: 5_000, maxMoneyMinor: null, currency: null })
  const { vouchers } = await issueVouchers(store.pool, issueOf({ offerId, at, customerIds: await store.addCustomers(count) }))
  return { offerId, id: vouchers[0]?.id ?? '' }
}

const keep = async () =>
  keepHistory(
    `voucherExpiry ${expect.getState().currentTestName ?? ''}`,
    environment.client.workflow.getHandle(workflowIds.voucherExpiry()),
  )

describe('the run that ends vouchers', () => {
  it('ends each at its own instant and gives the budget back, once', async () => {
    const startMs = await environment.currentTimeMs()
    const [soon, later] = [await issueFor(13.5, startMs, 2_300), await issueFor(47, startMs)]
    const looks = await runExpiry(async () => {
      await environment.sleep('60 min')
    })
    expect((await store.read(soon.id)).status).toBe('expired')
    expect((await store.read(soon.id)).endedAt).toEqual(new Date(startMs + 13.5 * minuteMs))
    expect((await store.read(later.id)).status).toBe('expired')
    const budgets = await readBudgets(
      store.pool,
      [soon, later].map(({ offerId }) => ({ kind: 'offer', id: offerId })),
    )
    expect(budgets.map(({ usedVouchers }) => usedVouchers)).toEqual([0, 0])
    expect(looks).toContain(13.5)
    expect(looks).toContain(47)
    const [ends] = await store.pool`SELECT count(*)::int AS events FROM voucher_events WHERE kind = 'expired'`
    expect(ends).toEqual({ events: 2_301 })
    await keep()
  })

  it('is told of a voucher that ends before it would look again', async () => {
    let id = ''
    const looks = await runExpiry(async (startMs) => {
      await environment.sleep('1 min')
      id = (await issueFor(4, startMs)).id
      // As the worker's relay does, every half second.
      expect(await relayOnce({ pool: store.pool, client: environment.client, onError: (code) => expect.fail(code) })).toBe(1)
      await environment.sleep('4 min')
    })
    // After the first one, the one that it was told to make, and the one at the end.
    expect(looks.indexOf(4)).toBe(2)
    expect((await store.read(id)).status).toBe('expired')
    await keep()
  })

  it('is not told of one that it sees in time, and does not miss it', async () => {
    let id = ''
    const looks = await runExpiry(async (startMs) => {
      await environment.sleep('1 min')
      id = (await issueFor(15, startMs)).id
      expect(await store.pool`SELECT FROM outbox`).toHaveLength(0)
      await environment.sleep('15 min')
    })
    // The first look is as late as the run's own start.
    const [first = 0, again = 0, last] = looks
    expect([Math.round(again - first), last]).toEqual([10, 15])
    expect((await store.read(id)).status).toBe('expired')
  })

  it('goes on in a new run after its share of looks', async () => {
    const handle = environment.client.workflow.getHandle(workflowIds.voucherExpiry())
    let first = ''
    const looks = await runExpiry(async () => {
      first = (await handle.describe()).runId
      await environment.sleep('52 hours')
    })
    expect(looks.length).toBeGreaterThan(300)
    expect((await handle.describe()).runId).not.toBe(first)
    expect((await handle.describe()).status.name).toBe('RUNNING')
  })
})
