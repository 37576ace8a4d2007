import { Resend } from 'resend'
import { Vonage } from '@vonage/server-sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import webPush from 'web-push'
import { createSandbox, type Sandbox } from '../sandbox.ts'
import type { FaultInput } from './fault.ts'

let sandbox: Sandbox
let resend: Resend
let vonage: Vonage
let now = Date.now()
const vapidDetails = { subject: 'mailto:shop@shop.test', ...webPush.generateVAPIDKeys() }

beforeAll(async () => {
  sandbox = await createSandbox({ clock: () => now, behaviour: { receipts: 'off' } })
  const { applicationId, privateKey = '' } = sandbox.credentials.vonage
  resend = new Resend('re_any', { baseUrl: sandbox.resendBaseUrl })
  vonage = new Vonage({ applicationId, privateKey }, { apiHost: sandbox.vonageApiHost })
})
afterAll(() => sandbox.close())
beforeEach(() => sandbox.reset())

const email = (to: string) => ({ from: 'news@shop.test', to, subject: 'Hello', text: 'Hello' })
const sms = { channel: 'sms', messageType: 'text', to: '447700900123', from: 'Shop', text: 'Hello' } as Parameters<
  Vonage['messages']['send']
>[0]

async function push(): Promise<Response> {
  const [subscription] = sandbox.subscribe(1)
  if (!subscription) throw new Error('no subscription')
  const { endpoint, headers, body } = webPush.generateRequestDetails(subscription, 'Hello', { vapidDetails, TTL: 60 })
  return fetch(endpoint, { method: 'POST', headers: headers as Record<string, string>, body })
}

/** How each of the three looks from outside: the status, or that there was none. */
async function meet(provider: 'resend' | 'vonage' | 'push'): Promise<number | 'ok' | 'broken'> {
  try {
    if (provider === 'push') {
      const response = await push()
      await response.text()
      return response.ok ? 'ok' : response.status
    }
    if (provider === 'vonage') {
      const { messageUUID } = await vonage.messages.send(sms)
      return messageUUID ? 'ok' : 'broken'
    }
    const { data, error } = await resend.emails.send(email('mina@post.test'))
    return data?.id ? 'ok' : (error?.statusCode ?? 'broken')
  } catch (error) {
    // The Vonage SDK throws for an answer it cannot read, too, with the status of success.
    const status = (error as { response?: Response }).response?.status ?? 0
    return status >= 400 ? status : 'broken'
  }
}

const cases: [FaultInput['kind'], Record<'resend' | 'vonage' | 'push', number | 'ok' | 'broken'>, accepted: number][] = [
  ['rate_limited', { resend: 429, vonage: 429, push: 429 }, 0],
  ['server_error', { resend: 500, vonage: 500, push: 500 }, 0],
  // Resend's SDK gives neither data nor error here.
  ['server_error_null_body', { resend: 'broken', vonage: 500, push: 500 }, 0],
  ['reset_before', { resend: 'broken', vonage: 'broken', push: 'broken' }, 0],
  ['reset_after_acceptance', { resend: 'broken', vonage: 'broken', push: 'broken' }, 1],
  ['truncated_reply', { resend: 'broken', vonage: 'broken', push: 'broken' }, 1],
  ['bad_json', { resend: 'broken', vonage: 'broken', push: 'ok' }, 1],
]

describe.each(['resend', 'vonage', 'push'] as const)('a fault of %s', (provider) => {
  it.each(cases)('%s is seen as it should, and the log knows whether the message was accepted', async (kind, seen, accepted) => {
    sandbox.setFaults([{ provider, kind, count: 1 }])
    expect(await meet(provider)).toBe(seen[provider])
    expect(sandbox.log.lastSeq()).toBe(accepted)
    expect(await meet(provider)).toBe('ok')
  })

  it('latency delays the answer', async () => {
    sandbox.setFaults([{ provider, kind: 'latency', params: { ms: 80 } }])
    const start = performance.now()
    expect(await meet(provider)).toBe('ok')
    expect(performance.now() - start).toBeGreaterThan(75)
  })

  it('server_error after acceptance leaves the message in the log', async () => {
    sandbox.setFaults([{ provider, kind: 'server_error', count: 1, params: { afterAcceptance: true } }])
    expect(await meet(provider)).toBe(500)
    expect(sandbox.log.lastSeq()).toBe(1)
  })

  it('touches no other provider', async () => {
    sandbox.setFaults([{ provider, kind: 'server_error' }])
    const others = (['resend', 'vonage', 'push'] as const).filter((name) => name !== provider)
    expect(await Promise.all(others.map(meet))).toEqual(['ok', 'ok'])
  })
})

describe('faults', () => {
  it('of all providers touch each of them', async () => {
    sandbox.setFaults([{ provider: 'all', kind: 'server_error' }])
    expect(await Promise.all([meet('resend'), meet('vonage'), meet('push')])).toEqual([500, 500, 500])
  })

  it('happen to a share of the requests, the same ones for the same seed', async () => {
    const draw = async (seed: number) => {
      sandbox.setFaults([{ provider: 'resend', kind: 'server_error', rate: 0.5 }], seed)
      const seen = []
      for (let count = 0; count < 40; count += 1) seen.push(await meet('resend'))
      return seen
    }
    const first = await draw(7)
    const failures = first.filter((outcome) => outcome === 500).length
    expect(failures).toBeGreaterThan(8)
    expect(failures).toBeLessThan(32)
    expect(await draw(7)).toEqual(first)
    expect(await draw(8)).not.toEqual(first)
  })

  it('say when to come back', async () => {
    sandbox.setFaults([{ provider: 'all', kind: 'rate_limited', params: { retryAfterSeconds: 17 } }])
    const { error, headers } = await resend.emails.send(email('mina@post.test'))
    expect(error).toMatchObject({ statusCode: 429, name: 'rate_limit_exceeded' })
    expect(headers?.['retry-after']).toBe('17')
    expect((await push()).headers.get('retry-after')).toBe('17')
  })

  it('can hold a rate: so many requests a second pass', async () => {
    sandbox.setFaults([{ provider: 'resend', kind: 'rate_limited', params: { requestsPerSecond: 2 } }])
    const first = [await meet('resend'), await meet('resend'), await meet('resend')]
    now += 1_000
    expect([...first, await meet('resend')]).toEqual(['ok', 'ok', 429, 'ok'])
  })

  it('may be meant for look-ups alone', async () => {
    sandbox.setFaults([{ provider: 'vonage', kind: 'server_error', params: { endpoint: 'lookup' } }])
    expect(await meet('vonage')).toBe('ok')
    const headers = { authorization: `Basic ${Buffer.from('k:s').toString('base64')}` }
    expect((await fetch(`${sandbox.vonageApiHost}/v2/reports/records?product=SMS&direction=outbound`, { headers })).status).toBe(500)
  })

  it('refuse the same recipients every time, and the rest of a permissive batch goes through', async () => {
    sandbox.setFaults([{ provider: 'resend', kind: 'invalid_recipient', rate: 0.3 }])
    const batch = Array.from({ length: 50 }, (_, index) => email(`person${index}@post.test`))
    const first = await resend.batch.send(batch, { batchValidation: 'permissive' })
    const second = await resend.batch.send(batch, { batchValidation: 'permissive' })
    expect(first.data?.errors.length).toBeGreaterThan(3)
    expect(second.data?.errors).toEqual(first.data?.errors)
    expect((await resend.batch.send(batch)).error).toMatchObject({ statusCode: 422 })
  })

  it('refuse exactly the addresses that are named', async () => {
    sandbox.setFaults([{ provider: 'all', kind: 'invalid_recipient', params: { addresses: ['jonas@post.test', '447700900123'] } }])
    expect((await resend.emails.send(email('mina@post.test'))).error).toBeNull()
    expect((await resend.emails.send(email('jonas@post.test'))).error).toMatchObject({ statusCode: 422 })
    expect(await meet('vonage')).toBe(422)
  })

  it('make subscriptions go away', async () => {
    sandbox.setFaults([{ provider: 'push', kind: 'gone' }])
    expect(await meet('push')).toBe(410)
  })

  it('of a repeat under an idempotency key give the same ids once they are over', async () => {
    sandbox.setFaults([{ provider: 'resend', kind: 'truncated_reply', count: 2 }])
    const attempt = () => resend.batch.send([email('a@post.test'), email('b@post.test')], { idempotencyKey: 'page-1' })
    expect((await attempt()).data).toBeNull()
    expect((await attempt()).data).toBeNull()
    const ids = []
    for await (const { id } of sandbox.log.read()) ids.push(id)
    expect((await attempt()).data?.data.map(({ id }) => id)).toEqual(ids)
    expect(ids).toHaveLength(2)
  })

  it('are set, listed and cleared over the control API, which names what is wrong', async () => {
    const url = `${sandbox.url}/_sandbox/faults`
    const set = await fetch(url, {
      method: 'PUT',
      body: JSON.stringify([{ provider: 'resend', kind: 'latency', rate: 0.5, params: { ms: 10 } }]),
    })
    expect(await set.json()).toMatchObject({ faults: [{ provider: 'resend', kind: 'latency', rate: 0.5, fired: 0 }] })
    const wrong = await fetch(url, { method: 'PUT', body: JSON.stringify({ faults: [{ provider: 'resend', kind: 'earthquake' }] }) })
    expect(wrong.status).toBe(422)
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(204)
    expect(await (await fetch(url)).json()).toMatchObject({ faults: [] })
  })
})
