import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Outcome } from '../../channels/channel.ts'
import { createSmsChannel } from '../../channels/sms-vonage.ts'
import { answers, chooseTimeoutMs, findClosedUrl, type Script, type ScriptedProvider, startScriptedProvider } from './scripted-provider.ts'

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const apiSecret = 'canary-51c7'
const account = { applicationId: '01890a5d-ac96-774b-bcce-b302099a8057', privateKey, apiKey: 'abcd1234', apiSecret }
const message = { ref: 'R'.repeat(43), content: { from: '+15550001111', to: '+4915112345678', text: 'Hi' } }

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

function open(timeoutMs = 20_000) {
  return createSmsChannel({ ...account, apiHost: `${provider.url}/vonage/`, timeoutMs })
}

async function send(script: Script): Promise<Outcome | undefined> {
  provider.answer(script)
  const [outcome] = await open(chooseTimeoutMs(script)).send([message], { idempotencyKey: 'k' })
  return outcome
}

const problem = (status: number, extra: object = {}, headers = {}) =>
  answers.json(
    status,
    { type: 'https://developer.vonage.com/api-errors/messages#1', title: 'canary-51c7', detail: '4915112345678', ...extra },
    { 'content-type': 'application/problem+json', ...headers },
  )

describe('an SMS', () => {
  it('goes out under its reference, with its numbers as Vonage wants them', async () => {
    expect(await send(answers.json(202, { message_uuid: 'aaaa-1' }))).toEqual({ kind: 'accepted', messageId: 'aaaa-1' })
    const request = provider.requests.at(-1)
    expect(request).toMatchObject({
      method: 'POST',
      url: '/vonage/v1/messages',
      headers: { authorization: expect.stringMatching(/^Bearer ey/) as string },
    })
    expect(JSON.parse(String(request?.body))).toEqual({
      channel: 'sms',
      message_type: 'text',
      to: '4915112345678',
      from: '15550001111',
      text: 'Hi',
      client_ref: message.ref,
    })
  })

  it.each<[string, Script, Outcome]>([
    ['a 202 without an id', answers.json(202, {}), { kind: 'unknown', code: 'unreadable_answer' }],
    [
      'a 202 with no JSON',
      answers.plain(202, '{', { 'content-type': 'application/json', 'content-length': '1' }),
      { kind: 'unknown', code: 'unreadable_answer' },
    ],
    [
      'a 202 without a body',
      answers.plain(202, '', { 'content-type': 'application/json' }),
      { kind: 'unknown', code: 'unreadable_answer' },
    ],
    ['a truncated answer', answers.truncated(202, { message_uuid: 'x' }), { kind: 'unknown', code: 'unreadable_answer' }],
    ['a reset', answers.reset(), { kind: 'unknown', code: 'connection_lost' }],
    ['no answer in time', answers.never(), { kind: 'unknown', code: 'timed_out' }],
    ['an answer without an end', answers.dripping(202), { kind: 'unknown', code: 'unreadable_answer' }],
    ['a 500', problem(500), { kind: 'unknown', code: 'server_error' }],
    ['a 502', answers.plain(502, '<html>'), { kind: 'unknown', code: 'server_error' }],
    ['a 503', problem(503), { kind: 'unknown', code: 'server_error' }],
    [
      'a 503 that says when',
      problem(503, {}, { 'retry-after': '3' }),
      { kind: 'retry', code: 'provider_unavailable', retryAfterMs: 3_000 },
    ],
    ['a 401', problem(401), { kind: 'retry', code: 'unauthorized' }],
    ['an empty account', problem(402), { kind: 'retry', code: 'quota_exceeded' }],
    [
      'an empty account, in the words of RFC 7807',
      problem(403, { type: 'https://developer.vonage.com/api-errors#low-balance' }),
      { kind: 'retry', code: 'quota_exceeded' },
    ],
    ['a 403', problem(403), { kind: 'retry', code: 'unauthorized' }],
    ['a 429', problem(429, {}, { 'retry-after': '1' }), { kind: 'retry', code: 'rate_limited', retryAfterMs: 1_000 }],
    ['a 429 that does not say when', problem(429), { kind: 'retry', code: 'rate_limited' }],
    [
      'a number that is none',
      problem(422, { invalid_parameters: [{ name: 'to', reason: 'canary-51c7' }] }),
      { kind: 'failed', code: 'invalid_recipient' },
    ],
    ['a text that is refused', problem(422, { invalid_parameters: [{ name: 'text' }] }), { kind: 'failed', code: 'message_rejected' }],
    ['a refusal in no words', answers.plain(422), { kind: 'failed', code: 'message_rejected' }],
    ['a refusal that never ends', answers.dripping(422), { kind: 'failed', code: 'message_rejected' }],
    ['the wrong address of the API', answers.plain(404), { kind: 'retry', code: 'provider_unavailable' }],
    ['another refusal', answers.plain(418), { kind: 'failed', code: 'provider_refused' }],
  ])('and %s', async (_, script, expected) => {
    expect(await send(script)).toEqual(expected)
  })

  it('that never left can be sent again for certain', async () => {
    const channel = createSmsChannel({ ...account, apiHost: await findClosedUrl(), timeoutMs: 20_000 })
    expect(await channel.send([message], { idempotencyKey: 'k' })).toEqual([{ kind: 'retry', code: 'connection_refused' }])
  })

  it('is let go of when the caller gives up', async () => {
    provider.answer(answers.never())
    expect(await open().send([message], { idempotencyKey: 'k', signal: AbortSignal.timeout(50) })).toEqual([
      { kind: 'unknown', code: 'timed_out' },
    ])
  })

  it('is one a request', async () => {
    await expect(open().send([message, message], { idempotencyKey: 'k' })).rejects.toThrow(RangeError)
  })

  it('leaves no secret, token, number or text in an outcome or on the console, whatever the provider does', async () => {
    const written: unknown[] = []
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation((...line) => void written.push(line)),
    )
    const tokens: string[] = []
    const seen: unknown[] = []
    try {
      for (const script of [
        problem(401),
        problem(422),
        problem(500),
        answers.reset(),
        answers.truncated(202, {}),
        answers.plain(202, 'canary-51c7'),
      ]) {
        seen.push(await send(script))
        tokens.push(String(provider.requests.at(-1)?.headers.authorization).replace('Bearer ', ''))
        provider.answer(script)
        seen.push(await open().lookUp?.([message.ref], { since: new Date() }))
        tokens.push(String(provider.requests.at(-1)?.headers.authorization).replace('Basic ', ''))
      }
    } finally {
      for (const spy of spies) spy.mockRestore()
    }
    const text = inspect([seen, written], { depth: 20, showHidden: true })
    expect(tokens.every((token) => token.length > 10)).toBe(true)
    for (const secret of [...tokens, 'canary', '4915112345678', 'PRIVATE KEY']) expect(text).not.toContain(secret)
  })
})

describe('looking up SMS by their references', () => {
  const since = new Date('2026-11-01T00:00:00Z')

  it('finds those of which Vonage has a record', async () => {
    provider.answer((response, request) => {
      const ref = new URL(request.url, 'http://x').searchParams.get('client_ref')
      const records =
        ref === 'ref-1'
          ? [{ client_ref: 'ref-1', message_id: 'm-1', status: 'delivered' }]
          : ref === 'ref-2'
            ? [{ client_ref: 'other', message_id: 'm-2' }]
            : []
      answers.json(200, { records })(response, request)
    })
    const outcomes = await open().lookUp?.(['ref-0', 'ref-1', 'ref-2'], { since })
    expect(outcomes).toEqual([
      { kind: 'unknown', code: 'no_record' },
      { kind: 'accepted', messageId: 'm-1' },
      { kind: 'unknown', code: 'no_record' },
    ])
    const { searchParams, pathname } = new URL(provider.requests.at(-1)?.url ?? '', 'http://x')
    expect(pathname).toBe('/vonage/v2/reports/records')
    expect(Object.fromEntries(searchParams)).toEqual({
      product: 'SMS',
      direction: 'outbound',
      account_id: 'abcd1234',
      client_ref: 'ref-2',
      date_start: since.toISOString(),
    })
    expect(provider.requests.at(-1)?.headers.authorization).toBe(`Basic ${Buffer.from(`abcd1234:${apiSecret}`).toString('base64')}`)
  })

  it.each<[string, Script, string]>([
    ['a 500', answers.json(500, {}), 'server_error'],
    ['a 429', answers.json(429, {}), 'server_error'],
    ['no records', answers.json(200, {}), 'unreadable_answer'],
    ['a reset', answers.reset(), 'connection_lost'],
    ['no answer in time', answers.never(), 'timed_out'],
  ])('proves nothing with %s', async (_, script, code) => {
    provider.answer(script)
    expect(await open(chooseTimeoutMs(script)).lookUp?.(['ref-0'], { since })).toEqual([{ kind: 'unknown', code }])
  })

  it('is not there without the account’s key', () => {
    expect(createSmsChannel({ ...account, apiKey: undefined, apiHost: provider.url, timeoutMs: 300 }).lookUp).toBeUndefined()
  })
})
