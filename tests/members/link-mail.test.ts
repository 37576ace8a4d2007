import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { randomUUID } from 'node:crypto'
import type { ChannelTrial, TrialAnswer } from '../../api/dependencies.ts'
import { describeChannelSetups } from '../../api/channel-setup/channel-setups.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { enterAs, type MemberBrowser, openBrowser, type ProblemBody } from './member-browser.ts'

let api: TestApi
let sent: Parameters<ChannelTrial>[0][] = []
let answer: TrialAnswer = { outcome: 'accepted', code: null, tookMs: 1 }

beforeAll(async () => {
  const resend = { apiKey: 're_1', baseUrl: 'http://127.0.0.1:1', webhookSecret: undefined, requestsPerSecond: 2 }
  api = await startTestApi({
    tryChannel: async (test) => {
      sent.push(test)
      return answer
    },
    config: {
      publicUrl: 'http://127.0.0.1:3000',
      secret: 'a secret for tests',
      temporal: { uiUrl: 'http://127.0.0.1:8233', namespace: 'default' },
      channelSetups: describeChannelSetups({ resend, vonage: undefined, push: undefined, sandbox: {} }),
    },
  })
})
afterEach(async () => {
  sent = []
  answer = { outcome: 'accepted', code: null, tookMs: 1 }
  await api.pool`TRUNCATE members, invitations, suppressions CASCADE`
})
afterAll(() => api.close())

const tokenOf = (url: string) => url.split('#')[1] ?? ''

async function invite(owner: MemberBrowser, role = 'operator') {
  return (await owner.call<{ id: string; url: string }>('POST', '/api/v1/invitations', { body: { email: 'bo@example.com', role } })).body
}

const mail = (browser: MemberBrowser, token: string, key: string = randomUUID()) =>
  browser.call<ProblemBody & { to: string; outcome: string; message: string }>('POST', '/api/v1/invitations/mail', {
    body: { token },
    headers: { 'idempotency-key': key },
  })

describe('a link by mail', () => {
  it('goes to whom it is for, says what it is and until when, and lets them in', async () => {
    const owner = await enterAs(api, 'owner')
    const { url } = await invite(owner)
    const { status, body } = await mail(owner, tokenOf(url))
    expect([status, body]).toMatchObject([200, { to: 'bo@example.com', outcome: 'accepted' }])
    expect(JSON.stringify(body)).not.toContain(tokenOf(url))
    expect(sent).toMatchObject([
      {
        channel: 'email',
        content: { to: 'bo@example.com', from: 'My store <hello@store.example>', subject: 'You are invited to the marketing of My store' },
      },
    ])
    const [message] = sent
    if (message?.channel !== 'email') throw new Error('No email')
    const { content } = message
    expect(content.text).toMatch(/as an operator.*works once, until /s)
    expect(content.text.endsWith(url)).toBe(true)
    expect(content.html).toContain(`href="${url}"`)
    const bo = openBrowser(api)
    const joined = await bo.call('POST', '/api/v1/invitations/accept', {
      body: { token: tokenOf(url), name: 'Bo', password: 'seven green bottles' },
    })
    expect(joined.status).toBe(200)
    expect((await mail(owner, tokenOf(url))).body.code).toBe('invitation_not_valid')
    expect(api.logLines.join()).not.toContain(tokenOf(url))
  })

  it('is sent once under one key, and says what the provider said where it was not taken', async () => {
    const owner = await enterAs(api, 'owner')
    const { url } = await invite(owner)
    const key = randomUUID()
    answer = { outcome: 'failed', code: 'unauthorized', tookMs: 1 }
    const [first, again] = [await mail(owner, tokenOf(url), key), await mail(owner, tokenOf(url), key)]
    expect(first.body).toMatchObject({ outcome: 'failed', advice: expect.stringContaining('RESEND_API_KEY') })
    expect(again.body).toEqual(first.body)
    expect(sent).toHaveLength(1)
  })

  it('is one for another password as well', async () => {
    const owner = await enterAs(api, 'owner')
    const viewer = await enterAs(api, 'viewer')
    const members = (await owner.call<{ data: { id: string; email: string }[] }>('GET', '/api/v1/members')).body.data
    const id = members.find(({ email }) => email === viewer.member.email)?.id ?? ''
    const { url } = (await owner.call<{ url: string }>('POST', `/api/v1/members/${id}/password-links`)).body
    expect((await mail(owner, tokenOf(url))).body).toMatchObject({ to: 'viewer@example.com', outcome: 'accepted' })
    expect(sent).toMatchObject([{ content: { subject: 'Another password for the marketing of My store' } }])
  })

  it('is not for who may not invite, for a link that nobody made, or for an address that is suppressed', async () => {
    const [owner, operator] = [await enterAs(api, 'owner'), await enterAs(api, 'operator')]
    const { url } = await invite(owner)
    expect((await mail(operator, tokenOf(url))).body.code).toBe('role_not_allowed')
    expect((await mail(owner, 'a'.repeat(43))).body.code).toBe('invitation_not_valid')
    expect((await mail(owner, 'nothing')).body.code).toBe('invitation_not_valid')
    await api.call('POST', '/api/v1/suppressions', {
      body: { suppressions: [{ channel: 'email', address: 'bo@example.com', reason: 'complaint' }] },
    })
    expect((await mail(owner, tokenOf(url))).body.code).toBe('address_suppressed')
    expect(sent).toEqual([])
  })

  it('is not there where email is not set up', async () => {
    const bare = await startTestApi()
    const owner = await enterAs(bare, 'owner')
    expect((await mail(owner, 'a'.repeat(43))).body.code).toBe('channel_not_configured')
    await bare.close()
  })
})
