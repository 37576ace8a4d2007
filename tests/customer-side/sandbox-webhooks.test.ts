/** The real SDKs send through the sandbox, and what it posts back lands: in order, out of order, twice, late, overheard. */
import { Vonage } from '@vonage/server-sdk'
import { Resend } from 'resend'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type DeliveryKey, formatDeliveryRef } from '../../domain/ids.ts'
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts'
import { addCustomer, addDelivery, readConsents, startSide, type StartedSide } from './started-side.ts'

let sandbox: Sandbox
let side: StartedSide
beforeAll(async () => {
  sandbox = await createSandbox({ behaviour: { receiptDelayMs: 5 }, webhookRetryDelaysMs: [] })
  const { resend, vonage } = sandbox.credentials
  side = await startSide({ resend, vonage })
  sandbox.changeBehaviour({ webhookBaseUrl: side.url })
})
afterEach(() => sandbox.setFaults([]))
afterAll(async () => {
  await side.close()
  await sandbox.close()
})

async function sendEmail(to: string): Promise<DeliveryKey> {
  const delivery = await addDelivery(side.pool, { status: 'sending', customerId: await addCustomer(side.pool, { email: to }) })
  const resend = new Resend(sandbox.credentials.resend.apiKey, { baseUrl: sandbox.resendBaseUrl })
  const { data } = await resend.emails.send({
    from: 'Shop <shop@store.example>',
    to,
    subject: 'Hello',
    text: 'Hello',
    tags: [{ name: 'regulars_ref', value: formatDeliveryRef(delivery) }],
  })
  expect(data?.id).toBeDefined()
  return delivery
}

async function sendSms(to: string): Promise<DeliveryKey> {
  const delivery = await addDelivery(side.pool, {
    channel: 'sms',
    status: 'sending',
    customerId: await addCustomer(side.pool, { phone: to }),
  })
  const { applicationId, privateKey = '' } = sandbox.credentials.vonage
  const vonage = new Vonage({ applicationId, privateKey }, { apiHost: sandbox.vonageApiHost })
  await vonage.messages.send({
    channel: 'sms',
    messageType: 'text',
    to: to.slice(1),
    from: '491771234567',
    text: 'x'.repeat(200),
    clientRef: formatDeliveryRef(delivery),
  })
  return delivery
}

const readStatus = async ({ sendId }: DeliveryKey) =>
  (await side.pool<{ status: string }[]>`SELECT status FROM deliveries WHERE send_id = ${sendId}`)[0]?.status
/** Until nothing that was posted is still on its way. */
async function settle(): Promise<void> {
  while ((await sandbox.flush()).ran > 0) await new Promise((resolve) => setImmediate(resolve))
}

describe.each([
  ['in order', []],
  ['out of order', [{ provider: 'all', kind: 'receipts_out_of_order', rate: 1 }]],
  ['twice', [{ provider: 'all', kind: 'receipts_twice', rate: 1 }]],
  [
    'twice and out of order',
    [
      { provider: 'all', kind: 'receipts_twice', rate: 1 },
      { provider: 'all', kind: 'receipts_out_of_order', rate: 1 },
    ],
  ],
] as const)('receipts %s', (name, faults) => {
  it('land in the same state', async () => {
    sandbox.setFaults([...faults])
    const key = name.replaceAll(' ', '-')
    const expected: Record<string, string> = {
      delivered: 'delivered',
      bounced: 'bounced',
      complained: 'delivered',
      suppressed: 'undeliverable',
    }
    const emails = await Promise.all(Object.keys(expected).map((outcome) => sendEmail(`${outcome}+${key}@resend.dev`)))
    const phone = `+49151200000${10 + ['in order', 'out of order', 'twice', 'twice and out of order'].indexOf(name)}`
    const sms = await sendSms(phone)
    await settle()
    expect(await Promise.all(emails.map(readStatus))).toEqual(Object.values(expected))
    expect(await side.pool`SELECT status, sms_parts, cost_micros, cost_currency FROM deliveries WHERE send_id = ${sms.sendId}`).toEqual([
      { status: 'delivered', sms_parts: 2, cost_micros: '66600', cost_currency: 'EUR' },
    ])
    const suppressed =
      await side.pool`SELECT address, reason FROM suppressions WHERE address LIKE ${`%+${key}@resend.dev`} ORDER BY address`
    expect(suppressed).toEqual([
      { address: `bounced+${key}@resend.dev`, reason: 'hard_bounce' },
      { address: `complained+${key}@resend.dev`, reason: 'complaint' },
    ])
    const events =
      await side.pool`SELECT type, count(*)::int AS n FROM delivery_events WHERE send_id = ANY (${[...emails, sms].map((one) => one.sendId)}::uuid[]) GROUP BY type ORDER BY type`
    expect(events).toEqual([
      { type: 'bounced', n: 1 },
      { type: 'complained', n: 1 },
      { type: 'delivered', n: 3 },
      { type: 'undeliverable', n: 1 },
    ])
  })
})

describe('webhooks that somebody overheard', () => {
  it('change nothing when they are posted again, byte for byte', async () => {
    await settle()
    const count = async () =>
      side.pool`SELECT (SELECT count(*) FROM delivery_events) AS events, (SELECT count(*) FROM consent_events) AS consents, (SELECT count(*) FROM inbound_sms) AS inbound`
    const before = await count()
    const { statuses } = await sandbox.replayWebhooks({ provider: 'vonage', verbatim: true })
    expect(new Set(statuses)).toEqual(new Set([401]))
    await sandbox.replayWebhooks({ provider: 'resend', verbatim: true })
    expect(await count()).toEqual(before)
  })
})

describe('a customer who texts back', () => {
  it('STOP is out, once, and with START in again', async () => {
    const phone = '+4915130000001'
    const customerId = await addCustomer(side.pool, { phone })
    const text = (words: string) => sandbox.receiveSms({ from: phone.slice(1), to: '491771234567', text: words })
    expect((await text('Stop')).status).toBe(200)
    expect(await readConsents(side.pool, customerId)).toMatchObject({ sms: 'unsubscribed' })
    await sandbox.replayWebhooks({ provider: 'vonage', type: 'inbound' })
    expect(await side.pool`SELECT keyword FROM sms_replies WHERE recipient = ${phone}`).toEqual([{ keyword: 'stop' }])
    expect((await text('START')).status).toBe(200)
    expect(await readConsents(side.pool, customerId)).toMatchObject({ sms: 'subscribed' })
    expect(await side.pool`SELECT 1 FROM suppressions WHERE address = ${phone}`).toHaveLength(0)
  })
})
