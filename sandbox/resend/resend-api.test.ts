import { Resend } from 'resend'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../sandbox.ts'

let sandbox: Sandbox
let resend: Resend
let now = Date.UTC(2026, 0, 5, 9)

beforeAll(async () => {
  sandbox = await createSandbox({ clock: () => now, resend: { apiKey: 're_right' }, behaviour: { receipts: 'off' } })
  resend = new Resend('re_right', { baseUrl: sandbox.resendBaseUrl })
})
afterAll(() => sandbox.close())
beforeEach(() => sandbox.reset())

const email = (to: string, more: object = {}) => ({ from: 'Shop <news@shop.test>', to, subject: 'Hello', html: '<p>Hello</p>', ...more })
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

async function logged(): Promise<{ to: string; id: string }[]> {
  const records = []
  for await (const { to, id } of sandbox.log.read()) records.push({ to, id })
  return records
}

describe('sending one email', () => {
  it('answers with an id, and the log has the email', async () => {
    const { data, error } = await resend.emails.send(email('mina@post.test', { tags: [{ name: 'campaign', value: 'c1' }] }))
    expect(error).toBeNull()
    expect(data?.id).toMatch(uuid)
    const records = []
    for await (const record of sandbox.log.read()) records.push(record)
    expect(records).toEqual([
      expect.objectContaining({
        seq: 1,
        provider: 'resend',
        id: data?.id,
        to: 'mina@post.test',
        campaign: 'c1',
        tags: { campaign: 'c1' },
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
    ])
  })

  it('logs the bare address of `Name <address>`', async () => {
    await resend.emails.send(email('Mina K <mina@post.test>'))
    expect(await logged()).toEqual([expect.objectContaining({ to: 'mina@post.test' })])
  })

  it('gives the email back by its id', async () => {
    const { data } = await resend.emails.send(email('mina@post.test', { text: 'Hello', replyTo: 'care@shop.test' }))
    const got = await resend.emails.get(data?.id ?? '')
    expect(got.data).toMatchObject({
      object: 'email',
      id: data?.id,
      to: ['mina@post.test'],
      subject: 'Hello',
      html: '<p>Hello</p>',
      text: 'Hello',
      reply_to: ['care@shop.test'],
      last_event: 'queued',
    })
  })

  it('gives it back from the log, without its body, once the inbox has dropped it', async () => {
    const { data } = await resend.emails.send(email('mina@post.test'))
    sandbox.inbox.clear()
    const got = await resend.emails.get(data?.id ?? '')
    expect(got.data).toMatchObject({ id: data?.id, to: ['mina@post.test'], html: null })
  })

  it('knows no other ids', async () => {
    const unknown = await resend.emails.get('5a4d8e0c-0000-4000-8000-5a4d8e0c0001')
    expect(unknown.error).toEqual({ statusCode: 404, name: 'not_found', message: 'Email not found' })
    const malformed = await resend.emails.get('nonsense')
    expect(malformed.error).toMatchObject({ statusCode: 422, name: 'invalid_parameter' })
  })
})

describe('a batch', () => {
  it('answers with an id for each email, in their order', async () => {
    const { data } = await resend.batch.send([email('a@post.test'), email('b@post.test'), email('c@post.test')])
    const records = await logged()
    expect(data?.data.map(({ id }) => id)).toEqual(records.map(({ id }) => id))
    expect(records.map(({ to }) => to)).toEqual(['a@post.test', 'b@post.test', 'c@post.test'])
  })

  it('takes a hundred and not one more', async () => {
    const hundred = Array.from({ length: 100 }, (_, index) => email(`p${index}@post.test`))
    expect((await resend.batch.send(hundred)).data?.data).toHaveLength(100)
    const { error } = await resend.batch.send([...hundred, email('one@more.test')])
    expect(error).toMatchObject({ statusCode: 422, name: 'validation_error' })
    expect(sandbox.log.lastSeq()).toBe(100)
  })

  it('is refused whole when one email is invalid', async () => {
    const { error } = await resend.batch.send([email('a@post.test'), email('no address')])
    expect(error).toMatchObject({ statusCode: 422, name: 'validation_error', message: expect.stringContaining('Invalid `to` field') })
    expect(sandbox.log.lastSeq()).toBe(0)
  })

  it('names the invalid ones and takes the rest in permissive mode', async () => {
    const { data } = await resend.batch.send([email('no address'), email('b@post.test'), email('c@post.test', { subject: '' })], {
      batchValidation: 'permissive',
    })
    expect(data?.data).toHaveLength(1)
    expect(data?.errors).toEqual([
      { index: 0, message: expect.stringContaining('Invalid `to` field') },
      { index: 2, message: 'Missing `subject` field.' },
    ])
    expect((await logged()).map(({ to }) => to)).toEqual(['b@post.test'])
  })

  it('takes neither attachments nor a schedule', async () => {
    const attached = await resend.batch.send([email('a@post.test', { attachments: [{ filename: 'a.txt', content: 'eA==' }] })])
    expect(attached.error).toMatchObject({ statusCode: 422 })
    const scheduled = await resend.batch.send([email('a@post.test', { scheduledAt: '2026-02-01T00:00:00Z' })])
    expect(scheduled.error).toMatchObject({ statusCode: 422 })
  })
})

describe('what Resend refuses', () => {
  it.each([
    ['no recipient', { to: undefined }, 'missing_required_field'],
    ['no sender', { from: undefined }, 'missing_required_field'],
    ['a sender that is no address', { from: 'Shop' }, 'invalid_from_address'],
    ['no subject', { subject: undefined }, 'missing_required_field'],
    ['neither HTML nor text', { html: undefined }, 'missing_required_field'],
    ['a reply address that is none', { replyTo: 'nobody' }, 'validation_error'],
    ['a tag with a blank in it', { tags: [{ name: 'campaign', value: 'spring sale' }] }, 'validation_error'],
    ['more than fifty recipients', { to: Array.from({ length: 51 }, (_, index) => `p${index}@post.test`) }, 'validation_error'],
  ])('%s', async (_, change, name) => {
    const { error } = await resend.emails.send({ ...email('mina@post.test'), ...change } as Parameters<Resend['emails']['send']>[0])
    expect(error).toMatchObject({ statusCode: 422, name })
    expect(sandbox.log.lastSeq()).toBe(0)
  })

  it('a wrong key, a missing key, an unknown path and a wrong method', async () => {
    const wrong = await new Resend('re_wrong', { baseUrl: sandbox.resendBaseUrl }).emails.send(email('mina@post.test'))
    expect(wrong.error).toMatchObject({ statusCode: 403, name: 'invalid_api_key' })
    const bare = await fetch(`${sandbox.resendBaseUrl}/emails`, { method: 'POST', body: '{}' })
    expect([bare.status, await bare.json()]).toEqual([401, expect.objectContaining({ statusCode: 401, name: 'missing_api_key' })])
    const headers = { authorization: 'Bearer re_right' }
    expect((await fetch(`${sandbox.resendBaseUrl}/nothing`, { headers })).status).toBe(404)
    expect((await fetch(`${sandbox.resendBaseUrl}/emails/batch`, { method: 'PUT', headers })).status).toBe(405)
  })

  it('a body that is no JSON', async () => {
    const response = await fetch(`${sandbox.resendBaseUrl}/emails`, {
      method: 'POST',
      headers: { authorization: 'Bearer re_right' },
      body: '{"from":',
    })
    expect(await response.json()).toMatchObject({ statusCode: 422, name: 'validation_error' })
  })
})

describe('idempotency keys', () => {
  const batch = [email('a@post.test'), email('b@post.test')]

  it('answer a repeat with the same ids and accept nothing twice', async () => {
    const first = await resend.batch.send(batch, { idempotencyKey: 'page-1' })
    const second = await resend.batch.send(batch, { idempotencyKey: 'page-1' })
    expect(second.data).toEqual(first.data)
    expect(sandbox.log.lastSeq()).toBe(2)
  })

  it('repeat the refused rows of a permissive batch as well', async () => {
    const mixed = [email('nobody'), ...batch]
    const options = { idempotencyKey: 'page-1', batchValidation: 'permissive' } as const
    expect((await resend.batch.send(mixed, options)).data).toEqual((await resend.batch.send(mixed, options)).data)
    expect(sandbox.log.lastSeq()).toBe(2)
  })

  it('refuse another payload', async () => {
    await resend.emails.send(email('a@post.test'), { idempotencyKey: 'one' })
    const { error } = await resend.emails.send(email('b@post.test'), { idempotencyKey: 'one' })
    expect(error).toMatchObject({ statusCode: 409, name: 'invalid_idempotent_request' })
    expect(sandbox.log.lastSeq()).toBe(1)
  })

  it('refuse a repeat while the first is in flight', async () => {
    sandbox.setFaults([{ provider: 'resend', kind: 'latency', count: 1, params: { ms: 300 } }])
    const first = resend.emails.send(email('a@post.test'), { idempotencyKey: 'one' })
    // The first has been taken up once its fault has fired.
    await expect
      .poll(
        async () => ((await (await fetch(`${sandbox.url}/_sandbox/faults`)).json()) as { faults: { fired: number }[] }).faults[0]?.fired,
      )
      .toBe(1)
    const second = await resend.emails.send(email('a@post.test'), { idempotencyKey: 'one' })
    expect(second.error).toMatchObject({ statusCode: 409, name: 'concurrent_idempotent_requests' })
    const third = await first.then(() => resend.emails.send(email('a@post.test'), { idempotencyKey: 'one' }))
    expect(third.data).toEqual((await first).data)
    expect(sandbox.log.lastSeq()).toBe(1)
  })

  it('are forgotten after 24 hours', async () => {
    await resend.emails.send(email('a@post.test'), { idempotencyKey: 'one' })
    now += 24 * 3_600_000 - 1
    await resend.emails.send(email('a@post.test'), { idempotencyKey: 'one' })
    expect(sandbox.log.lastSeq()).toBe(1)
    now += 1
    await resend.emails.send(email('a@post.test'), { idempotencyKey: 'one' })
    expect(sandbox.log.lastSeq()).toBe(2)
  })

  it('are free again when the request was refused', async () => {
    await resend.emails.send(email('nobody'), { idempotencyKey: 'one' })
    const { data } = await resend.emails.send(email('a@post.test'), { idempotencyKey: 'one' })
    expect(data?.id).toMatch(uuid)
  })

  it('have between 1 and 256 characters', async () => {
    const { error } = await resend.emails.send(email('a@post.test'), { idempotencyKey: 'k'.repeat(257) })
    expect(error).toEqual({ statusCode: 400, name: 'invalid_idempotency_key', message: 'The key must be between 1-256 chars.' })
  })
})
