import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pino } from 'pino'
import { createCustomerSide, type CustomerSide } from '../../api/customer-side.ts'
import { connect, type Pool } from '../../db/client.ts'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { formatId } from '../../domain/ids.ts'
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts'
import { type Door, openDoor } from '../customer-side/started-side.ts'
import { messages, type SendPathHarness, startSendPath } from '../send-path/send-path-harness.ts'
import { addCustomers, addSend } from '../send-path/send-fixture.ts'
import { createTestDatabase } from '../support/database.ts'
import { createSendPage } from '../../activities/send-page.ts'
import { MockActivityEnvironment } from '@temporalio/testing'
import { type CallOptions, startTestApi, type TestApi } from './test-api.ts'

interface Message {
  id: string
  channel: string
  direction: string
  status: string
  recipient: string
  title: string | null
  text: string | null
  campaign: { kind: string; id: string; name: string } | null
  customer: { id: string; name: string | null } | null
}

interface Whole extends Message {
  events: { what: string }[]
  email: { html: string; headers: { name: string; value: string }[]; unsubscribeUrl: string | null } | null
  links: string[]
  mergeFields: { name: string; value: string }[]
  acts: string[]
}

interface Listed {
  data: Message[]
  nextCursor: string | null
}

const secret = 'a secret of at least thirty-two characters'
const path = '/api/v1/dev/inbox'
let sendPath: SendPathHarness
let pool: Pool
let sandbox: Sandbox
let side: CustomerSide
let api: TestApi
let door: Door
let key: string
let broadcast: string
let ada: string

beforeAll(async () => {
  sendPath = await startSendPath()
  ;({ pool, sandbox } = sendPath)
  key = (await createApiKey(pool, { name: 'test', scopes: ['*'] })).key
  door = await openDoor(() => api.url)
  const { resend, vonage } = sandbox.credentials
  side = createCustomerSide({
    pool,
    logger: pino({ level: 'silent' }),
    clock: () => new Date(),
    publicUrl: door.url,
    secret,
    resend,
    vonage,
  })
  const config = {
    publicUrl: door.url,
    secret,
    temporal: { uiUrl: 'http://127.0.0.1:8233', namespace: 'default' },
    sandboxUrl: sandbox.url,
  }
  api = await startTestApi({ pool, publicRouters: side.routers, config })
  sandbox.changeBehaviour({ webhookBaseUrl: api.url })
  broadcast = await sendBroadcast()
})
afterAll(async () => {
  await side.close()
  await api.close()
  door.close()
  await sendPath.close()
})

/** To Ada, who has a name, and to four others; then one SMS. */
async function sendBroadcast(): Promise<string> {
  const sendPage = createSendPage({ ...sendPath.dependencies, publicUrl: door.url, secret, now: () => new Date() })
  const send = (sendId: string) => new MockActivityEnvironment().run(sendPage, { sendId, page: 0 })
  const people = await addCustomers(pool, 'email', [
    { email: 'ada@shop.example' },
    ...[1, 2, 3, 4].map((number) => ({ email: `p${number}@shop.example` })),
  ])
  ada = people[0] ?? ''
  await pool`UPDATE customers SET first_name = 'Ada' WHERE id = ${ada}`
  const { id } = await addSend(pool, [{ customerIds: people }], { message: messages.email })
  await pool`INSERT INTO broadcasts (id, name, channel, status, message, audience) VALUES (${id}, 'Spring sale', 'email', 'sent', '{}', '{}')`
  await send(id)
  const texted = await addCustomers(pool, 'sms', [{ phone: '+4915112345678' }])
  await send((await addSend(pool, [{ customerIds: texted }], { channel: 'sms', message: messages.sms })).id)
  return id
}

const call = <Body = never>(method: string, suffix: string, options: CallOptions = {}) =>
  api.call<Body>(method, `${path}${suffix}`, { key, ...options })
const list = async (query = '') => (await call<Listed>('GET', `/messages${query}`)).body
const read = async (id: string) => (await call<Whole>('GET', `/messages/${id}`)).body
const play = <Body = { storeStatus: number | null }>(id: string, act: string, more: object = {}) =>
  call<Body>('POST', `/messages/${id}/acts`, { body: { act, ...more } })
const find = async (to: string) => {
  const [message] = (await list(`?to=${encodeURIComponent(to)}`)).data
  if (message === undefined) throw new Error(`Nothing came to ${to}`)
  return message
}
const readEvents = async (customerId: string) =>
  (await pool<{ type: string }[]>`SELECT DISTINCT type FROM delivery_events WHERE customer_id = ${customerId} ORDER BY type`).map(
    ({ type }) => type,
  )

describe('the inbox of the sandbox', () => {
  it('shows what arrived, newest first, with campaign and customer', async () => {
    const { data } = await list()
    expect(data).toHaveLength(6)
    expect(data[0]).toMatchObject({ channel: 'sms', recipient: '+4915112345678', campaign: null })
    expect(await find('ada@')).toMatchObject({
      channel: 'email',
      title: 'Hi Ada',
      campaign: { kind: 'broadcast', id: formatId('broadcast', broadcast), name: 'Spring sale', isTest: false },
      customer: { id: formatId('customer', ada), name: 'Ada' },
    })
    expect((await call('GET', '')).body).toMatchObject({ counts: { email: 5, sms: 1, push: 0 }, keptAtMost: 5_000 })
  })

  it('is filtered by channel, recipient, campaign, customer and words', async () => {
    const recipients = async (query: string) => (await list(query)).data.map(({ recipient }) => recipient)
    expect(await recipients('?channel=sms')).toEqual(['+4915112345678'])
    expect(await recipients('?to=%2B49151')).toEqual(['+4915112345678'])
    expect(await recipients(`?campaign=${formatId('broadcast', broadcast)}`)).toHaveLength(5)
    expect(await recipients(`?campaign=${formatId('promotion', broadcast)}&channel=sms`)).toEqual([])
    expect(await recipients(`?customer=${formatId('customer', ada)}`)).toEqual(['ada@shop.example'])
    expect(await recipients('?q=hi+ADA')).toEqual(['ada@shop.example'])
    expect((await call('GET', '/messages?campaign=cus_1')).status).toBe(422)
  })

  it('shows one message as it was sent, and what it was filled in with', async () => {
    const message = await read((await find('ada@')).id)
    expect(message.mergeFields).toContainEqual({ name: 'first_name', value: 'Ada' })
    expect(message.email?.headers.map(({ name }) => name)).toEqual(expect.arrayContaining(['From', 'List-Unsubscribe']))
    expect(message.email?.unsubscribeUrl).toMatch(new RegExp(`^${door.url}/u/`))
    expect(message.links.some((link) => link.startsWith(`${door.url}/c/`))).toBe(true)
    expect(message.acts).toEqual(['opened', 'clicked', 'unsubscribed', 'delivered', 'soft_bounced', 'bounced', 'complained'])
    expect(await call('GET', '/messages/nothing')).toMatchObject({ status: 404, body: { code: 'message_not_kept' } })
  })

  it('plays readers: what they open and click is seen by the store', async () => {
    const { id } = await find('ada@')
    expect(await play(id, 'opened')).toMatchObject({ status: 200, body: { storeStatus: null } })
    expect((await play(id, 'clicked')).status).toBe(200)
    await expect.poll(() => readEvents(ada), { timeout: 60_000 }).toEqual(['clicked', 'opened'])
    expect((await read(id)).events.map(({ what }) => what)).toEqual(['opened', 'clicked'])
    expect(await play(id, 'clicked', { link: 'https://elsewhere.example' })).toMatchObject({
      status: 409,
      body: { code: 'act_not_possible' },
    })
    expect(await play(id, 'replied')).toMatchObject({ status: 409 })
  })

  it('plays the provider, and an unsubscription', async () => {
    const [bounced, leaving] = [await find('p1@'), await find('p2@')]
    expect(await play(bounced.id, 'bounced')).toMatchObject({ body: { storeStatus: 200 } })
    expect(await pool`SELECT reason FROM suppressions WHERE address = 'p1@shop.example'`).toMatchObject([{ reason: 'hard_bounce' }])
    await play(leaving.id, 'unsubscribed')
    const [state] = await pool`
      SELECT email_consent FROM contact_states s JOIN customers c ON c.id = s.customer_id WHERE c.email = 'p2@shop.example'`
    expect(state).toEqual({ email_consent: 'unsubscribed' })
    expect((await find('p2@')).status).toBe('unsubscribed')
  })

  it('plays a phone: receipts, and STOP', async () => {
    const { id } = await find('+4915112345678')
    expect(await play(id, 'delivered')).toMatchObject({ body: { storeStatus: 200 } })
    expect(await pool`SELECT status FROM deliveries WHERE channel = 'sms'`).toMatchObject([{ status: 'delivered' }])
    expect(await play(id, 'replied', { text: 'Stop' })).toMatchObject({ body: { storeStatus: 200 } })
    expect((await list('?channel=sms')).data[0]).toMatchObject({ direction: 'inbound', text: 'Stop', status: 'received' })
    expect(await pool`SELECT reason FROM suppressions WHERE address = '+4915112345678'`).toMatchObject([{ reason: 'stop' }])
  })

  it('is cleared', async () => {
    expect((await call('DELETE', '/messages')).status).toBe(204)
    expect((await list()).data).toEqual([])
  })
})

describe('a long inbox', () => {
  it('is paged by a cursor that new arrivals do not move', async () => {
    await call('DELETE', '/messages')
    const database = await createTestDatabase()
    const big = await createSandbox({ inboxCapacity: 100_000, behaviour: { receipts: 'off' } })
    const own = connect(database.url)
    const { key: ownKey } = await createApiKey(own, { name: 'test', scopes: ['*'] })
    const ownApi = await startTestApi({
      pool: own,
      config: { publicUrl: door.url, secret, temporal: { uiUrl: 'http://127.0.0.1:8233', namespace: 'default' }, sandboxUrl: big.url },
    })
    const add = (number: number) =>
      number % 2 === 0
        ? big.inbox.addSms({
            channel: 'sms',
            id: `m${number}`,
            at: number,
            status: 'accepted',
            direction: 'outbound',
            phone: String(number),
            sender: 'Shop',
            text: '',
            parts: 1,
          })
        : big.inbox.addPush({
            channel: 'push',
            id: `m${number}`,
            at: number,
            status: 'shown',
            subscriptionId: `s${number}`,
            plaintext: undefined,
            urgency: 'normal',
            ttlSeconds: 1,
          })
    for (let number = 0; number < 100_000; number += 1) add(number)
    const page = async (cursor: string | null) =>
      (await ownApi.call<Listed>('GET', `${path}/messages?limit=200${cursor === null ? '' : `&cursor=${cursor}`}`, { key: ownKey })).body
    const seen: string[] = []
    let cursor: string | null = null
    for (let count = 0; count < 5; count += 1) {
      const { data, nextCursor }: Listed = await page(cursor)
      seen.push(...data.map(({ id }) => id))
      cursor = nextCursor
      add(100_000 + count)
    }
    await ownApi.close()
    await big.close()
    await database.drop()
    expect(seen).toEqual(Array.from({ length: 1_000 }, (_, index) => `m${99_999 - index}`))
  })
})

describe('without a sandbox', () => {
  it('there is no inbox', async () => {
    const bare = await startTestApi()
    const answers = await Promise.all([
      bare.call('GET', path),
      bare.call('GET', `${path}/messages`),
      bare.call('DELETE', `${path}/messages`),
    ])
    await bare.close()
    expect(answers.map(({ status, body }) => [status, (body as { code: string }).code])).toEqual(
      Array.from({ length: 3 }, () => [404, 'sandbox_not_in_use']),
    )
  })

  it('that does not answer, the inbox says so', async () => {
    const gone = await createSandbox()
    await gone.close()
    const alone = await startTestApi({
      config: { publicUrl: door.url, secret, temporal: { uiUrl: 'http://127.0.0.1:8233', namespace: 'default' }, sandboxUrl: gone.url },
    })
    const answer = await alone.call('GET', path)
    await alone.close()
    expect(answer).toMatchObject({ status: 503, body: { code: 'sandbox_unavailable' } })
  })
})
