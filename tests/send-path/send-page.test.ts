import { createServer } from 'node:http'
import { ActivityCancellationDetails, CancelledFailure } from '@temporalio/common'
import { MockActivityEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSendPage } from '../../activities/send-page.ts'
import { stopSend } from '../../db/queries/sends/finish-send.ts'
import { eraseCustomer } from '../../db/queries/customers/erase-customer.ts'
import { formatDeliveryRef } from '../../domain/ids.ts'
import { addCustomers, addSend, readLedger } from './send-fixture.ts'
import { messages, type SendPathHarness, startSendPath } from './send-path-harness.ts'

let path: SendPathHarness
beforeAll(async () => {
  path = await startSendPath()
})
afterAll(() => path.close())
beforeEach(() => path.sandbox.reset())

async function addEmailSend(customers: number) {
  const ids = await addCustomers(
    path.pool,
    'email',
    Array.from({ length: customers }, () => ({})),
  )
  return { ids: ids.toSorted(), send: await addSend(path.pool, [{ customerIds: ids }], { message: messages.email }) }
}

async function addSmsSend(customers: number) {
  const [last] = await path.pool<[{ n: number }]>`SELECT count(*)::int AS n FROM customers`
  const ids = await addCustomers(
    path.pool,
    'sms',
    Array.from({ length: customers }, (_, at) => ({ phone: `+4915${String(100_000_000 + last.n + at)}` })),
  )
  return { ids: ids.toSorted(), send: await addSend(path.pool, [{ customerIds: ids }], { channel: 'sms', message: messages.sms }) }
}

async function addPushSend(customers: number) {
  const ids = await addCustomers(
    path.pool,
    'push',
    Array.from({ length: customers }, () => ({})),
  )
  for (const id of ids) {
    const [subscription] = path.sandbox.subscribe(1)
    await path.pool`
      INSERT INTO push_subscriptions (customer_id, endpoint, p256dh, auth)
      VALUES (${id}, ${subscription?.endpoint ?? ''}, ${subscription?.keys.p256dh ?? ''}, ${subscription?.keys.auth ?? ''})`
  }
  return { ids: ids.toSorted(), send: await addSend(path.pool, [{ customerIds: ids }], { channel: 'push', message: messages.push }) }
}

async function countStatuses(sendId: string) {
  const counts: Record<string, number> = {}
  for (const { status } of await readLedger(path.pool, sendId)) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** As a cancelled broadcast does it. */
async function stopWhileItWaits(sendId: string): Promise<void> {
  const environment = new MockActivityEnvironment()
  const sending = environment.run(createSendPage(path.dependencies), { sendId, page: 0 })
  const ended = sending.then(
    () => 'sent',
    (error: unknown) => (error instanceof CancelledFailure ? 'stopped' : 'failed'),
  )
  while ((await path.sandbox.summarise()).requests === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  environment.cancel('CANCELLED', new ActivityCancellationDetails({ cancelRequested: true }))
  expect(await ended).toBe('stopped')
}

const unsubscribe = (channel: string, id: string) =>
  path.pool`UPDATE contact_states SET ${path.pool(`${channel}_consent`)} = 'unsubscribed' WHERE customer_id = ${id}`

describe('a page of emails', () => {
  it('reaches everyone once, in batches, and once only when it runs again', async () => {
    const { send } = await addEmailSend(250)
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toEqual({ accepted: 250, failed: 0, unknown: 0 })
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toEqual({ accepted: 0, failed: 0, unknown: 0 })
    const summary = await path.sandbox.summarise()
    expect(summary).toMatchObject({ requests: 3, accepted: 250, distinctRecipients: 250, duplicates: 0 })
    const [row] =
      await path.pool`SELECT count(*)::int AS n FROM deliveries WHERE send_id = ${send.id} AND provider_message_id IS NOT NULL AND accepted_at IS NOT NULL`
    expect(row?.n).toBe(250)
  })

  it('is sent again under the same keys after a crash between call and record', async () => {
    const { send } = await addEmailSend(150)
    await path.sendPage({ sendId: send.id, page: 0 })
    const before = await path.pool`SELECT customer_id, provider_message_id FROM deliveries WHERE send_id = ${send.id} ORDER BY customer_id`
    await path.pool`UPDATE deliveries SET status = 'sending', provider_message_id = NULL, accepted_at = NULL WHERE send_id = ${send.id}`
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toMatchObject({ accepted: 150 })
    expect(await path.sandbox.summarise()).toMatchObject({ requests: 4, accepted: 150, duplicates: 0 })
    expect(
      await path.pool`SELECT customer_id, provider_message_id FROM deliveries WHERE send_id = ${send.id} ORDER BY customer_id`,
    ).toEqual(before)
  })

  it('leaves out who has said no since a first call that did not arrive, and knows that they got nothing', async () => {
    const { ids, send } = await addEmailSend(5)
    path.sandbox.setFaults([{ provider: 'resend', kind: 'server_error', count: 100 }])
    await expect(path.sendPage({ sendId: send.id, page: 0 })).rejects.toMatchObject({ type: expect.stringMatching(/^[a-z_]+$/) })
    await unsubscribe('email', ids[2] ?? '')
    path.sandbox.setFaults([])
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toEqual({ accepted: 4, failed: 0, unknown: 0 })
    expect((await readLedger(path.pool, send.id))[2]).toMatchObject({ status: 'skipped', reason: 'not_subscribed' })
    const [contact] = await path.pool`SELECT last_contact_at FROM contact_states WHERE customer_id = ${ids[2] ?? ''}`
    expect(contact?.last_contact_at).toBeNull()
  })

  it('does not say what it cannot know of someone who has said no since a call that may have arrived', async () => {
    const { ids, send } = await addEmailSend(5)
    await path.sendPage({ sendId: send.id, page: 0 })
    await path.pool`UPDATE deliveries SET status = 'sending', provider_message_id = NULL, accepted_at = NULL WHERE send_id = ${send.id}`
    await unsubscribe('email', ids[0] ?? '')
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toEqual({ accepted: 4, failed: 0, unknown: 1 })
    expect((await readLedger(path.pool, send.id))[0]).toMatchObject({ status: 'unknown' })
    expect(await path.sandbox.summarise()).toMatchObject({ accepted: 5, duplicates: 0 })
  })

  it('does not write again to a customer who was erased since a first call', async () => {
    const { ids, send } = await addEmailSend(3)
    path.sandbox.setFaults([{ provider: 'resend', kind: 'server_error', count: 100 }])
    await expect(path.sendPage({ sendId: send.id, page: 0 })).rejects.toThrow()
    await eraseCustomer(path.pool, ids[0] ?? '')
    path.sandbox.setFaults([])
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toEqual({ accepted: 2, failed: 0, unknown: 0 })
    expect((await readLedger(path.pool, send.id))[0]).toMatchObject({ status: 'skipped' })
    expect(await path.sandbox.summarise()).toMatchObject({ accepted: 2, distinctRecipients: 2 })
  })

  it('obeys Retry-After and goes on', async () => {
    const { send } = await addEmailSend(3)
    path.sandbox.setFaults([{ provider: 'resend', kind: 'rate_limited', count: 1, params: { retryAfterSeconds: 1 } }])
    const startedAt = Date.now()
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toMatchObject({ accepted: 3 })
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(990)
  })

  it('goes on with its other batches where one cannot be settled', async () => {
    const { send } = await addEmailSend(250)
    path.sandbox.setFaults([{ provider: 'resend', kind: 'server_error', count: 4 }])
    await expect(path.sendPage({ sendId: send.id, page: 0 })).rejects.toThrow('server_error')
    expect(await countStatuses(send.id)).toEqual({ accepted: 150, sending: 100 })
    await path.sendPage({ sendId: send.id, page: 0 })
    expect(await countStatuses(send.id)).toEqual({ accepted: 250 })
    expect(await path.sandbox.summarise()).toMatchObject({ accepted: 250, duplicates: 0 })
  })

  it.each([
    ['was refused, and nobody in it was written to', 'rate_limited', { skipped: 250 }],
    ['may have arrived, and nobody can say', 'server_error', { skipped: 150, unknown: 100 }],
  ] as const)('stops when it is told to while it waits: its call %s', async (_what, kind, expected) => {
    const { send } = await addEmailSend(250)
    path.sandbox.setFaults([{ provider: 'resend', kind, params: kind === 'rate_limited' ? { retryAfterSeconds: 2 } : {} }])
    await stopWhileItWaits(send.id)
    path.sandbox.setFaults([])
    await stopSend(path.pool, { send, now: path.clock.now })
    expect(await countStatuses(send.id)).toEqual(expected)
    expect(await path.sandbox.summarise()).toMatchObject({ accepted: 0 })
  })

  it('gives up on what it could not settle for twenty hours', async () => {
    const { send } = await addEmailSend(3)
    path.sandbox.setFaults([{ provider: 'resend', kind: 'reset_before', count: 100 }])
    await expect(path.sendPage({ sendId: send.id, page: 0 })).rejects.toThrow()
    const claimedAt = path.clock.now
    path.clock.now = new Date(claimedAt.getTime() + 20.1 * 3_600_000)
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toEqual({ accepted: 0, failed: 0, unknown: 3 })
    path.clock.now = claimedAt
  })
})

describe('a page of SMS', () => {
  it('reaches everyone once, and once only when it runs again', async () => {
    const { send } = await addSmsSend(45)
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toEqual({ accepted: 45, failed: 0, unknown: 0 })
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toEqual({ accepted: 0, failed: 0, unknown: 0 })
    expect(await path.sandbox.summarise()).toMatchObject({ accepted: 45, duplicates: 0 })
  })

  it('looks up what was called before a crash, and calls only what was not', async () => {
    const { send } = await addSmsSend(30)
    await path.sendPage({ sendId: send.id, page: 0 })
    await path.pool`UPDATE deliveries SET status = 'sending', provider_message_id = NULL, accepted_at = NULL WHERE send_id = ${send.id}`
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toMatchObject({ accepted: 30 })
    expect(await path.sandbox.summarise()).toMatchObject({ accepted: 30, duplicates: 0 })
  })

  it('never sends again what may have been sent: without a record it becomes unknown', async () => {
    const { send } = await addSmsSend(3)
    path.sandbox.setFaults([{ provider: 'vonage', kind: 'reset_before', count: 3 }])
    await expect(path.sendPage({ sendId: send.id, page: 0 })).rejects.toMatchObject({ type: 'outcome_in_doubt' })
    const before = path.clock.now
    path.clock.now = new Date(before.getTime() + 61_000)
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toEqual({ accepted: 0, failed: 0, unknown: 3 })
    path.clock.now = before
    expect(await path.sandbox.summarise()).toMatchObject({ accepted: 0 })
  })

  it('finds that a lost answer was an acceptance', async () => {
    const { send } = await addSmsSend(3)
    path.sandbox.setFaults([{ provider: 'vonage', kind: 'reset_after_acceptance', count: 3 }])
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toEqual({ accepted: 3, failed: 0, unknown: 0 })
    expect(await path.sandbox.summarise()).toMatchObject({ accepted: 3, duplicates: 0 })
  })

  it('asks consent once more before each call', async () => {
    const { ids, send } = await addSmsSend(3)
    path.sandbox.setFaults([{ provider: 'vonage', kind: 'low_balance' }])
    await expect(path.sendPage({ sendId: send.id, page: 0 })).rejects.toMatchObject({ type: 'quota_exceeded' })
    await unsubscribe('sms', ids[1] ?? '')
    path.sandbox.setFaults([])
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toEqual({ accepted: 2, failed: 0, unknown: 0 })
    expect((await readLedger(path.pool, send.id))[1]).toMatchObject({ status: 'skipped', reason: 'not_subscribed' })
  })
})

describe('a page of push messages', () => {
  it('reaches every device, and a repeat replaces the first', async () => {
    const { send } = await addPushSend(25)
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toEqual({ accepted: 25, failed: 0, unknown: 0 })
    await path.pool`UPDATE deliveries SET status = 'sending', accepted_at = NULL WHERE send_id = ${send.id}`
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toMatchObject({ accepted: 25 })
    expect(await path.sandbox.summarise()).toMatchObject({ duplicates: 0, replaced: 25 })
  })

  it('reaches everyone else where one device never answers, and does not say what it cannot know of that one', async () => {
    const { ids, send } = await addPushSend(45)
    const silent = createServer((_request, response) => response.writeHead(500).end())
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : undefined
    await path.pool`UPDATE push_subscriptions SET endpoint = ${`http://127.0.0.1:${port}/silent`} WHERE customer_id = ${ids[0] ?? ''}`
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toEqual({ accepted: 44, failed: 0, unknown: 1 })
    silent.close()
  })

  it('waits for a push service that is away for everyone', async () => {
    const { send } = await addPushSend(25)
    path.sandbox.setFaults([{ provider: 'push', kind: 'server_error' }])
    await expect(path.sendPage({ sendId: send.id, page: 0 })).rejects.toThrow('server_error')
    expect(await countStatuses(send.id)).toEqual({ sending: 25 })
    path.sandbox.setFaults([])
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toMatchObject({ accepted: 25 })
  })

  it('forgets a device that is gone', async () => {
    const { ids, send } = await addPushSend(1)
    path.sandbox.setFaults([{ provider: 'push', kind: 'gone', count: 1 }])
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toEqual({ accepted: 0, failed: 1, unknown: 0 })
    expect(await path.pool`SELECT id FROM push_subscriptions WHERE customer_id = ${ids[0] ?? ''}`).toHaveLength(0)
    expect(formatDeliveryRef({ sendId: send.id, customerId: ids[0] ?? '' })).toHaveLength(43)
  })
})

describe('the contact clock', () => {
  it('is given back when the provider refuses', async () => {
    const ids = await addCustomers(path.pool, 'email', [{}, {}])
    const send = await addSend(path.pool, [{ customerIds: ids }], { message: messages.email })
    path.sandbox.setFaults([{ provider: 'resend', kind: 'invalid_recipient', count: 10 }])
    expect(await path.sendPage({ sendId: send.id, page: 0 })).toMatchObject({ failed: 2 })
    expect(await countStatuses(send.id)).toEqual({ failed: 2 })
    const free =
      await path.pool`SELECT 1 FROM contact_states WHERE customer_id = ANY (${ids}::uuid[]) AND last_contact_at IS NULL AND reserved_by IS NULL`
    expect(free).toHaveLength(2)
  })
})
