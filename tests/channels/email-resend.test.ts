import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Outcome } from '../../channels/channel.ts'
import type { EmailContent } from '../../channels/content.ts'
import { createEmailChannel } from '../../channels/email-resend.ts'
import { answers, chooseTimeoutMs, findClosedUrl, type Script, type ScriptedProvider, startScriptedProvider } from './scripted-provider.ts'

const content: EmailContent = {
  from: 'Store <a@b.example>',
  to: 'ana@example.com',
  subject: 's',
  html: '<p>h</p>',
  text: 't',
  headers: { 'List-Unsubscribe': '<https://r.example/u/x>' },
}
const messages = ['ref-0', 'ref-1', 'ref-2'].map((ref) => ({ ref, content: { ...content, to: `${ref}@example.com` } }))
const canary = 'canary-8d1f'
const apiKey = `re_${canary}`

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

async function send(script: Script, batch = messages): Promise<Outcome[]> {
  provider.answer(script)
  return createEmailChannel({ apiKey, baseUrl: `${provider.url}/`, timeoutMs: chooseTimeoutMs(script) }).send(batch, {
    idempotencyKey: 'send:0:0',
  })
}

const refusal = (statusCode: number, name: string, headers = {}) =>
  answers.json(statusCode, { statusCode, name, message: `${canary} ana@example.com` }, headers)

describe('a batch of emails', () => {
  it('is one request under its key, each message tagged with its reference', async () => {
    const outcomes = await send(answers.json(200, { data: [{ id: 'a' }, { id: 'b' }, { id: 'c' }], errors: [] }))
    expect(outcomes).toEqual(['a', 'b', 'c'].map((messageId) => ({ kind: 'accepted', messageId })))
    const request = provider.requests.at(-1)
    expect(request).toMatchObject({
      method: 'POST',
      url: '/emails/batch',
      headers: { 'idempotency-key': 'send:0:0', authorization: `Bearer ${apiKey}`, 'x-batch-validation': 'permissive' },
    })
    expect(JSON.parse(String(request?.body))).toEqual(
      messages.map(({ ref, content: { to } }) => ({ ...content, to, tags: [{ name: 'regulars_ref', value: ref }] })),
    )
  })

  it('goes to the same place, with the same bytes each time, also when one message is left', async () => {
    const one = messages.slice(0, 1)
    for (const _ of [1, 2])
      expect(await send(answers.json(200, { data: [{ id: 'a' }] }), one)).toEqual([{ kind: 'accepted', messageId: 'a' }])
    const [first, second] = provider.requests.slice(-2)
    expect(first?.url).toBe('/emails/batch')
    expect(second?.body).toEqual(first?.body)
  })

  it('with a bad address loses that message alone', async () => {
    const outcomes = await send(
      answers.json(200, { data: [{ id: 'a' }, { id: 'c' }], errors: [{ index: 1, message: 'Invalid `to` field.' }] }),
    )
    expect(outcomes).toEqual([
      { kind: 'accepted', messageId: 'a' },
      { kind: 'failed', code: 'invalid_recipient' },
      { kind: 'accepted', messageId: 'c' },
    ])
    expect(
      await send(answers.json(200, { data: [{ id: 'a' }, { id: 'c' }], errors: [{ index: 0, message: 'Invalid `subject`' }] })),
    ).toMatchObject([{ code: 'message_rejected' }, {}, {}])
  })

  it.each<[string, Script, Partial<Outcome> & Record<string, unknown>]>([
    ['answers that do not add up', answers.json(200, { data: [{ id: 'a' }, { id: 'b' }] }), { kind: 'unknown', code: 'unreadable_answer' }],
    ['an id that is none', answers.json(200, { data: [{ id: 'a' }, { id: 'b' }, {}] }), { kind: 'unknown', code: 'unreadable_answer' }],
    ['an empty object', answers.json(200, {}), { kind: 'unknown', code: 'unreadable_answer' }],
    ['no JSON', answers.plain(200, '<html>'), { kind: 'unknown', code: 'connection_lost' }],
    ['a truncated answer', answers.truncated(200, { data: [] }), { kind: 'unknown', code: 'connection_lost' }],
    ['a reset', answers.reset(), { kind: 'unknown', code: 'connection_lost' }],
    ['no answer in time', answers.never(), { kind: 'unknown', code: 'timed_out' }],
    ['an answer without an end', answers.dripping(200), { kind: 'unknown', code: 'timed_out' }],
    ['a 500', refusal(500, 'internal_server_error'), { kind: 'unknown', code: 'server_error' }],
    ['a 500 with the body null', answers.json(500, null), { kind: 'unknown', code: 'server_error' }],
    ['a 502 of something on the way', answers.plain(502, '<html>'), { kind: 'unknown', code: 'server_error' }],
    ['a 502 in its own words', answers.json(502, { message: 'bad gateway' }), { kind: 'unknown', code: 'server_error' }],
    ['a 503', refusal(503, 'application_error'), { kind: 'unknown', code: 'server_error' }],
    [
      'a 503 that says when',
      refusal(503, 'application_error', { 'retry-after': '7' }),
      { kind: 'retry', code: 'provider_unavailable', retryAfterMs: 7_000 },
    ],
    ['a 429', refusal(429, 'rate_limit_exceeded', { 'retry-after': '2' }), { kind: 'retry', code: 'rate_limited', retryAfterMs: 2_000 }],
    ['a 429 that does not say when', refusal(429, 'rate_limit_exceeded'), { kind: 'retry', code: 'rate_limited' }],
    ['a daily quota', refusal(429, 'daily_quota_exceeded'), { kind: 'retry', code: 'quota_exceeded' }],
    ['a missing key', refusal(401, 'missing_api_key'), { kind: 'retry', code: 'unauthorized' }],
    ['a wrong key', refusal(403, 'invalid_api_key'), { kind: 'retry', code: 'unauthorized' }],
    ['a domain that is not verified', refusal(403, 'validation_error'), { kind: 'retry', code: 'unauthorized' }],
    ['the wrong address of the API', refusal(404, 'not_found'), { kind: 'retry', code: 'provider_unavailable' }],
    ['a key in use', refusal(409, 'concurrent_idempotent_requests'), { kind: 'retry', code: 'in_flight' }],
    ['a key of another batch', refusal(409, 'invalid_idempotent_request'), { kind: 'unknown', code: 'key_used' }],
    ['a batch refused whole', refusal(422, 'validation_error'), { kind: 'failed', code: 'message_rejected' }],
    ['a body too large', answers.plain(413), { kind: 'failed', code: 'too_large' }],
    ['another refusal', refusal(451, 'security_error'), { kind: 'failed', code: 'provider_refused' }],
  ])('and %s', async (_, script, expected) => {
    const outcomes = await send(script)
    expect(outcomes).toEqual(messages.map(() => expected))
    expect(JSON.stringify(outcomes)).not.toMatch(/canary|ana@|@example/)
  })

  it('that never left can be sent again for certain', async () => {
    const refused = createEmailChannel({ apiKey, baseUrl: await findClosedUrl(), timeoutMs: 20_000 })
    expect(await refused.send(messages, { idempotencyKey: 'k1' })).toEqual(
      messages.map(() => ({ kind: 'retry', code: 'connection_refused' })),
    )
    const unresolved = createEmailChannel({ apiKey, baseUrl: 'http://no-such-host.invalid', timeoutMs: 20_000 })
    expect(await unresolved.send(messages.slice(0, 1), { idempotencyKey: 'k2' })).toEqual([{ kind: 'retry', code: 'connection_refused' }])
  })

  it('is let go of when the caller gives up', async () => {
    provider.answer(answers.never())
    const channel = createEmailChannel({ apiKey, baseUrl: provider.url, timeoutMs: 60_000 })
    expect(await channel.send(messages.slice(0, 1), { idempotencyKey: 'k3', signal: AbortSignal.timeout(50) })).toEqual([
      { kind: 'unknown', code: 'timed_out' },
    ])
  })

  it('takes a hundred messages and no more, and none at all without a request', async () => {
    const channel = createEmailChannel({ apiKey, baseUrl: provider.url, timeoutMs: 300 })
    const before = provider.requests.length
    await expect(
      channel.send(
        Array.from({ length: 101 }, () => ({ ref: 'r', content })),
        { idempotencyKey: 'k' },
      ),
    ).rejects.toThrow(RangeError)
    expect(await channel.send([], { idempotencyKey: 'k' })).toEqual([])
    expect(provider.requests.length).toBe(before)
  })

  it('keeps its connection for the next', async () => {
    provider.answer(answers.json(200, { data: [{ id: 'a' }] }))
    const channel = createEmailChannel({ apiKey, baseUrl: provider.url, timeoutMs: 20_000 })
    await channel.send(messages.slice(0, 1), { idempotencyKey: 'k' })
    const before = provider.connections()
    for (let call = 0; call < 5; call += 1) await channel.send(messages.slice(0, 1), { idempotencyKey: `k${call}` })
    expect(provider.connections() - before).toBeLessThanOrEqual(1)
  })
})
