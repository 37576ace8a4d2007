import { generateKeyPairSync, sign } from 'node:crypto'
import { Vonage } from '@vonage/server-sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../sandbox.ts'

let sandbox: Sandbox
let vonage: Vonage
let now = Date.now()

type Message = Parameters<Vonage['messages']['send']>[0]
type ReportQuery = Parameters<Vonage['reports']['getRecords']>[0]

const text = (to: string, clientRef?: string) =>
  ({
    channel: 'sms',
    messageType: 'text',
    to,
    from: '447700900001',
    text: 'Hello',
    ...(clientRef !== undefined && { clientRef }),
  }) as Message

beforeAll(async () => {
  sandbox = await createSandbox({ clock: () => now, behaviour: { receipts: 'off' }, vonage: { apiKey: 'abcd1234', apiSecret: 'right' } })
  vonage = client()
})
afterAll(() => sandbox.close())
beforeEach(() => sandbox.reset())

function client(change: object = {}): Vonage {
  const { applicationId, privateKey = '' } = sandbox.credentials.vonage
  return new Vonage({ apiKey: 'abcd1234', apiSecret: 'right', applicationId, privateKey, ...change }, { apiHost: sandbox.vonageApiHost })
}

/** Status and body of what the SDK threw. */
async function refusal(sending: Promise<unknown>): Promise<{ status: number; body: unknown }> {
  try {
    await sending
  } catch (error) {
    const { response } = error as { response: Response }
    return { status: response.status, body: await response.json() }
  }
  throw new Error('it was not refused')
}

describe('the Messages API', () => {
  it('takes an SMS from the real SDK below a path prefix and answers with its id', async () => {
    const { messageUUID } = await vonage.messages.send(text('447700900123', 'send_7:cus_1'))
    const records = []
    for await (const record of sandbox.log.read()) records.push(record)
    expect(records).toEqual([
      expect.objectContaining({
        provider: 'vonage',
        id: messageUUID,
        to: '447700900123',
        from: '447700900001',
        clientRef: 'send_7:cus_1',
        campaign: 'send_7',
        parts: 1,
      }),
    ])
  })

  it('answers 202 on the wire', async () => {
    const jwt = makeToken()
    const body = JSON.stringify({ channel: 'sms', message_type: 'text', to: '447700900123', from: 'Shop', text: 'Hello' })
    const response = await fetch(`${sandbox.vonageApiHost}/v1/messages`, {
      method: 'POST',
      headers: { authorization: jwt, 'content-type': 'application/json' },
      body,
    })
    expect(response.status).toBe(202)
    expect(await response.json()).toEqual({ message_uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  })

  it('takes the same message twice: there is no idempotency key', async () => {
    await vonage.messages.send(text('447700900123', 'send_7:cus_1'))
    await vonage.messages.send(text('447700900123', 'send_7:cus_1'))
    expect(await sandbox.summarise()).toMatchObject({ accepted: 2, distinctRecipients: 1, duplicates: 1 })
  })

  it('counts the parts of a long or a Unicode text', async () => {
    await vonage.messages.send({ ...text('447700900123'), text: 'a'.repeat(161) })
    await vonage.messages.send({ ...text('447700900124'), text: '✓'.repeat(71) })
    expect(sandbox.inbox.list('sms').map((item) => item.channel === 'sms' && item.parts)).toEqual([2, 2])
  })

  it('refuses a token of another key, another application, or none', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    })
    const unauthorised = {
      status: 401,
      body: expect.objectContaining({
        title: 'Unauthorized',
        detail: 'You did not provide correct credentials.',
        instance: expect.any(String),
      }),
    }
    expect(await refusal(client({ privateKey }).messages.send(text('447700900123')))).toEqual(unauthorised)
    expect(await refusal(client({ applicationId: 'another' }).messages.send(text('447700900123')))).toEqual(unauthorised)
    expect((await fetch(`${sandbox.vonageApiHost}/v1/messages`, { method: 'POST', body: '{}' })).status).toBe(401)
    expect(sandbox.log.lastSeq()).toBe(0)
  })

  it('refuses a token that has expired', async () => {
    const jwt = makeToken()
    now += 3_600_000
    const response = await fetch(`${sandbox.vonageApiHost}/v1/messages`, { method: 'POST', headers: { authorization: jwt }, body: '{}' })
    now -= 3_600_000
    expect(response.status).toBe(401)
  })

  it.each([
    ['to', { to: '+447700900123' }],
    ['to', { to: 'nobody' }],
    ['text', { text: '' }],
    ['text', { text: 'a'.repeat(1_001) }],
    ['client_ref', { clientRef: 'r'.repeat(101) }],
  ])('names the parameter that is wrong: %s of %o', async (name, change) => {
    const { status, body } = await refusal(vonage.messages.send({ ...text('447700900123'), ...change }))
    expect(status).toBe(422)
    expect(body).toMatchObject({ title: 'Invalid params', invalid_parameters: [{ name, reason: expect.any(String) }] })
  })

  it('says when the account is dry and when requests are too many', async () => {
    sandbox.setFaults([{ provider: 'vonage', kind: 'low_balance', count: 1 }])
    expect(await refusal(vonage.messages.send(text('447700900123')))).toMatchObject({ status: 402, body: { title: 'Low balance' } })
    sandbox.setFaults([{ provider: 'vonage', kind: 'rate_limited', count: 1 }])
    expect(await refusal(vonage.messages.send(text('447700900123')))).toMatchObject({ status: 429, body: { title: 'Rate Limit Hit' } })
  })
})

describe('the Reports API', () => {
  const query = (more: object) => ({ product: 'SMS', accountId: 'abcd1234', direction: 'outbound', ...more }) as unknown as ReportQuery

  it('finds a message by its client_ref', async () => {
    const { messageUUID } = await vonage.messages.send(text('447700900123', 'send_7:cus_1'))
    await vonage.messages.send(text('447700900124', 'send_7:cus_2'))
    const found = await vonage.reports.getRecords(query({ clientRef: 'send_7:cus_1' }))
    expect(found).toMatchObject({ requestStatus: 'SUCCESS', itemsCount: 1, product: 'SMS' })
    expect(found.records).toMatchObject([
      {
        messageId: messageUUID,
        clientRef: 'send_7:cus_1',
        to: '447700900123',
        direction: 'outbound',
        currency: 'EUR',
        totalPrice: '0.0333',
      },
    ])
    expect(await vonage.reports.getRecords(query({ clientRef: 'send_7:cus_3' }))).toMatchObject({ itemsCount: 0, records: [] })
  })

  it('finds it in the MESSAGES product, and by its id', async () => {
    const { messageUUID } = await vonage.messages.send(text('447700900123', 'send_7:cus_1'))
    const messages = await vonage.reports.getRecords({
      ...query({ clientRef: 'send_7:cus_1' }),
      product: 'MESSAGES',
    } as unknown as ReportQuery)
    expect(messages.records).toMatchObject([{ messageId: messageUUID, provider: 'sms' }])
    const byId = await vonage.reports.getRecords(query({ id: `${messageUUID},missing` }))
    expect(byId).toMatchObject({ itemsCount: 1, idsNotFound: 'missing' })
  })

  it('shows a record only after its delay', async () => {
    sandbox.changeBehaviour({ reportsDelayMs: 10_000 })
    await vonage.messages.send(text('447700900123', 'send_7:cus_1'))
    now += 9_999
    expect((await vonage.reports.getRecords(query({ clientRef: 'send_7:cus_1' }))).itemsCount).toBe(0)
    now += 1
    expect((await vonage.reports.getRecords(query({ clientRef: 'send_7:cus_1' }))).itemsCount).toBe(1)
  })

  it('keeps to the dates that are asked for', async () => {
    await vonage.messages.send(text('447700900123', 'send_7:cus_1'))
    const at = new Date(now).toISOString()
    const later = new Date(now + 1_000).toISOString()
    expect((await vonage.reports.getRecords(query({ clientRef: 'send_7:cus_1', dateStart: at, dateEnd: later }))).itemsCount).toBe(1)
    expect((await vonage.reports.getRecords(query({ clientRef: 'send_7:cus_1', dateStart: later, dateEnd: later }))).itemsCount).toBe(0)
  })

  it('refuses wrong credentials, another account, and questions without product or direction', async () => {
    expect((await refusal(client({ apiSecret: 'wrong' }).reports.getRecords(query({})))).status).toBe(401)
    expect((await refusal(vonage.reports.getRecords({ ...query({}), accountId: 'other123' }))).status).toBe(403)
    const headers = { authorization: `Basic ${Buffer.from('abcd1234:right').toString('base64')}` }
    const response = await fetch(`${sandbox.vonageApiHost}/v2/reports/records?account_id=abcd1234`, { headers })
    expect([response.status, await response.json()]).toEqual([
      422,
      expect.objectContaining({
        title: 'Unprocessable entity',
        invalid_parameters: [expect.objectContaining({ name: 'product' }), expect.objectContaining({ name: 'direction' })],
      }),
    ])
  })
})

/** A token as the SDK makes one. */
function makeToken(): string {
  const { applicationId, privateKey = '' } = sandbox.credentials.vonage
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const issuedAt = Math.floor(now / 1_000)
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ application_id: applicationId, jti: 'one', iat: issuedAt, exp: issuedAt + 900 })}`
  return `Bearer ${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`
}
