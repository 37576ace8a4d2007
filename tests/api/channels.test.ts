import { randomUUID } from 'node:crypto'
import webPush from 'web-push'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { describeChannelSetups } from '../../api/channel-setup/channel-setups.ts'
import { createEmailChannel } from '../../channels/email-resend.ts'
import { createSmsChannel } from '../../channels/sms-vonage.ts'
import { createPushChannel } from '../../channels/web-push.ts'
import { createCallCounter, type CallCounter } from '../../workers/call-counter.ts'
import { createChannelTrial } from '../../workers/channel-trial.ts'
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts'
import { createCustomerSide, type CustomerSide } from '../../api/customer-side.ts'
import { connect, type Pool } from '../../db/client.ts'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { createTestDatabase } from '../support/database.ts'
import { pino } from 'pino'
import { startTestApi, type TestApi } from './test-api.ts'

interface Tested {
  id: string
  outcome: string
  code: string | null
  message: string
  advice: string | null
}

interface Listed {
  data: {
    channel: string
    isConfigured: boolean
    isSandbox: boolean
    host: string | null
    variables: { name: string; isSet: boolean }[]
    webhooks: { url: string; isSigned: boolean; takenAt: string | null; refusedAt: string | null }[]
    calls: { lastSuccessAt: string | null; lastFailure: string | null; calls24h: number; failures24h: number }
    lastTest: { by: string; outcome: string | null; message: string } | null
  }[]
}

let database: { url: string; drop(): Promise<void> }
let pool: Pool
let sandbox: Sandbox
let side: CustomerSide
let api: TestApi
let calls: CallCounter
/** Of the database that all of it shares. */
let key: string
/** Each test in a minute of its own: at most five tests of a channel go into one. */
let now = new Date('2026-03-02T10:00:00Z')
/** Long enough for a busy machine. */
const timeoutMs = 8_000
const secrets: string[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url)
  key = (await createApiKey(pool, { name: 'Mira', scopes: ['*'] })).key
  sandbox = await createSandbox({ behaviour: { receipts: 'off' } })
  const { resend, vonage } = sandbox.credentials
  const vapid = webPush.generateVAPIDKeys()
  secrets.push(resend.apiKey, resend.webhookSecret, vonage.privateKey ?? '', vonage.signatureSecret, vonage.apiSecret, vapid.privateKey)
  const config = {
    resend: { ...resend, baseUrl: sandbox.resendBaseUrl, requestsPerSecond: 100 },
    vonage: { ...vonage, signatureSecret: undefined, apiHost: sandbox.vonageApiHost, messagesPerSecond: 100 },
    push: { requestsPerSecond: 100 },
    sandbox: { url: sandbox.url },
  }
  calls = createCallCounter({ pool, now: () => now, onError: () => undefined })
  side = createCustomerSide({
    pool,
    logger: pino({ level: 'silent' }),
    clock: () => now,
    publicUrl: 'https://store.example',
    secret: 'a secret of at least thirty-two characters',
    resend,
  })
  api = await startTestApi({
    pool,
    clock: () => now,
    publicRouters: side.routers,
    config: {
      publicUrl: 'https://store.example',
      secret: 'a secret of at least thirty-two characters',
      temporal: { uiUrl: 'http://127.0.0.1:8233', namespace: 'default' },
      channelSetups: describeChannelSetups(config),
    },
    tryChannel: createChannelTrial({
      pool,
      channels: {
        email: createEmailChannel({ apiKey: resend.apiKey, baseUrl: sandbox.resendBaseUrl, timeoutMs }),
        sms: createSmsChannel({ ...vonage, privateKey: vonage.privateKey ?? '', apiHost: sandbox.vonageApiHost, timeoutMs }),
        push: createPushChannel({ ...vapid, subject: 'mailto:store@example.test', timeoutMs, allowLoopback: true }),
      },
      requestsPerSecond: { email: Number.POSITIVE_INFINITY, sms: Number.POSITIVE_INFINITY, push: Number.POSITIVE_INFINITY },
      countCall: calls.count,
      now: () => now,
    }),
  })
})
afterEach(() => {
  sandbox.setFaults([])
  now = new Date(now.getTime() + 120_000)
})
afterAll(async () => {
  await side.close()
  await calls.close()
  await api.close()
  await sandbox.close()
  await database.drop()
})

const call = <Body = never>(method: string, path: string, options: { body?: unknown; headers?: Record<string, string> } = {}) =>
  api.call<Body>(method, path, { ...options, key })
const test = <Body = Tested>(channel: string, to: string, idempotencyKey: string = randomUUID()) =>
  call<Body>('POST', `/api/v1/channels/${channel}/test`, { body: { to }, headers: { 'idempotency-key': idempotencyKey } })
const list = async () => (await call<Listed>('GET', '/api/v1/channels')).body.data
const received = (to: string) =>
  sandbox.inbox.list().filter((item) => (item.channel === 'email' ? item.to : item.channel === 'sms' ? item.phone : '') === to)

describe('a test of a channel', () => {
  it('leaves through the channel’s own sender, and tells what the provider said', async () => {
    const email = await test('email', 'Me@Shop.Example')
    expect(email).toMatchObject({ status: 200, body: { outcome: 'accepted', code: null, message: 'Resend has taken the message over.' } })
    expect(received('me@shop.example')).toMatchObject([
      { channel: 'email', from: 'My store <hello@store.example>', subject: 'Test from My store' },
    ])
    const sms = await test('sms', '0151 23456789')
    expect(sms).toMatchObject({ status: 200, body: { outcome: 'accepted' } })
    expect(received('4915123456789')).toMatchObject([{ channel: 'sms', sender: 'Regulars', text: 'Test from My store' }])
  })

  it('of push reaches the devices of a customer, and says when there are none', async () => {
    const [device] = sandbox.subscribe(1)
    for (const externalId of ['p1', 'p2']) await call('POST', '/api/v1/customers', { body: { externalId } })
    await call('POST', '/api/v1/push-subscriptions', { body: { customerExternalId: 'p1', ...device } })
    expect((await test('push', 'ext:p1')).body).toMatchObject({ outcome: 'accepted' })
    expect(sandbox.inbox.list('push')).toHaveLength(1)
    expect(await test<{ errors: object[] }>('push', 'ext:p2')).toMatchObject({ status: 422, body: { errors: [{ path: 'to' }] } })
    expect(await test<{ code: string }>('push', 'ext:p3')).toMatchObject({ status: 422, body: { code: 'unknown_customer' } })
  })

  it('says why it was refused, and what to do about it', async () => {
    sandbox.setFaults([{ provider: 'resend', kind: 'invalid_recipient', params: { addresses: ['gone@shop.example'] } }])
    expect((await test('email', 'gone@shop.example')).body).toMatchObject({
      outcome: 'failed',
      code: 'invalid_recipient',
      message: 'Resend refuses this recipient.',
      advice: 'Check the address.',
    })
    sandbox.setFaults([{ provider: 'vonage', kind: 'rate_limited' }])
    expect((await test('sms', '+4915123456780')).body).toMatchObject({ outcome: 'retry', code: 'rate_limited' })
    expect(received('4915123456780')).toEqual([])
  })

  it('that is not answered in time may have been sent, and says so', async () => {
    sandbox.setFaults([{ provider: 'resend', kind: 'latency', params: { ms: timeoutMs * 2 } }])
    expect((await test('email', 'slow@shop.example')).body).toMatchObject({
      outcome: 'unknown',
      code: 'timed_out',
      message: 'Resend has not answered in time. The message may have been sent.',
    })
  })

  it('is sent once, however often it is asked for under one key', async () => {
    const once = randomUUID()
    const first = await test('email', 'once@shop.example', once)
    expect((await test('email', 'once@shop.example', once)).body).toEqual(first.body)
    expect(received('once@shop.example')).toHaveLength(1)
    expect(await call('POST', '/api/v1/channels/email/test', { body: { to: 'once@shop.example' } })).toMatchObject({ status: 400 })
  })

  it('does not go to a suppressed address, nor to what is no address', async () => {
    await call('POST', '/api/v1/suppressions', {
      body: { suppressions: [{ channel: 'email', address: 'never@shop.example' }] },
    })
    expect(await test<{ code: string }>('email', 'Never@shop.example')).toMatchObject({ status: 409, body: { code: 'address_suppressed' } })
    expect(await test('email', 'nobody')).toMatchObject({ status: 422 })
    expect(await test('sms', '12')).toMatchObject({ status: 422 })
    expect(received('never@shop.example')).toEqual([])
  })

  it('may be sent five times a minute and channel', async () => {
    const statuses = []
    for (let count = 0; count < 6; count += 1) statuses.push((await test('sms', `+491512345670${count}`)).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
    expect((await test('email', 'another@shop.example')).status).toBe(200)
    now = new Date(now.getTime() + 61_000)
    expect((await test('sms', '+4915123456709')).status).toBe(200)
  })

  it('keeps that it was sent and what it came to, and not to whom', async () => {
    await test('email', 'who@shop.example')
    const rows = await pool`SELECT * FROM channel_tests`
    expect(JSON.stringify(rows)).not.toContain('who@shop.example')
    expect((await list())[0]?.lastTest).toMatchObject({ by: 'Mira', outcome: 'accepted', message: 'Resend has taken the message over.' })
  })

  it('waits for nobody for long while a campaign holds the provider', async () => {
    await pool`UPDATE provider_clocks SET blocked_until = clock_timestamp() + interval '1 minute' WHERE provider = 'email'`
    expect((await test('email', 'later@shop.example')).body).toMatchObject({ outcome: 'retry', code: 'busy' })
    await pool`UPDATE provider_clocks SET blocked_until = '-infinity', next_request_at = '-infinity' WHERE provider = 'email'`
    expect(received('later@shop.example')).toEqual([])
  })

  it('is refused where no provider is set up', async () => {
    const bare = await startTestApi({
      config: {
        publicUrl: 'https://store.example',
        secret: 'a secret of at least thirty-two characters',
        temporal: { uiUrl: 'http://127.0.0.1:8233', namespace: 'default' },
        channelSetups: describeChannelSetups({ resend: undefined, vonage: undefined, push: undefined, sandbox: {} }),
      },
    })
    const answer = await bare.call<{ code: string }>('POST', '/api/v1/channels/sms/test', {
      body: { to: '+4915123456789' },
      headers: { 'idempotency-key': randomUUID() },
    })
    const listed = (await bare.call<Listed>('GET', '/api/v1/channels')).body.data
    await bare.close()
    expect(answer).toMatchObject({ status: 409, body: { code: 'channel_not_configured' } })
    expect(listed.map(({ isConfigured }) => isConfigured)).toEqual([false, false, false])
    expect(listed.flatMap(({ variables }) => variables).filter(({ isSet }) => isSet)).toEqual([])
  })
})

describe('the list of channels', () => {
  it('says how each is set up, and nothing that is secret', async () => {
    const answer = await call<Listed>('GET', '/api/v1/channels')
    expect(answer.body.data.map(({ channel, isConfigured, isSandbox }) => [channel, isConfigured, isSandbox])).toEqual([
      ['email', true, true],
      ['sms', true, true],
      ['push', true, true],
    ])
    expect(answer.body.data[0]?.webhooks).toMatchObject([{ url: 'https://store.example/webhooks/resend', isSigned: true }])
    expect(answer.body.data[1]?.webhooks.map(({ isSigned }) => isSigned)).toEqual([false, false])
    const text = JSON.stringify(answer.body)
    for (const secret of secrets.filter((one) => one !== '')) expect(text).not.toContain(secret)
  })

  it('counts tests among the calls, and says in words what failed last', async () => {
    const before = (await list())[0]?.calls
    sandbox.setFaults([{ provider: 'resend', kind: 'invalid_recipient', params: { addresses: ['no@shop.example'] } }])
    await test('email', 'no@shop.example')
    await calls.flush()
    const after = (await list())[0]?.calls
    expect(after?.failures24h).toBeGreaterThan(before?.failures24h ?? 0)
    expect(after?.lastFailure).toBe('Resend refuses this recipient.')
    expect(after?.lastSuccessAt).not.toBeNull()
  })

  it('says when a webhook came, and when one was refused', async () => {
    sandbox.changeBehaviour({ webhookBaseUrl: api.url })
    expect((await list())[0]?.webhooks).toMatchObject([{ takenAt: null, refusedAt: null }])
    const posted = await fetch(`${api.url}/webhooks/resend`, { method: 'POST', body: '{}' })
    expect(posted.status).toBe(401)
    await test('email', 'told@shop.example')
    const [message] = received('told@shop.example')
    const told = await fetch(`${sandbox.url}/_sandbox/messages/${message?.id}/acts`, { method: 'POST', body: '{"act":"delivered"}' })
    expect(await told.json()).toEqual({ act: 'delivered', storeStatus: 200 })
    await expect
      .poll(async () => (await list())[0]?.webhooks, { timeout: 60_000 })
      .toMatchObject([{ takenAt: now.toISOString(), refusedAt: now.toISOString() }])
  })
})
