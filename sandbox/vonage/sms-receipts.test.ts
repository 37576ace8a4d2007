import { createHash, createHmac } from 'node:crypto'
import { Vonage } from '@vonage/server-sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../sandbox.ts'
import { startWebhookReceiver, type ReceivedRequest, type WebhookReceiver } from '../webhook-receiver.ts'

let sandbox: Sandbox
let store: WebhookReceiver
let vonage: Vonage

beforeAll(async () => {
  store = await startWebhookReceiver()
  sandbox = await createSandbox({ webhookBaseUrl: store.url, behaviour: { receipts: 'manual' } })
  const { applicationId, privateKey = '' } = sandbox.credentials.vonage
  vonage = new Vonage({ applicationId, privateKey }, { apiHost: sandbox.vonageApiHost })
})
afterAll(() => Promise.all([sandbox.close(), store.close()]))
beforeEach(async () => {
  await sandbox.reset()
  store.received.length = 0
})

async function send(to: string, text = 'Hello'): Promise<string> {
  const { messageUUID } = await vonage.messages.send({
    channel: 'sms',
    messageType: 'text',
    to,
    from: 'Shop',
    text,
    clientRef: 'send_7:cus_1',
  })
  return messageUUID
}

const bodies = () => store.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>)

/** Checked by hand, as Vonage's documentation describes it. */
function verifiedClaims({ headers, body }: ReceivedRequest): Record<string, unknown> {
  const [header = '', claims = '', signature] = String(headers.authorization).replace('Bearer ', '').split('.')
  const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
  expect(decode(header)).toEqual({ alg: 'HS256', typ: 'JWT' })
  expect(signature).toBe(createHmac('sha256', sandbox.credentials.vonage.signatureSecret).update(`${header}.${claims}`).digest('base64url'))
  expect(decode(claims).payload_hash).toBe(createHash('sha256').update(body).digest('hex'))
  return decode(claims)
}

describe('delivery receipts', () => {
  it('follow the message, with its reference, price and parts', async () => {
    const id = await send('447700900123', 'a'.repeat(200))
    await sandbox.flush()
    expect(store.received.map(({ path }) => path)).toEqual(['/webhooks/vonage/status', '/webhooks/vonage/status'])
    expect(bodies()).toMatchObject([
      { status: 'submitted', message_uuid: id },
      {
        status: 'delivered',
        message_uuid: id,
        to: '447700900123',
        from: 'Shop',
        channel: 'sms',
        client_ref: 'send_7:cus_1',
        usage: { currency: 'EUR', price: '0.0666' },
        sms: { count_total: '2' },
      },
    ])
  })

  it('are signed over their body, each try with a token of its own', async () => {
    await send('447700900123')
    await sandbox.flush()
    const claims = store.received.map(verifiedClaims)
    expect(claims[0]).toMatchObject({
      iss: 'Vonage',
      application_id: sandbox.credentials.vonage.applicationId,
      iat: expect.any(Number),
      jti: expect.any(String),
    })
    expect(claims[0]?.jti).not.toBe(claims[1]?.jti)
  })

  it('cost one part what one part costs', async () => {
    await send('447700900123')
    await sandbox.flush()
    expect(bodies()[1]).toMatchObject({ usage: { price: '0.0333' }, sms: { count_total: '1' } })
  })

  it('say why a message could not be delivered, and the reports agree', async () => {
    sandbox.changeBehaviour({ outcomes: { '447700900123': 'bounced', '447700900124': 'failed' } })
    await send('447700900123')
    await send('447700900124')
    await sandbox.flush()
    expect(bodies().filter(({ to }) => to === '447700900123')).toMatchObject([
      { status: 'submitted' },
      { status: 'undeliverable', error: { title: '1260' } },
    ])
    expect(bodies().filter(({ to }) => to === '447700900124')).toMatchObject([{ status: 'rejected', error: { title: '1020' } }])
    const headers = { authorization: `Basic ${Buffer.from('k:s').toString('base64')}` }
    const records = await fetch(`${sandbox.vonageApiHost}/v2/reports/records?account_id=k&product=SMS&direction=outbound&to=447700900123`, {
      headers,
    })
    expect(await records.json()).toMatchObject({ records: [{ status: 'undeliverable' }] })
  })
})

describe('a customer who writes', () => {
  it('reaches the store, signed, and stands in the conversation', async () => {
    await send('447700900123')
    const response = await fetch(`${sandbox.url}/_sandbox/sms/inbound`, {
      method: 'POST',
      body: JSON.stringify({ from: '+447700900123', to: 'Shop', text: 'Stop please' }),
    })
    expect(await response.json()).toMatchObject({ webhookStatus: 200 })
    const [inbound] = store.received
    expect(inbound?.path).toBe('/webhooks/vonage/inbound')
    expect(bodies()[0]).toMatchObject({
      channel: 'sms',
      from: '447700900123',
      to: 'Shop',
      text: 'Stop please',
      message_uuid: expect.any(String),
      sms: { keyword: 'STOP' },
      usage: { currency: 'EUR' },
    })
    expect(inbound && verifiedClaims(inbound)).toMatchObject({ iss: 'Vonage' })
    expect(sandbox.inbox.smsOf('447700900123').map(({ direction }) => direction)).toEqual(['outbound', 'inbound'])
  })

  it('texts STOP by themselves where the behaviour has people unsubscribe', async () => {
    sandbox.changeBehaviour({ unsubscribeRate: 1 })
    await send('447700900123')
    await sandbox.flush()
    expect(bodies().at(-1)).toMatchObject({ from: '447700900123', to: 'Shop', text: 'STOP' })
  })
})
