import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { broadcastRoutes } from '../../../api/routes/broadcasts/index.ts'
import type { previewSchema, testSendSchema } from '../../../api/schemas/broadcast-preview.ts'
import { readSend } from '../../../db/queries/sends/send.ts'
import { formatId } from '../../../domain/ids.ts'
import { startTestApi, type TestApi } from '../test-api.ts'
import { makeDraft, type ProblemBody, pushDraft, smsDraft } from './broadcast-fixtures.ts'

type Preview = z.output<typeof previewSchema>
type TestSend = z.output<typeof testSendSchema>

const path = '/api/v1/broadcasts'
let api: TestApi
let ada: string

beforeAll(async () => {
  api = await startTestApi({ routes: broadcastRoutes })
  const [row] = await api.pool<{ id: string }[]>`
    INSERT INTO customers (external_id, email, phone, first_name) VALUES ('shop-1', 'ada@shop.test', '+4915112345678', 'Ada <3') RETURNING id`
  ada = row?.id ?? expect.fail()
})

afterAll(() => api.close())

const preview = async (id: string, body: object = {}) => (await api.call<Preview>('POST', `${path}/${id}/preview`, { body })).body

describe('a preview', () => {
  it('shows an email as its customer would get it', async () => {
    const { id } = await makeDraft(api)
    const shown = await preview(id, { customerId: formatId('customer', ada) })
    expect(shown).toMatchObject({ channel: 'email', isRendered: true, customerId: formatId('customer', ada) })
    expect(shown.email?.subject).toBe('Hello Ada <3')
    expect(shown.email?.html).toContain('Hello Ada &lt;3,')
    expect(shown.email?.text).toContain('Ada <3')
    expect(shown.email?.html).toMatch(/href="http:\/\/127\.0\.0\.1:3000\/c\/e[\w-]+\/\d"/)
    expect(await preview(id, { customerExternalId: 'shop-1' })).toEqual(shown)
    expect(await preview(id, { customerId: 'ext:shop-1' })).toEqual(shown)
  })

  it('falls back to the defaults when it is for nobody in particular', async () => {
    const { id } = await makeDraft(api)
    const shown = await preview(id)
    expect(shown).toMatchObject({ customerId: null, email: { subject: 'Hello there' } })
  })

  it('counts the parts and the cost of an SMS', async () => {
    const { id } = await makeDraft(api, { ...smsDraft, message: { channel: 'sms', text: `${'a'.repeat(150)} STOP to end ☃` } })
    expect((await preview(id)).sms).toMatchObject({
      encoding: 'UCS-2',
      parts: 3,
      perPart: 67,
      estimatedCost: { amountMicros: 99_900, currency: 'EUR' },
    })
  })

  it('shows a push message', async () => {
    const { id } = await makeDraft(api, pushDraft)
    expect((await preview(id)).push).toMatchObject({ title: 'Spring', body: 'Hello there', icon: null })
  })

  it('says what is wrong with a message that cannot be rendered', async () => {
    const { id } = await makeDraft(api, { message: { channel: 'email', subject: 'Hi', html: '<p>{{ customer.frist_name }}</p>' } })
    const shown = await preview(id)
    expect(shown.isRendered).toBe(false)
    expect(shown.problems).toContainEqual(expect.objectContaining({ level: 'error', code: 'unknown_field', field: 'customer.frist_name' }))
  })

  it('is refused for a customer who is not known', async () => {
    const { id } = await makeDraft(api)
    const { status, body } = await api.call<ProblemBody>('POST', `${path}/${id}/preview`, { body: { customerExternalId: 'shop-2' } })
    expect([status, body.code]).toEqual([422, 'unknown_customer'])
  })
})

describe('a test', () => {
  const sendTest = (id: string, body: object) => api.call<TestSend & ProblemBody>('POST', `${path}/${id}/test`, { body })

  it('is a transactional send of its own, to the address as it is normalised, that belongs to nobody', async () => {
    const { id } = await makeDraft(api)
    const { status, body } = await sendTest(id, { to: ' Me@Shop.Test ', customerId: 'ext:shop-1' })
    expect(status).toBe(202)
    expect(body).toMatchObject({ broadcastId: id, channel: 'email', status: 'sending' })
    const send = await readSend(api.pool, body.id)
    expect(send).toMatchObject({ campaignKind: 'transactional', isMarketing: false, recipients: 1 })
    const rows = await api.pool`SELECT customer_id, address, merge_fields FROM deliveries WHERE send_id = ${body.id}`
    expect(rows).toEqual([{ customer_id: body.id, address: 'me@shop.test', merge_fields: { first_name: 'Ada <3' } }])
    const outbox = await api.pool`SELECT kind, payload FROM outbox ORDER BY id DESC LIMIT 1`
    expect(outbox).toEqual([{ kind: 'direct_send', payload: { sendId: body.id } }])
    await api.pool`UPDATE deliveries SET status = 'accepted', settled_at = now() WHERE send_id = ${body.id}`
    const read = await api.call<TestSend>('GET', `${path}/${id}/tests/${body.id}`)
    expect(read).toMatchObject({ status: 200, body: { status: 'accepted', settledAt: expect.any(String) } })
  })

  it('goes to the devices of the customer who is named, for push', async () => {
    const { id } = await makeDraft(api, pushDraft)
    expect((await sendTest(id, { to: 'ext:shop-1' })).body.errors).toEqual([
      { path: 'to', message: 'The customer has no device that takes push messages' },
    ])
    await api.pool`INSERT INTO push_subscriptions (customer_id, endpoint, p256dh, auth) VALUES (${ada}, 'https://push.test/1', 'k', 'a')`
    const { status, body } = await sendTest(id, { to: 'ext:shop-1' })
    expect(status).toBe(202)
    const [row] = await api.pool`SELECT customer_id, targets FROM deliveries WHERE send_id = ${body.id}`
    expect(row).toMatchObject({ customer_id: ada, targets: [{ endpoint: 'https://push.test/1', p256dh: 'k', auth: 'a' }] })
  })

  it.each([
    ['an address that is none', {}, { to: 'me at shop' }, 422, 'invalid_request'],
    ['a number that is none', smsDraft, { to: '12' }, 422, 'invalid_request'],
    [
      'a message with errors',
      { message: { channel: 'email' as const, subject: '', html: '<p>Hi</p>' } },
      { to: 'me@shop.test' },
      422,
      'message_invalid',
    ],
    ['a suppressed address', {}, { to: 'gone@shop.test' }, 409, 'address_suppressed'],
  ])('is refused for %s, and nothing is sent', async (_what, draft, body, status, code) => {
    await api.pool`INSERT INTO suppressions (channel, address, reason, source) VALUES ('email', 'gone@shop.test', 'hard_bounce', 'test') ON CONFLICT DO NOTHING`
    const { id } = await makeDraft(api, draft)
    const before = await countOutbox()
    const answer = await sendTest(id, body)
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(await countOutbox()).toBe(before)
  })

  it('is found under its own broadcast only', async () => {
    const [one, other] = [await makeDraft(api), await makeDraft(api)]
    const { body } = await sendTest(one.id, { to: 'me@shop.test' })
    expect((await api.call('GET', `${path}/${other.id}/tests/${body.id}`)).status).toBe(404)
  })

  it('is sent once under one Idempotency-Key', async () => {
    const { id } = await makeDraft(api)
    const send = () =>
      api.call<TestSend>('POST', `${path}/${id}/test`, { body: { to: 'me@shop.test' }, headers: { 'idempotency-key': `test-${id}` } })
    const before = await countOutbox()
    const [first, second] = [await send(), await send()]
    expect(second.body.id).toBe(first.body.id)
    expect(await countOutbox()).toBe(before + 1)
  })
})

async function countOutbox(): Promise<number> {
  const [row] = await api.pool<{ rows: number }[]>`SELECT count(*)::int AS rows FROM outbox`
  return row?.rows ?? expect.fail()
}
