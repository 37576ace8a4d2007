import type { Client } from '@temporalio/client'
import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { insertAutopilot, projectAutopilot, publishVersion } from '../../db/queries/autopilots/autopilots.ts'
import { insertOutboxRow } from '../../db/queries/outbox.ts'
import { issueVouchers } from '../../db/queries/vouchers/issue-vouchers.ts'
import { relayOnce } from '../../workers/outbox-relay.ts'
import { recordReceipts } from '../../db/queries/receipts/record-receipts.ts'
import { after, issueOf, openVoucherStore, type VoucherStore } from '../vouchers/voucher-fixture.ts'
import { makeDefinition } from './definition-fixture.ts'

let store: VoucherStore
let autopilotId: string
beforeAll(async () => {
  store = await openVoucherStore()
})
afterAll(() => store.close())
beforeEach(async () => {
  await store.pool`TRUNCATE customers, journeys, autopilots, orders, outbox CASCADE`
  const definition = makeDefinition(
    [{ id: 'hope', kind: 'waitFor', event: { kind: 'voucher_accepted' }, atMost: '9d', next: null, otherwise: null }],
    { exitRules: [{ kind: 'ordered' }] },
  )
  ;({ id: autopilotId } = await insertAutopilot(store.pool, { name: 'Test', definition, template: null }))
  await publishVersion(store.pool, autopilotId, definition)
  await projectAutopilot(store.pool, { autopilotId, status: 'enabled', at: new Date() })
})

/** Each with a journey that runs. */
async function addWaiting(count: number): Promise<string[]> {
  const customers = await store.addCustomers(count)
  await store.pool`
    INSERT INTO journeys (autopilot_id, customer_id, occurrence, run, version_id, status, matched_at, anchor_at, not_before, started_at)
    SELECT ${autopilotId}, c, '1', 1, v.id, 'running', now(), now() - interval '1 day', now(), now() FROM unnest(${customers}::uuid[]) AS c, journey_versions v WHERE v.autopilot_id = ${autopilotId}`
  return customers
}

/** A Temporal that is told after a moment, and refuses what it is to refuse. */
function makeTemporal(refuses: (signal: string, id: string) => boolean = () => false) {
  const told: string[] = []
  let now = 0
  let most = 0
  const signal = async (workflowId: string, name: string, [given]: { orderId?: string; voucherId?: string }[]) => {
    now += 1
    most = Math.max(most, now)
    await new Promise((resolve) => setImmediate(resolve))
    now -= 1
    if (refuses(name, given?.orderId ?? given?.voucherId ?? '')) throw new Error('Not now')
    told.push(`${workflowId} ${name}`)
  }
  const client = {
    withDeadline: (_: number, work: () => Promise<unknown>) => work(),
    workflow: {
      getHandle: (workflowId: string) => ({
        signal: ({ name }: { name: string }, ...given: { orderId?: string; voucherId?: string }[]) => signal(workflowId, name, given),
      }),
    },
  } as unknown as Client
  return { client, told, most: () => most }
}

const orderAll = (customers: readonly string[]) => store.pool`
  INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor)
  SELECT 'o-' || c, c, now(), 'paid', 'EUR', 1000 FROM unnest(${[...customers]}::uuid[]) AS c`

describe('the outbox', () => {
  it('brings facts of many customers at a time, and each customer’s in their order', async () => {
    const customers = await addWaiting(300)
    for (const customerId of customers)
      await insertOutboxRow(store.pool, 'journey_fact', { fact: 'voucher_accepted', customerId, id: customerId })
    await orderAll(customers)
    const temporal = makeTemporal()
    expect(await relayOnce({ ...store, client: temporal.client, onError: (code) => expect.fail(code) })).toBe(600)
    expect(temporal.most()).toBeGreaterThan(20)
    expect(temporal.told).toHaveLength(600)
    for (const run of new Set(temporal.told.map((line) => line.split(' ')[0] ?? '')))
      expect(temporal.told.filter((line) => line.startsWith(`${run} `)).map((line) => line.split(' ')[1])).toEqual([
        'voucherAccepted',
        'customerOrdered',
      ])
    expect(await store.pool`SELECT FROM outbox`).toEqual([])
  })

  it('puts off what comes after a fact that could not be brought, for that customer alone', async () => {
    const customers = await addWaiting(5)
    const [unlucky = ''] = customers
    for (const customerId of customers)
      await insertOutboxRow(store.pool, 'journey_fact', { fact: 'voucher_accepted', customerId, id: customerId })
    await orderAll(customers)
    const faults: string[] = []
    const refusing = makeTemporal((name, id) => name === 'voucherAccepted' && id === unlucky)
    await relayOnce({ ...store, client: refusing.client, onError: (code) => void faults.push(code) })
    expect(refusing.told).toHaveLength(8)
    expect(await store.pool`SELECT attempts, payload ->> 'fact' AS fact FROM outbox ORDER BY id`).toEqual([
      { attempts: 1, fact: 'voucher_accepted' },
      { attempts: 1, fact: 'ordered' },
    ])
    await store.pool`UPDATE outbox SET next_attempt_at = now()`
    const temporal = makeTemporal()
    await relayOnce({ ...store, client: temporal.client, onError: (code) => expect.fail(code) })
    expect(temporal.told.map((line) => line.split(' ')[1])).toEqual(['voucherAccepted', 'customerOrdered'])
  })
})

describe('a voucher of an autopilot', () => {
  it.each(['birthday-2026', '01890a5d-ac96-774b-bcce', '', '01890a5d-ac96-774b-bcce-b302099a8057:x:1'])(
    'is moved whatever its occurrence is, and is no journey’s news: “%s”',
    async (occurrence) => {
      const [customerId = ''] = await addWaiting(1)
      const offerId = await store.addOffer()
      const campaign = { kind: 'autopilot', id: autopilotId } as const
      const { vouchers } = await issueVouchers(store.pool, issueOf({ offerId, customerIds: [customerId], campaign, occurrence }))
      const { count } = await store.pool`UPDATE vouchers SET status = 'accepted', accepted_at = now() WHERE id = ${vouchers[0]?.id ?? ''}`
      expect(count).toBe(1)
      expect(await store.pool`SELECT FROM outbox WHERE kind = 'journey_fact'`).toEqual([])
    },
  )
})

describe('the voucher in a message of which nobody knew whether it had left', () => {
  it('has its hours run from when the message left, once a receipt says that it has arrived', async () => {
    const [customerId = ''] = await addWaiting(1)
    const offerId = await store.addOffer({ validity: { kind: 'afterDelivery', hours: 48 } })
    const campaign = { kind: 'autopilot', id: autopilotId } as const
    const { vouchers } = await issueVouchers(store.pool, issueOf({ offerId, customerIds: [customerId], campaign, occurrence: 'gift' }))
    const [voucher] = vouchers
    const sendId = newUuid()
    await store.pool`
      INSERT INTO sends (id, campaign_kind, campaign_id, channel, is_marketing, message, policy, holdout_percent)
      VALUES (${sendId}, 'autopilot', ${autopilotId}, 'email', true, '{}', '{}', 0)`
    await store.pool`
      INSERT INTO deliveries (send_id, customer_id, channel, page, status, position, claimed_at, settled_at, merge_fields)
      VALUES (${sendId}, ${customerId}, 'email', 0, 'unknown', 0, now(), now(), ${store.pool.json({ voucher: { code: voucher?.code ?? '' } })})`
    const receipt = {
      kind: 'delivered',
      delivery: { sendId, customerId },
      channel: 'email',
      eventId: sendId,
      occurredAt: after(3),
    } as const
    await recordReceipts(store.pool, [{ provider: 'resend', receipt }], after(4))
    await recordReceipts(store.pool, [{ provider: 'resend', receipt: { ...receipt, eventId: `${sendId} again` } }], after(5))
    await relayOnce({ ...store, client: makeTemporal().client, onError: (code) => expect.fail(code) })
    expect(await store.read(voucher?.id ?? '')).toMatchObject({ status: 'delivered', deliveredAt: after(3), validUntil: after(51) })
  })
})
