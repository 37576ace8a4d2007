import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeliveryKey } from '../../domain/ids.ts'
import {
  addCustomer,
  addDelivery,
  emailEvent,
  post,
  readConsents,
  signResend,
  startSide,
  type StartedSide,
} from '../../tests/customer-side/started-side.ts'

let side: StartedSide
beforeAll(async () => {
  side = await startSide()
})
afterAll(() => side.close())

const at = (minutes: number) => new Date(Date.now() - 3_000_000 + minutes * 60_000)
const send = (type: string, delivery: DeliveryKey | undefined, options?: { data?: object; at?: Date }) =>
  post(side.url, signResend(emailEvent(type, delivery, options)))
const bounce = (type: string) => ({ data: { bounce: { type, subType: 'General', message: 'no' } } })

async function readDelivery({ sendId, customerId }: DeliveryKey) {
  const [row] =
    await side.pool`SELECT status, reason, error_code, provider_message_id FROM deliveries WHERE send_id = ${sendId} AND customer_id = ${customerId}`
  return row
}
const readEvents = async ({ sendId }: DeliveryKey) =>
  (await side.pool<{ type: string }[]>`SELECT type FROM delivery_events WHERE send_id = ${sendId} ORDER BY occurred_at, type`).map(
    (row) => row.type,
  )
const readSuppression = async (address: string) =>
  (await side.pool`SELECT reason, source FROM suppressions WHERE channel = 'email' AND address = ${address}`)[0]

describe('Resend’s webhooks', () => {
  it('move the delivery that their tag names', async () => {
    const delivery = await addDelivery(side.pool, { status: 'sending' })
    expect((await send('email.sent', delivery)).status).toBe(200)
    expect(await readDelivery(delivery)).toMatchObject({ status: 'accepted', provider_message_id: 'e-1' })
    await send('email.delivered', delivery)
    expect(await readDelivery(delivery)).toMatchObject({ status: 'delivered' })
    expect(await readEvents(delivery)).toEqual(['delivered'])
  })

  it('are found by tags written as a list as well', async () => {
    const delivery = await addDelivery(side.pool)
    const { data } = emailEvent('email.delivered', delivery) as { data: { tags: { regulars_ref: string } } }
    await send('email.delivered', undefined, { data: { tags: [{ name: 'regulars_ref', value: data.tags.regulars_ref }] } })
    expect(await readDelivery(delivery)).toMatchObject({ status: 'delivered' })
  })

  it('settle what nobody knew, and what was given up for an opt-out after the attempt', async () => {
    for (const status of ['unknown', 'skipped']) {
      const delivery = await addDelivery(side.pool, { status })
      await side.pool`UPDATE deliveries SET reason = 'not_subscribed', error_code = 'connection_lost' WHERE send_id = ${delivery.sendId}`
      await send('email.delivered', delivery)
      expect(await readDelivery(delivery)).toMatchObject({ status: 'delivered', reason: null, error_code: null })
    }
  })

  it('suppress an address that bounced for good', async () => {
    const customerId = await addCustomer(side.pool, { email: 'gone@shop.example' })
    const delivery = await addDelivery(side.pool, { customerId })
    await send('email.bounced', delivery, bounce('Permanent'))
    expect(await readDelivery(delivery)).toMatchObject({ status: 'bounced', error_code: 'hard_bounce' })
    expect(await readSuppression('gone@shop.example')).toEqual({ reason: 'hard_bounce', source: 'resend' })
    expect(await readConsents(side.pool, customerId)).toMatchObject({ email: 'subscribed' })
  })

  it('opt out and suppress whoever complains, with the evidence, and leave the delivery delivered', async () => {
    const customerId = await addCustomer(side.pool, { email: 'angry@shop.example' })
    const delivery = await addDelivery(side.pool, { customerId })
    const complaint = signResend(emailEvent('email.complained', delivery))
    for (let time = 0; time < 3; time += 1) expect((await post(side.url, complaint)).status).toBe(200)
    expect(await readDelivery(delivery)).toMatchObject({ status: 'delivered' })
    expect(await readEvents(delivery)).toEqual(['complained'])
    expect(await readSuppression('angry@shop.example')).toMatchObject({ reason: 'complaint' })
    expect(await readConsents(side.pool, customerId)).toEqual({ email: 'unsubscribed', sms: 'subscribed', push: 'subscribed' })
    expect(await side.pool`SELECT source, status, address, send_id FROM consent_events WHERE customer_id = ${customerId}`).toEqual([
      { source: 'complaint', status: 'unsubscribed', address: 'angry@shop.example', send_id: delivery.sendId },
    ])
  })

  it('do not take back what was decided after a complaint when the complaint comes again', async () => {
    const delivery = await addDelivery(side.pool, { customerId: await addCustomer(side.pool, { email: 'back@shop.example' }) })
    const complaint = signResend(emailEvent('email.complained', delivery))
    await post(side.url, complaint)
    await side.pool`DELETE FROM suppressions WHERE address = 'back@shop.example'`
    await post(side.url, complaint)
    expect(await readSuppression('back@shop.example')).toBeUndefined()
  })

  it('call what failed or was suppressed at the provider undeliverable', async () => {
    const [failed, suppressed] = [await addDelivery(side.pool), await addDelivery(side.pool)]
    await send('email.failed', failed, { data: { failed: { reason: 'reached_daily_quota' } } })
    await send('email.suppressed', suppressed)
    expect(await readDelivery(failed)).toMatchObject({ status: 'undeliverable', error_code: 'provider_failed' })
    expect(await readDelivery(suppressed)).toMatchObject({ status: 'undeliverable', error_code: 'provider_suppressed' })
  })

  it('change nothing for references and events that are not ours, and say that they have come', async () => {
    const stranger = { sendId: randomUUID(), customerId: randomUUID() }
    for (const event of [
      emailEvent('email.bounced', stranger, bounce('Permanent')),
      emailEvent('email.delivered', undefined),
      { type: 'contact.created', data: {} },
      { type: 'domain.updated' },
    ]) {
      expect((await post(side.url, signResend(event))).status).toBe(200)
    }
    expect(await side.pool`SELECT 1 FROM delivery_events WHERE send_id = ${stranger.sendId}`).toHaveLength(0)
    expect(await side.pool`SELECT 1 FROM suppressions WHERE address = 'someone@shop.example'`).toHaveLength(0)
  })

  it('suppress the tester’s address of a test send, and touch no customer', async () => {
    const delivery = await addDelivery(side.pool, { customerId: randomUUID(), address: 'operator@shop.example' })
    await send('email.complained', delivery)
    expect(await readSuppression('operator@shop.example')).toMatchObject({ reason: 'complaint' })
    expect(await side.pool`SELECT 1 FROM consent_events WHERE customer_id = ${delivery.customerId}`).toHaveLength(0)
  })
})

describe('soft bounces', () => {
  type Step = ['soft' | 'delivered', number]
  /** One message a step; the events come in the given order. */
  async function play(email: string, steps: Step[], order = steps.map((_, index) => index)) {
    const customerId = await addCustomer(side.pool, { email })
    const deliveries = await Promise.all(steps.map(() => addDelivery(side.pool, { customerId })))
    for (const index of order) {
      const [what, day] = steps[index] as Step
      const options = { at: new Date(Date.now() - (60 - day) * 86_400_000), data: { bounce: { type: 'Transient' } } }
      await send(what === 'soft' ? 'email.bounced' : 'email.delivered', deliveries[index], options)
    }
    return readSuppression(email)
  }

  it('suppress an address at the third in a row', async () => {
    expect(
      await play('two@shop.example', [
        ['soft', 0],
        ['soft', 5],
      ]),
    ).toBeUndefined()
    expect(
      await play('three@shop.example', [
        ['soft', 0],
        ['soft', 5],
        ['soft', 9],
      ]),
    ).toEqual({ reason: 'soft_bounces', source: 'resend' })
  })

  it('do not, when a message was delivered in between or they are spread over more than 30 days', async () => {
    expect(
      await play('between@shop.example', [
        ['soft', 0],
        ['soft', 5],
        ['delivered', 7],
        ['soft', 9],
      ]),
    ).toBeUndefined()
    expect(
      await play('spread@shop.example', [
        ['soft', 0],
        ['soft', 15],
        ['soft', 31],
      ]),
    ).toBeUndefined()
  })

  it('are judged alike in whatever order they are heard of', async () => {
    const steps: Step[] = [
      ['soft', 0],
      ['soft', 5],
      ['delivered', 7],
      ['soft', 9],
    ]
    expect(await play('late@shop.example', steps, [0, 1, 3, 2])).toBeUndefined()
    expect(
      await play(
        'shuffled@shop.example',
        [
          ['soft', 9],
          ['delivered', 12],
          ['soft', 0],
          ['soft', 5],
        ],
        [1, 0, 3, 2],
      ),
    ).toMatchObject({ reason: 'soft_bounces' })
  })

  it('of an out-of-office answer after delivery leave the message delivered', async () => {
    const delivery = await addDelivery(side.pool)
    await send('email.delivered', delivery, { at: at(1) })
    await send('email.bounced', delivery, { ...bounce('Transient'), at: at(2) })
    expect(await readDelivery(delivery)).toMatchObject({ status: 'delivered' })
    expect(await readEvents(delivery)).toEqual(['delivered', 'soft_bounced'])
  })
})

describe('a webhook that cannot be taken', () => {
  it('is refused as what it is', async () => {
    const event = emailEvent('email.delivered', undefined)
    const statusOf = async (request: Parameters<typeof post>[1]) => (await post(side.url, request)).status
    expect(await statusOf(signResend('not JSON'))).toBe(400)
    expect(await statusOf(signResend('[]'))).toBe(422)
    expect(await statusOf(signResend(''))).toBe(422)
    expect(await statusOf(signResend({ ...event, padding: 'x'.repeat(300_000) }))).toBe(413)
    expect(await statusOf({ ...signResend(event), headers: {} })).toBe(401)
    expect(await statusOf({ ...signResend(event), headers: { ...signResend(event).headers, 'content-encoding': 'gzip' } })).toBe(415)
    const other = await fetch(`${side.url}/webhooks/resend`, { method: 'PUT' })
    expect([other.status, other.headers.get('allow')]).toEqual([405, 'POST'])
  })

  it('is a problem document', async () => {
    const response = await post(side.url, { ...signResend({}), headers: {} })
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    expect(await response.json()).toMatchObject({ status: 401, code: 'webhook_not_signed' })
  })
})
