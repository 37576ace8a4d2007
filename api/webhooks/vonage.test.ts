import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeliveryKey, formatDeliveryRef } from '../../domain/ids.ts'
import {
  addCustomer,
  addDelivery,
  post,
  readConsents,
  signVonage,
  startSide,
  type StartedSide,
} from '../../tests/customer-side/started-side.ts'

let side: StartedSide
beforeAll(async () => {
  side = await startSide()
})
afterAll(() => side.close())

let numbers = 0
const newPhone = () => `+4915550${String((numbers += 1)).padStart(6, '0')}`
const start = Date.now() - 600_000
const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString()

describe('Vonage’s status webhooks', () => {
  async function play(statuses: object[]): Promise<{ delivery: DeliveryKey; phone: string }> {
    const phone = newPhone()
    const delivery = await addDelivery(side.pool, {
      channel: 'sms',
      status: 'unknown',
      customerId: await addCustomer(side.pool, { phone }),
    })
    for (const status of statuses) {
      const payload = {
        message_uuid: 'm-1',
        to: phone.slice(1),
        from: 'Shop',
        timestamp: at(1),
        client_ref: formatDeliveryRef(delivery),
        ...status,
      }
      expect((await post(side.url, signVonage('status', { ...payload, message_uuid: formatDeliveryRef(delivery) }))).status).toBe(200)
    }
    return { delivery, phone }
  }
  async function readDelivery({ sendId }: DeliveryKey) {
    const [row] =
      await side.pool`SELECT status, error_code, sms_parts, cost_micros, cost_currency FROM deliveries WHERE send_id = ${sendId}`
    return row
  }
  const readSuppression = async (phone: string) =>
    (await side.pool`SELECT reason FROM suppressions WHERE channel = 'sms' AND address = ${phone}`)[0]?.['reason'] as string | undefined
  const charge = { usage: { currency: 'EUR', price: '0.0666' }, sms: { count_total: '2' } }

  it('settle a message with its parts and its price to the last digit', async () => {
    const { delivery } = await play([
      { status: 'delivered', ...charge },
      { status: 'submitted', ...charge },
    ])
    expect(await readDelivery(delivery)).toEqual({
      status: 'delivered',
      error_code: null,
      sms_parts: 2,
      cost_micros: '66600',
      cost_currency: 'EUR',
    })
  })

  it('that give up keep Vonage’s code, and nothing of its text', async () => {
    const error = {
      type: 'https://developer.vonage.com/api-errors/messages#1260',
      title: '1260',
      detail: 'Destination unreachable +4915550',
      instance: 'x',
    }
    const { delivery, phone } = await play([{ status: 'submitted' }, { status: 'undeliverable', error }])
    expect(await readDelivery(delivery)).toMatchObject({ status: 'undeliverable', error_code: 'vonage_1260' })
    expect(await readSuppression(phone)).toBeUndefined()
    const { delivery: bare } = await play([{ status: 'rejected', error: { title: 'Something went wrong' } }])
    expect(await readDelivery(bare)).toMatchObject({ status: 'undeliverable', error_code: 'vonage_rejected' })
  })

  it.each([
    ['1170', 'invalid'],
    ['1190', 'invalid'],
    ['1240', 'stop'],
  ])('with code %s suppress the number as %s', async (code, reason) => {
    const { phone } = await play([{ status: 'rejected', error: { type: `https://developer.vonage.com/api-errors/messages#${code}` } }])
    expect(await readSuppression(phone)).toBe(reason)
  })

  it('without a reference, or with one of nobody’s, change nothing', async () => {
    for (const ref of [undefined, 'reply-x', formatDeliveryRef({ sendId: randomUUID(), customerId: randomUUID() })]) {
      expect((await post(side.url, signVonage('status', { message_uuid: 'm-2', status: 'delivered', client_ref: ref }))).status).toBe(200)
    }
    expect((await post(side.url, signVonage('status', { message_uuid: 'm-3', status: 'typing' }))).status).toBe(200)
  })

  it('that make no sense are refused though they are signed', async () => {
    expect((await post(side.url, signVonage('status', 'not JSON'))).status).toBe(400)
    expect((await post(side.url, signVonage('status', { status: 'delivered' }))).status).toBe(422)
    expect((await post(side.url, signVonage('inbound', []))).status).toBe(422)
  })
})

describe('text messages from customers', () => {
  async function write(
    from: string,
    text: string,
    { seconds = 0, id = randomUUID() }: { seconds?: number; id?: string } = {},
  ): Promise<void> {
    const payload = { channel: 'sms', message_uuid: id, from: from.slice(1), to: '491771234567', text, timestamp: at(seconds) }
    expect((await post(side.url, signVonage('inbound', payload))).status).toBe(200)
  }
  const readReplies = (phone: string) =>
    side.pool<
      { id: string; keyword: string; sender: string; body: string }[]
    >`SELECT id, keyword, sender, body FROM sms_replies WHERE recipient = ${phone} ORDER BY id`
  const readSuppressions = async (phone: string) =>
    (await side.pool<{ reason: string }[]>`SELECT reason FROM suppressions WHERE address = ${phone}`).map((row) => row.reason)

  it('with STOP opt out everybody with that number, once, with evidence and one confirmation', async () => {
    const phone = newPhone()
    const [first, second] = [await addCustomer(side.pool, { phone }), await addCustomer(side.pool, { phone })]
    const delivery = await addDelivery(side.pool, { channel: 'sms', customerId: first })
    await write(phone, ' stop ')
    for (const customerId of [first, second])
      expect(await readConsents(side.pool, customerId)).toEqual({ email: 'subscribed', sms: 'unsubscribed', push: 'subscribed' })
    expect(await readSuppressions(phone)).toEqual(['stop'])
    expect(await side.pool`SELECT source, address, wording_version, send_id FROM consent_events WHERE customer_id = ${first}`).toEqual([
      { source: 'sms_keyword', address: phone, wording_version: 'sms-keywords-1', send_id: delivery.sendId },
    ])
    expect(await side.pool`SELECT type FROM delivery_events WHERE send_id = ${delivery.sendId}`).toEqual([{ type: 'unsubscribed' }])
    const replies = await readReplies(phone)
    expect(replies).toMatchObject([{ keyword: 'stop', sender: '491771234567', body: expect.stringContaining('unsubscribed') }])
    expect(
      await side.pool`SELECT payload FROM outbox WHERE kind = 'sms_reply' AND payload ->> 'replyId' = ${replies[0]?.id ?? ''}`,
    ).toEqual([{ payload: { replyId: replies[0]?.id } }])
  })

  it('are read once, however often they come', async () => {
    const phone = newPhone()
    const customerId = await addCustomer(side.pool, { phone })
    for (let time = 0; time < 3; time += 1) await write(phone, 'STOP', { id: `again-${phone.slice(1)}` })
    expect(await readReplies(phone)).toHaveLength(1)
    expect(await side.pool`SELECT 1 FROM consent_events WHERE customer_id = ${customerId}`).toHaveLength(1)
  })

  it('with a second STOP get no second confirmation', async () => {
    const phone = newPhone()
    await addCustomer(side.pool, { phone })
    await write(phone, 'STOP')
    await write(phone, 'Unsubscribe', { seconds: 9 })
    expect(await readReplies(phone)).toHaveLength(1)
  })

  it('with a second START get no second confirmation, until there was a STOP', async () => {
    const phone = newPhone()
    await addCustomer(side.pool, { phone })
    for (const [seconds, text] of ['START', 'Start', 'STOP', 'UNSTOP', 'start'].entries()) await write(phone, text, { seconds })
    expect((await readReplies(phone)).map((reply) => reply.keyword)).toEqual(['start', 'stop', 'start'])
  })

  it('with START come back, and lift the STOP alone', async () => {
    const [stopped, blacklisted] = [newPhone(), newPhone()]
    for (const phone of [stopped, blacklisted]) {
      const customerId = await addCustomer(side.pool, { phone })
      if (phone === blacklisted)
        await side.pool`INSERT INTO suppressions (channel, address, reason, source) VALUES ('sms', ${phone}, 'blacklist', 'api')`
      await write(phone, 'STOP')
      await write(phone, 'start', { seconds: 5 })
      expect(await readConsents(side.pool, customerId)).toMatchObject({ sms: 'subscribed' })
    }
    expect(await readSuppressions(stopped)).toEqual([])
    expect((await readReplies(stopped)).map((reply) => reply.keyword)).toEqual(['stop', 'start'])
    expect(await readSuppressions(blacklisted)).toEqual(['blacklist'])
    expect(await readReplies(blacklisted)).toEqual([])
  })

  it.each([
    [
      'STOP then START',
      [
        ['STOP', 1],
        ['START', 2],
      ],
      'subscribed',
      [],
    ],
    [
      'START then STOP',
      [
        ['START', 1],
        ['STOP', 2],
      ],
      'unsubscribed',
      ['stop'],
    ],
    [
      'both at the same instant',
      [
        ['STOP', 1],
        ['START', 1],
      ],
      'unsubscribed',
      ['stop'],
    ],
  ] as const)('lead to the same end in either order: %s', async (_, messages, consent, suppressions) => {
    for (const order of [messages, messages.toReversed()]) {
      const phone = newPhone()
      const customerId = await addCustomer(side.pool, { phone })
      for (const [text, seconds] of order) await write(phone, text, { seconds })
      expect(await readConsents(side.pool, customerId)).toMatchObject({ sms: consent })
      expect(await readSuppressions(phone)).toEqual(suppressions)
    }
  })

  it('with HELP are answered, and change nothing', async () => {
    const phone = newPhone()
    const customerId = await addCustomer(side.pool, { phone })
    await write(phone, 'Help')
    expect(await readReplies(phone)).toMatchObject([{ keyword: 'help', body: expect.stringContaining('STOP') }])
    expect(await readConsents(side.pool, customerId)).toMatchObject({ sms: 'subscribed' })
  })

  it('that are no keyword are kept as an event, whatever characters they hold', async () => {
    const phone = newPhone()
    const customerId = await addCustomer(side.pool, { phone })
    await write(phone, 'please stop \0 calling \ud83d me')
    expect(await side.pool`SELECT name, properties FROM events WHERE customer_id = ${customerId}`).toEqual([
      { name: 'SMS Received', properties: { text: 'please stop  calling \ufffd me' } },
    ])
    expect(await readReplies(phone)).toEqual([])
    expect(await readConsents(side.pool, customerId)).toMatchObject({ sms: 'subscribed' })
  })

  it('with STOP from a number that nobody has suppress it all the same', async () => {
    const phone = newPhone()
    await write(phone, 'STOP')
    expect(await readSuppressions(phone)).toEqual(['stop'])
    expect(await readReplies(phone)).toHaveLength(1)
  })

  it('from a name or a short code are taken and change nothing', async () => {
    const { count: before } = await side.pool`SELECT 1 FROM suppressions`
    for (const from of ['+Shop', '+12345']) await write(from, 'STOP')
    expect((await side.pool`SELECT 1 FROM suppressions`).count).toBe(before)
  })
})
