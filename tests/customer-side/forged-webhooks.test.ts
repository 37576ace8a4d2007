/** A thousand webhooks that are not the provider's: none is taken, and none leaves a trace. */
import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeliveryKey, formatDeliveryRef } from '../../domain/ids.ts'
import {
  addDelivery,
  emailEvent,
  post,
  signResend,
  type SignedRequest,
  signVonage,
  startSide,
  type StartedSide,
  type TokenChange,
  vonageSecret,
} from './started-side.ts'

let side: StartedSide
let delivery: DeliveryKey
beforeAll(async () => {
  side = await startSide()
  delivery = await addDelivery(side.pool, { channel: 'email' })
  await addDelivery(side.pool, { ...delivery, channel: 'sms' })
})
afterAll(() => side.close())

const minutes = (count: number) => new Date(Date.now() + count * 60_000)
const now = () => Math.floor(Date.now() / 1_000)
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Another letter at one place. */
function alter(text: string, place: number): string {
  const index = place % text.length
  const letter = text.charAt(index)
  const other = alphabet.charAt((alphabet.indexOf(letter) + 1 + (place % 60)) % alphabet.length)
  return text.slice(0, index) + (other === letter ? '!' : other) + text.slice(index + 1)
}
const withHeader = (request: SignedRequest, name: string, change: (value: string) => string): SignedRequest => ({
  ...request,
  headers: { ...request.headers, [name]: change(request.headers[name] ?? '') },
})

function forgeResend(): SignedRequest[] {
  const sign = () => signResend(emailEvent('email.bounced', delivery, { data: { bounce: { type: 'Permanent' } } }))
  const altered = Array.from({ length: 60 }, (_, place) => [
    // Inside `v1,…`: the version is not a letter of the signature.
    withHeader(sign(), 'svix-signature', (value) => `v1,${alter(value.slice(3), place * 7 + 1)}`),
    withHeader(sign(), 'svix-id', (value) => alter(value, place)),
    withHeader(sign(), 'svix-timestamp', (value) => String(Number(value) - 1 - place)),
    { ...sign(), body: sign().body.replace('email.bounced', `email.bounced${' '.repeat(place + 1)}`) },
    { ...sign(), body: alter(sign().body, place) },
  ]).flat()
  const signatures = ['', 'v1,', 'v1', 'v2,x', ',', 'v1a,', 'v0,']
  return [
    ...altered,
    ...signatures.map((signature) => withHeader(sign(), 'svix-signature', () => signature)),
    ...['v2', 'V1', 'v1a', ''].map((version) => withHeader(sign(), 'svix-signature', (value) => value.replace('v1', version))),
    ...['svix-id', 'svix-timestamp', 'svix-signature'].map((name) => ({
      ...sign(),
      headers: Object.fromEntries(Object.entries(sign().headers).filter(([key]) => key !== name)),
    })),
    ...[' ', 'x', '.0', 'e0', ';'].map((tail) => withHeader(sign(), 'svix-timestamp', (value) => `${value}${tail}z`)),
    ...['NaN', '', '-1', '0', 'Infinity', '1e10'].map((timestamp) => withHeader(sign(), 'svix-timestamp', () => timestamp)),
    ...[-5.1, -6, -60, -1_440, 7, 8, 60, 1_440].map((shift) => signResend(emailEvent('email.bounced', delivery), { at: minutes(shift) })),
    ...['whsec_', 'whsec_AAAA', `whsec_${Buffer.from('another secret').toString('base64')}`].map((secret) =>
      signResend(emailEvent('email.bounced', delivery), { secret }),
    ),
    // The same text in other bytes: a byte order mark in front, and one that was not there before.
    { ...sign(), body: `\ufeff${sign().body}` },
    ...Array.from({ length: 40 }, (_, index) =>
      signResend(emailEvent('email.complained', delivery), { secret: `whsec_${Buffer.from(`guess ${index}`).toString('base64')}` }),
    ),
    // A Vonage token does not open Resend's door.
    { ...sign(), headers: signVonage('status', sign().body).headers },
  ]
}

function forgeVonage(path: 'status' | 'inbound'): SignedRequest[] {
  const payload =
    path === 'status'
      ? { message_uuid: randomUUID(), status: 'undeliverable', client_ref: formatDeliveryRef(delivery), error: { title: '1170' } }
      : { message_uuid: randomUUID(), from: '4915112345678', to: '491771234567', text: 'STOP' }
  const sign = (change?: TokenChange) => signVonage(path, payload, change)
  const token = (request: SignedRequest) => (request.headers['authorization'] ?? '').slice('Bearer '.length)
  const withToken = (change: (token: string) => string): SignedRequest => {
    const request = sign()
    return { ...request, headers: { authorization: `Bearer ${change(token(request))}` } }
  }
  const unsigned = (header: object) =>
    withToken((value) => `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${value.split('.')[1]}.`)
  const claims: object[] = [
    ...[-301, -302, -600, -86_400, 400, 500, 600, 86_400].map((shift) => ({ iat: now() + shift })),
    ...[undefined, null, 'now', String(now()), true, [], {}, 1e300].map((iat) => ({ iat })),
    ...[0, now() - 1, now() - 3_600, 'soon', null].map((exp) => ({ exp })),
    ...[now() + 3_600].map((nbf) => ({ nbf })),
    ...[undefined, null, '', 'x', 7, '0'.repeat(64), 'f'.repeat(64)].map((hash) => ({ payload_hash: hash })),
    ...[undefined, null, '', randomUUID(), 'x', 7, ['7d3ba0a1-5c7b-4d35-8a1e-0c3c0f7f5a11']].map((id) => ({ application_id: id })),
    ...[undefined, null, '', 7, {}, ' ', 'a b', 'x'.repeat(201), 'ü'].map((jti) => ({ jti })),
    ...[undefined, '', 'vonage', 'Nexmo', 7].map((iss) => ({ iss })),
  ]
  return [
    ...claims.map((changed) => sign({ claims: changed })),
    ...Array.from({ length: 80 }, (_, place) => [
      withToken((value) => alter(value, place * 3)),
      withToken((value) => `${value.split('.').slice(0, 2).join('.')}.${alter(value.split('.')[2] ?? '', place)}`),
      { ...sign(), body: JSON.stringify({ ...payload, message_uuid: `other-${place}` }) },
    ]).flat(),
    ...['none', 'None', 'NONE', 'HS384', 'HS512', 'RS256', 'ES256', 'hs256', '', null, 7, ['HS256']].flatMap((alg) => [
      unsigned({ alg, typ: 'JWT' }),
      sign({ header: { alg } }),
    ]),
    ...[sign({ header: { crit: ['exp'] } }), sign({ header: { typ: 'at+jwt' } })],
    ...['', 'x', vonageSecret.toUpperCase(), `${vonageSecret} `, vonageSecret.slice(1)].map((secret) => sign({ secret })),
    ...['', 'Bearer', 'Bearer ', 'Bearer a.b', 'Bearer a.b.c', 'Bearer a.b.c.d', 'Bearer ..', 'Basic YTpi'].map((authorization) => ({
      ...sign(),
      headers: { authorization },
    })),
    ...[
      (text: string) => `Basic ${text}`,
      (text: string) => text,
      (text: string) => `Bearer  ${text}`,
      (text: string) => `Bearer ${text}=`,
      (text: string) => `Bearer ${text}.x`,
      (text: string) => `Bearer ${text}, Bearer ${text}`,
    ].map((write) => ({
      ...sign(),
      headers: { authorization: write(token(sign())) },
    })),
    { ...sign(), headers: {} },
    { ...sign(), body: `${sign().body} ` },
    { ...sign(), body: '' },
    // Signed by the secret, but over something that is no JSON.
    withToken(() => {
      const content = `${Buffer.from('{"alg":"HS256"').toString('base64url')}.${Buffer.from('null').toString('base64url')}`
      return `${content}.${createHmac('sha256', vonageSecret).update(content).digest('base64url')}`
    }),
    { ...sign(), headers: signResend(payload).headers },
  ]
}

describe('a thousand forged webhooks', () => {
  it('are refused, every one, and change nothing', async () => {
    const forged = [...forgeResend(), ...forgeVonage('status'), ...forgeVonage('inbound')]
    expect(forged.length).toBeGreaterThanOrEqual(1_000)
    const answers = new Map<string, number>()
    for (let from = 0; from < forged.length; from += 20) {
      for (const response of await Promise.all(forged.slice(from, from + 20).map((request) => post(side.url, request)))) {
        const { code } = (await response.json()) as { code: string }
        answers.set(`${response.status} ${code}`, (answers.get(`${response.status} ${code}`) ?? 0) + 1)
      }
    }
    expect([...answers]).toEqual([['401 webhook_not_signed', forged.length]])
    for (const table of ['delivery_events', 'suppressions', 'consent_events', 'inbound_sms', 'sms_replies', 'webhook_nonces', 'events']) {
      expect(await side.pool`SELECT 1 FROM ${side.pool(table)}`, table).toHaveLength(0)
    }
    expect(await side.pool`SELECT status FROM deliveries GROUP BY status`).toEqual([{ status: 'accepted' }])
  })

  it('do not include the real ones', async () => {
    expect((await post(side.url, signResend(emailEvent('email.delivered', delivery)))).status).toBe(200)
    expect(
      (await post(side.url, signVonage('status', { message_uuid: 'm', status: 'delivered', client_ref: formatDeliveryRef(delivery) })))
        .status,
    ).toBe(200)
    expect(
      (await post(side.url, signVonage('status', { message_uuid: 'm', status: 'submitted' }, { claims: { exp: now() + 60 } }))).status,
    ).toBe(200)
  })
})

describe('a Vonage webhook that was overheard', () => {
  const status = (uuid: string) => ({ message_uuid: uuid, status: 'delivered', client_ref: formatDeliveryRef(delivery) })

  it('is refused the second time, also when both come at once', async () => {
    const request = signVonage('status', status('overheard'))
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(side.url, request)))
    expect(answers.map((response) => response.status).toSorted((a, b) => a - b)).toEqual([200, ...Array<number>(7).fill(401)])
    expect((await post(side.url, request)).status).toBe(401)
  })

  it('is refused for the other path, and when it changed nothing the first time', async () => {
    const inbound = { message_uuid: 'overheard-inbound', from: '4915112345670', to: '491771234567', text: 'hello' }
    const request = signVonage('inbound', inbound)
    expect((await post(side.url, request)).status).toBe(200)
    expect((await post(side.url, request)).status).toBe(401)
    const unknown = signVonage('status', { message_uuid: 'x', status: 'delivered' })
    expect((await post(side.url, unknown)).status).toBe(200)
    expect((await post(side.url, unknown)).status).toBe(401)
  })

  it('is not refused when it comes again under a new token, as Vonage sends it after a failure', async () => {
    for (let time = 0; time < 2; time += 1) expect((await post(side.url, signVonage('status', status('repeated')))).status).toBe(200)
    expect(await side.pool`SELECT 1 FROM delivery_events WHERE provider_event_id = 'vonage:repeated:delivered'`).toHaveLength(1)
  })
})

describe('without the secrets', () => {
  it('every webhook is refused', async () => {
    const bare = await startSide({ resend: undefined, vonage: undefined })
    try {
      expect((await post(bare.url, signResend({ type: 'email.sent' }))).status).toBe(401)
      expect((await post(bare.url, signVonage('status', {}))).status).toBe(401)
      expect((await post(bare.url, signVonage('inbound', {}, { secret: '' }))).status).toBe(401)
    } finally {
      await bare.close()
    }
  })
})
