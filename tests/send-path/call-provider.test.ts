import { MockActivityEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ProviderCall } from '../../activities/call-provider.ts'
import { createSendPage } from '../../activities/send-page.ts'
import { claimPage } from '../../db/queries/sends/claim-page.ts'
import type { ChannelName } from '../../domain/channels.ts'
import { addCustomers, addSend } from './send-fixture.ts'
import { messages, type SendPathHarness, startSendPath } from './send-path-harness.ts'

let path: SendPathHarness
let counted: ProviderCall[]
beforeAll(async () => {
  path = await startSendPath()
})
afterAll(() => path.close())
beforeEach(async () => {
  await path.sandbox.reset()
  counted = []
})

async function openSend(channel: Exclude<ChannelName, 'push'>, customers: number) {
  const [last] = await path.pool<[{ n: number }]>`SELECT count(*)::int AS n FROM customers`
  const phoneOf = (at: number) => (channel === 'sms' ? { phone: `+4915${String(100_000_000 + last.n + at)}` } : {})
  const ids = await addCustomers(
    path.pool,
    channel,
    Array.from({ length: customers }, (_, at) => phoneOf(at)),
  )
  return { ids, send: await addSend(path.pool, [{ customerIds: ids }], { channel, message: messages[channel] }) }
}

/** As a journey does. */
async function claimApart() {
  const [customerId = ''] = await addCustomers(path.pool, 'email', [{}])
  const send = await addSend(path.pool, [{ customerIds: [customerId] }], { campaignKind: 'autopilot', message: messages.email })
  await claimPage(path.pool, { send, page: 0, now: path.clock.now, quietZones: [] })
  return { send, customerId }
}

function sendPage(sendId: string): Promise<unknown> {
  const counting = createSendPage({ ...path.dependencies, countCall: (call) => void counted.push(call) })
  return new MockActivityEnvironment().run(counting, { sendId, page: 0 })
}

describe('every call to a provider', () => {
  it('is counted once, with its messages and its time', async () => {
    const { send } = await openSend('email', 250)
    await sendPage(send.id)
    expect(counted.map(({ channel, code, isRetry, messages }) => [channel, code, isRetry, messages])).toEqual([
      ['email', 'ok', false, 100],
      ['email', 'ok', false, 100],
      ['email', 'ok', false, 50],
    ])
    expect(counted).toHaveLength((await path.sandbox.summarise()).requests)
    expect(counted.every(({ tookMs, failure }) => tookMs > 0 && failure === undefined)).toBe(true)
  })

  it('that failed says whose messages it held up, and what came next is a repeat', async () => {
    const { ids, send } = await openSend('email', 3)
    path.sandbox.setFaults([{ provider: 'resend', kind: 'rate_limited', count: 1, params: { retryAfterSeconds: 1 } }])
    await sendPage(send.id)
    expect(counted.map(({ code, isRetry }) => [code, isRetry])).toEqual([
      ['rate_limited', false],
      ['ok', true],
    ])
    expect(counted[0]?.failure).toEqual({ sendId: send.id, page: 0, customerIds: ids.toSorted(), willRetry: true, retryAfterMs: 1_000 })
  })

  it('of a journey, which claims its email apart from the call, is a repeat only once it was made', async () => {
    const { send } = await claimApart()
    path.sandbox.setFaults([{ provider: 'resend', kind: 'rate_limited', count: 1, params: { retryAfterSeconds: 1 } }])
    await sendPage(send.id)
    expect(counted.map(({ code, isRetry }) => [code, isRetry])).toEqual([
      ['rate_limited', false],
      ['ok', true],
    ])
  })

  it('is not made for a journey’s email whose customer said no since the claim: it is skipped for certain', async () => {
    const { send, customerId } = await claimApart()
    await path.pool`UPDATE contact_states SET email_consent = 'unsubscribed' WHERE customer_id = ${customerId}`
    await sendPage(send.id)
    expect(counted).toEqual([])
    expect(await path.pool`SELECT status, reason, error_code FROM deliveries WHERE send_id = ${send.id}`).toEqual([
      { status: 'skipped', reason: 'not_subscribed', error_code: null },
    ])
  })

  it('is a repeat where a worker died between its mark and its answer: a no since then leaves it unknown', async () => {
    const { send, customerId } = await claimApart()
    await path.pool`UPDATE deliveries SET attempted_at = now() WHERE send_id = ${send.id}`
    await path.pool`UPDATE contact_states SET email_consent = 'unsubscribed' WHERE customer_id = ${customerId}`
    await sendPage(send.id)
    expect(await path.pool`SELECT status, error_code FROM deliveries WHERE send_id = ${send.id}`).toEqual([
      { status: 'unknown', error_code: 'withdrawn' },
    ])
  })

  it('of which nobody knows whether it arrived is looked up where it cannot be repeated', async () => {
    const { ids, send } = await openSend('sms', 2)
    path.sandbox.setFaults([{ provider: 'vonage', kind: 'reset_after_acceptance', count: 1 }])
    await sendPage(send.id)
    const failed = counted.filter(({ code }) => code !== 'ok')
    expect([counted.length, failed.length, counted.some(({ isRetry }) => isRetry)]).toEqual([2, 1, false])
    expect(failed[0]).toMatchObject({
      channel: 'sms',
      messages: 1,
      failure: { sendId: send.id, page: 0, willRetry: false, retryAfterMs: null },
    })
    expect(ids).toContain(failed[0]?.failure?.customerIds[0])
  })

  it('for someone whom the provider refuses for good is no success and no repeat', async () => {
    const { ids, send } = await openSend('sms', 2)
    const [row] = await path.pool<[{ phone: string }]>`SELECT phone FROM customers WHERE id = ${ids[0] ?? ''}`
    path.sandbox.setFaults([{ provider: 'vonage', kind: 'invalid_recipient', params: { addresses: [row.phone.slice(1)] } }])
    await sendPage(send.id)
    const failed = counted.filter(({ code }) => code !== 'ok')
    expect(failed).toMatchObject([{ code: 'invalid_recipient', failure: { customerIds: [ids[0]], willRetry: false } }])
  })
})
