import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import webPush from 'web-push'
import { createSandbox, type Sandbox } from '../sandbox.ts'

let sandbox: Sandbox
let now = Date.now()
const vapid = webPush.generateVAPIDKeys()
const vapidDetails = { subject: 'mailto:shop@shop.test', ...vapid }

type Subscription = ReturnType<Sandbox['subscribe']>[number]

beforeAll(async () => {
  sandbox = await createSandbox({ clock: () => now, behaviour: { receipts: 'off' } })
})
afterAll(() => sandbox.close())
beforeEach(() => sandbox.reset())

function subscribe(key?: string): Subscription {
  const [subscription] = sandbox.subscribe(1, key)
  if (!subscription) throw new Error('no subscription')
  return subscription
}

async function push(
  subscription: Subscription,
  payload: string | null,
  options: webPush.RequestOptions = {},
  change: (headers: Record<string, unknown>) => void = () => {},
): Promise<Response> {
  const all = { vapidDetails, TTL: 60, ...options }
  const details =
    payload === null ? webPush.generateRequestDetails(subscription, null, all) : webPush.generateRequestDetails(subscription, payload, all)
  const headers = { ...details.headers } as Record<string, unknown>
  change(headers)
  return fetch(details.endpoint, { method: 'POST', headers: headers as Record<string, string>, body: details.body })
}

interface Device {
  waiting: number
  messages: { status: string; plaintext: string | null; topic: string | null; tag: string | null }[]
}

const control = (subscription: Subscription) => subscription.endpoint.replace('/push/', '/_sandbox/push/subscriptions/')
const device = async (subscription: Subscription) => (await (await fetch(control(subscription))).json()) as Device
const setOnline = (subscription: Subscription, online: boolean) =>
  fetch(control(subscription), { method: 'PUT', body: JSON.stringify({ online }) })

describe('the push service', () => {
  it('takes what web-push made, decrypts it, and says where it is', async () => {
    const subscription = subscribe()
    const payload = JSON.stringify({ title: 'Hello', body: 'Come by', url: 'https://shop.test/', tag: 't1' })
    const response = await push(subscription, payload, { topic: 'topic1', urgency: 'high' })
    expect(response.status).toBe(201)
    expect(response.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/push\/m\/[0-9a-f-]{36}$/)
    expect((await device(subscription)).messages).toMatchObject([{ status: 'shown', plaintext: payload, topic: 'topic1', tag: 't1' }])
    const records = []
    for await (const record of sandbox.log.read()) records.push(record)
    expect(records).toMatchObject([{ provider: 'push', to: subscription.endpoint, topic: 'topic1', tag: 't1' }])
  })

  it('makes subscriptions over its control API, as a browser would hand them over', async () => {
    const one = await (await fetch(`${sandbox.url}/_sandbox/push/subscriptions`, { method: 'POST' })).json()
    expect(one).toEqual({
      endpoint: expect.stringContaining(`${sandbox.url}/push/`),
      expirationTime: null,
      keys: { p256dh: expect.stringMatching(/^[\w-]{87}$/), auth: expect.stringMatching(/^[\w-]{22}$/) },
    })
    const many = (await (await fetch(`${sandbox.url}/_sandbox/push/subscriptions`, { method: 'POST', body: '{"count":3}' })).json()) as {
      data: Subscription[]
    }
    expect(new Set(many.data.map(({ endpoint }) => endpoint)).size).toBe(3)
  })

  it('takes a push without a payload', async () => {
    expect((await push(subscribe(), null)).status).toBe(201)
  })

  it('takes what it cannot decrypt, as a real one would, and the log says so', async () => {
    const stranger = subscribe()
    const response = await push({ endpoint: subscribe().endpoint, keys: stranger.keys }, 'secret')
    expect(response.status).toBe(201)
    const records = []
    for await (const record of sandbox.log.read()) records.push(record)
    expect(records).toMatchObject([{ decrypted: false }])
  })

  it('counts a repeat with the same topic and tag as replaced, and another one as a duplicate', async () => {
    const subscription = subscribe()
    const payload = '{"title":"Hello","tag":"t1"}'
    await push(subscription, payload, { topic: 'topic1' })
    await push(subscription, payload, { topic: 'topic1' })
    expect(await sandbox.summarise()).toMatchObject({ accepted: 2, distinctRecipients: 1, duplicates: 0, replaced: 1 })
    expect((await device(subscription)).messages.map(({ status }) => status)).toEqual(['shown', 'replaced'])
    await push(subscription, 'no tag')
    await push(subscription, 'no tag')
    expect(await sandbox.summarise()).toMatchObject({ accepted: 4, duplicates: 1, replaced: 1 })
  })
})

describe('a device that is away', () => {
  it('gets the latest of a topic when it comes back', async () => {
    const subscription = subscribe()
    await setOnline(subscription, false)
    await push(subscription, 'first', { topic: 'offer' })
    await push(subscription, 'second', { topic: 'offer' })
    await push(subscription, 'other')
    expect((await device(subscription)).waiting).toBe(2)
    await setOnline(subscription, true)
    const shown = (await device(subscription)).messages.filter(({ status }) => status === 'shown')
    expect(new Set(shown.map(({ plaintext }) => plaintext))).toEqual(new Set(['other', 'second']))
  })

  it('never gets what has outlived its TTL', async () => {
    const subscription = subscribe()
    await setOnline(subscription, false)
    await push(subscription, 'at once or never', { TTL: 0 })
    await push(subscription, 'within a minute', { TTL: 60 })
    now += 60_000
    await setOnline(subscription, true)
    now -= 60_000
    expect((await device(subscription)).messages.map(({ status }) => status)).toEqual(['expired', 'expired'])
  })
})

describe('what the push service refuses', () => {
  it('an unknown subscription (404) and one that has ended (410)', async () => {
    const subscription = subscribe()
    expect((await push({ ...subscription, endpoint: `${sandbox.url}/push/nobody` }, 'x')).status).toBe(404)
    expect((await fetch(control(subscription), { method: 'DELETE' })).status).toBe(204)
    expect((await push(subscription, 'x')).status).toBe(410)
  })

  it('a payload that is too large (413), and takes the largest that is not', async () => {
    const subscription = subscribe()
    expect((await push(subscription, 'x'.repeat(3_993))).status).toBe(201)
    expect((await push(subscription, 'x'.repeat(4_100))).status).toBe(413)
  })

  it('a request without VAPID or with a forged one (401)', async () => {
    const subscription = subscribe()
    expect((await push(subscription, 'x', {}, (headers) => delete headers.Authorization)).status).toBe(401)
    const forged = await push(
      subscription,
      'x',
      {},
      (headers) => (headers.Authorization = String(headers.Authorization).replace(/k=.*/, `k=${webPush.generateVAPIDKeys().publicKey}`)),
    )
    expect(forged.status).toBe(401)
  })

  it('a token for another service, an expired one, and another key than the subscription was made with (403)', async () => {
    const subscription = subscribe()
    const { Authorization: elsewhere } = webPush.getVapidHeaders(
      'https://push.test',
      vapidDetails.subject,
      vapid.publicKey,
      vapid.privateKey,
      'aes128gcm',
    )
    expect((await push(subscription, 'x', {}, (headers) => (headers.Authorization = elsewhere))).status).toBe(403)
    now += 25 * 3_600_000
    const expired = await push(subscription, 'x')
    now -= 25 * 3_600_000
    expect(expired.status).toBe(403)
    expect((await push(subscribe(webPush.generateVAPIDKeys().publicKey), 'x')).status).toBe(403)
    expect((await push(subscribe(vapid.publicKey), 'x')).status).toBe(201)
  })

  it.each([
    ['no TTL', (headers: Record<string, unknown>) => delete headers.TTL],
    ['a topic that is too long', (headers: Record<string, unknown>) => (headers.Topic = 'a'.repeat(33))],
    ['a topic that is no base64url', (headers: Record<string, unknown>) => (headers.Topic = 'a b')],
    ['an urgency that does not exist', (headers: Record<string, unknown>) => (headers.Urgency = 'now')],
    ['another encoding', (headers: Record<string, unknown>) => (headers['Content-Encoding'] = 'aesgcm')],
  ])('%s (400)', async (_, change) => {
    expect((await push(subscribe(), 'x', {}, (headers) => void change(headers))).status).toBe(400)
    expect(sandbox.log.lastSeq()).toBe(0)
  })
})
