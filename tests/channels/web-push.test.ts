import { createECDH, randomBytes } from 'node:crypto'
import type { LookupAddress } from 'node:dns'
import ece from 'http_ece'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import webPush from 'web-push'
import type { Outcome } from '../../channels/channel.ts'
import type { PushContent, PushTarget } from '../../channels/content.ts'
import { createPushChannel } from '../../channels/web-push.ts'
import { answers, chooseTimeoutMs, findClosedUrl, type Script, type ScriptedProvider, startScriptedProvider } from './scripted-provider.ts'

const vapid = { ...webPush.generateVAPIDKeys(), subject: 'mailto:store@example.test' }
const ref = 'R'.repeat(43)
const device = createECDH('prime256v1')
const p256dh = device.generateKeys('base64url')
const auth = randomBytes(16).toString('base64url')
const content: Omit<PushContent, 'targets'> = { title: 'Sale', body: 'For you', url: 'https://r.example/c/x/0', ttlSeconds: 60 }

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

function target(path: string, endpoint = `${provider.url}/push/${path}`): PushTarget {
  return { subscriptionId: path, endpoint, p256dh, auth }
}

async function send(
  script: Script,
  targets = [target('one')],
  options: { signal?: AbortSignal; resolve?: () => Promise<LookupAddress[]>; allowLoopback?: boolean } = {},
): Promise<Outcome | undefined> {
  provider.answer(script)
  const channel = createPushChannel({
    ...vapid,
    timeoutMs: chooseTimeoutMs(script),
    allowLoopback: options.allowLoopback ?? true,
    ...(options.resolve && { resolve: options.resolve }),
  })
  const [outcome] = await channel.send([{ ref, content: { ...content, targets } }], {
    idempotencyKey: 'k',
    ...(options.signal && { signal: options.signal }),
  })
  return outcome
}

describe('a push message', () => {
  it('reaches a device encrypted, signed, and so that a repeat replaces it', async () => {
    expect(await send(answers.plain(201, '', { location: 'https://push.example/m/message-7?x=1' }))).toEqual({
      kind: 'accepted',
      messageId: 'message-7',
    })
    const request = provider.requests.at(-1)
    expect(request).toMatchObject({
      method: 'POST',
      url: '/push/one',
      headers: { ttl: '60', 'content-encoding': 'aes128gcm', authorization: expect.stringMatching(/^vapid t=ey/) as string },
    })
    const topic = request?.headers.topic
    expect(topic).toMatch(/^[\w-]{32}$/)
    const plain = ece.decrypt(request?.body ?? Buffer.alloc(0), { version: 'aes128gcm', privateKey: device, authSecret: auth })
    expect(JSON.parse(plain.toString())).toEqual({ title: 'Sale', body: 'For you', url: 'https://r.example/c/x/0', tag: ref })
    await send(answers.plain(201))
    expect(provider.requests.at(-1)?.headers.topic).toBe(topic)
  })

  it.each<[string, Script, Outcome]>([
    ['a 201 that is cut off', answers.truncated(201, {}), { kind: 'accepted', messageId: null }],
    ['a 201 without an end', answers.dripping(201), { kind: 'accepted', messageId: null }],
    ['a 410', answers.plain(410), { kind: 'failed', code: 'subscription_gone', goneSubscriptionIds: ['one'] }],
    ['a 404', answers.plain(404), { kind: 'failed', code: 'subscription_gone', goneSubscriptionIds: ['one'] }],
    ['a 413', answers.plain(413), { kind: 'failed', code: 'too_large' }],
    ['a redirect', answers.plain(307, '', { location: 'http://127.0.0.1:1/' }), { kind: 'failed', code: 'address_refused' }],
    ['a 400', answers.plain(400, 'canary'), { kind: 'failed', code: 'provider_refused' }],
    ['a 403', answers.plain(403), { kind: 'failed', code: 'provider_refused' }],
    ['a 401', answers.plain(401), { kind: 'retry', code: 'unauthorized' }],
    ['a 429', answers.plain(429, '', { 'retry-after': '4' }), { kind: 'retry', code: 'rate_limited', retryAfterMs: 4_000 }],
    [
      'a 503 that says when',
      answers.plain(503, '', { 'retry-after': '4' }),
      { kind: 'retry', code: 'provider_unavailable', retryAfterMs: 4_000 },
    ],
    ['a 503', answers.plain(503), { kind: 'unknown', code: 'server_error' }],
    ['a 500', answers.plain(500), { kind: 'unknown', code: 'server_error' }],
    ['a reset', answers.reset(), { kind: 'unknown', code: 'connection_lost' }],
    ['no answer in time', answers.never(), { kind: 'unknown', code: 'timed_out' }],
  ])('and %s', async (_, script, expected) => {
    expect(await send(script)).toEqual(expected)
  })

  it('goes to all devices: one that accepts is enough, and those that are gone are named', async () => {
    const byPath: Script = (response, request) => answers.plain(Number(request.url.split('/').at(-1)?.slice(0, 3)))(response, request)
    expect(await send(byPath, [target('410'), target('500'), target('201'), target('404')])).toEqual({
      kind: 'accepted',
      messageId: null,
      goneSubscriptionIds: ['410', '404'],
    })
    expect(await send(byPath, [target('410'), target('429'), target('500')])).toEqual({
      kind: 'unknown',
      code: 'server_error',
      goneSubscriptionIds: ['410'],
    })
    expect(await send(byPath, [target('410'), target('429'), target('413')])).toEqual({
      kind: 'retry',
      code: 'rate_limited',
      goneSubscriptionIds: ['410'],
    })
    expect(await send(byPath, [target('410'), target('413')])).toEqual({ kind: 'failed', code: 'too_large', goneSubscriptionIds: ['410'] })
    expect(await send(byPath, [target('410'), target('404')])).toEqual({
      kind: 'failed',
      code: 'subscription_gone',
      goneSubscriptionIds: ['410', '404'],
    })
    expect(await send(byPath, [])).toEqual({ kind: 'failed', code: 'invalid_recipient' })
  })

  it('is as long as 3,993 bytes and no longer', async () => {
    const channel = createPushChannel({ ...vapid, timeoutMs: 20_000, allowLoopback: true })
    provider.answer(answers.plain(201))
    const rest = JSON.stringify({ title: '', body: '', url: content.url, tag: ref }).length
    const sendBody = (bytes: number) =>
      channel.send([{ ref, content: { ...content, title: '', body: 'x'.repeat(bytes - rest), targets: [target('one')] } }], {
        idempotencyKey: 'k',
      })
    expect(await sendBody(3_993)).toEqual([{ kind: 'accepted', messageId: null }])
    expect(provider.requests.at(-1)?.body.length).toBe(4_096)
    expect(await sendBody(3_994)).toEqual([{ kind: 'failed', code: 'too_large' }])
  })

  it('that never left can be sent again for certain', async () => {
    expect(await send(answers.never(), [target('one', `${await findClosedUrl()}/x`)])).toEqual({
      kind: 'retry',
      code: 'connection_refused',
    })
  })

  it('is let go of when the caller gives up', async () => {
    expect(await send(answers.never(), [target('one')], { signal: AbortSignal.timeout(30) })).toEqual({
      kind: 'unknown',
      code: 'timed_out',
    })
  })

  it('does not go out under keys that are none, nor to them', async () => {
    expect(() => createPushChannel({ ...vapid, privateKey: 'x', timeoutMs: 300, allowLoopback: true })).toThrow()
    expect(await send(answers.plain(201), [{ ...target('one'), p256dh: 'AAAA' }])).toEqual({ kind: 'failed', code: 'invalid_recipient' })
  })

  it('is signed once for many devices of a service', async () => {
    provider.answer(answers.plain(201))
    const channel = createPushChannel({ ...vapid, timeoutMs: 20_000, allowLoopback: true })
    for (const path of ['a', 'b']) await channel.send([{ ref, content: { ...content, targets: [target(path)] } }], { idempotencyKey: 'k' })
    const [one, other] = provider.requests.slice(-2)
    expect(other?.headers.authorization).toBe(one?.headers.authorization)
  })
})

describe('the endpoint of a push message', () => {
  it.each([
    'http://push.example/x',
    'ftp://push.example/x',
    'nonsense',
    'https://user:pass@push.example/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:192.168.0.1]/',
    'https://[64:ff9b::a00:1]/',
    'https://[fd00::1]/',
    'http://localhost:3000/',
    'https://localhost/',
  ])('is not %s', async (endpoint) => {
    const before = provider.requests.length
    expect(await send(answers.plain(201), [target('one', endpoint)], { allowLoopback: false })).toEqual({
      kind: 'failed',
      code: 'address_refused',
    })
    expect(provider.requests.length).toBe(before)
  })

  it.each<[string, LookupAddress[]]>([
    ['a private address', [{ address: '192.168.1.1', family: 4 }]],
    ['this machine', [{ address: '127.0.0.1', family: 4 }]],
    ['this machine, in the other way', [{ address: '::ffff:127.0.0.1', family: 6 }]],
    [
      'a private address among public ones',
      [
        { address: '93.184.216.34', family: 4 },
        { address: 'fe80::1', family: 6 },
      ],
    ],
    ['no address', []],
  ])('is not a name of %s', async (_, addresses) => {
    const outcome = await send(answers.plain(201), [target('one', 'https://push.example/x')], {
      allowLoopback: false,
      resolve: async () => addresses,
    })
    expect(outcome).toEqual({ kind: 'failed', code: 'address_refused' })
  })

  it('is not a name that does not exist', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }))
    expect(await send(answers.plain(201), [target('one', 'https://push.example/x')], { resolve })).toEqual({
      kind: 'failed',
      code: 'address_refused',
    })
  })

  it('is tried again where names cannot be resolved for now', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN', syscall: 'getaddrinfo' }))
    expect(await send(answers.plain(201), [target('one', 'https://push.example/x')], { resolve })).toEqual({
      kind: 'retry',
      code: 'connection_refused',
    })
  })
})
