import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../sandbox.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../webhook-receiver.ts'
import { html, linkify } from './html.ts'

let sandbox: Sandbox
let store: WebhookReceiver
const ATTACK = '"><script>alert(1)</script>'
const ESCAPED = '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;'

beforeAll(async () => {
  store = await startWebhookReceiver()
  sandbox = await createSandbox({ webhookBaseUrl: store.url, behaviour: { receipts: 'manual' } })
})
afterAll(() => Promise.all([sandbox.close(), store.close()]))
beforeEach(async () => {
  await sandbox.reset()
  store.received.length = 0
})

async function page(path: string): Promise<{ status: number; policy: string; text: string }> {
  const response = await fetch(`${sandbox.url}${path}`)
  return { status: response.status, policy: response.headers.get('content-security-policy') ?? '', text: await response.text() }
}

const submit = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${sandbox.url}${path}`, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams(fields) })

async function sendEmail(change: object = {}): Promise<string> {
  const email = {
    from: 'Shop <news@shop.test>',
    to: 'mina@post.test',
    subject: 'Spring is here',
    html: '<html><head></head><body><a href="http://127.0.0.1:9/c/1">Go</a></body></html>',
    text: 'Go: http://127.0.0.1:9/c/1',
    ...change,
  }
  const response = await fetch(`${sandbox.resendBaseUrl}/emails`, {
    method: 'POST',
    headers: { authorization: 'Bearer re_any' },
    body: JSON.stringify(email),
  })
  return ((await response.json()) as { id: string }).id
}

describe('the inbox', () => {
  it('shows what arrived on each channel, newest first, and finds it again', async () => {
    await sendEmail({ subject: 'First' })
    await sendEmail({ subject: 'Second', to: 'jonas@post.test' })
    await sandbox.receiveSms({ from: '447700900123', to: 'Shop', text: 'Hello there' })
    const all = (await page('/inbox')).text
    expect(all.indexOf('Second')).toBeLessThan(all.indexOf('First'))
    expect(all).toContain('Hello there')
    expect((await page('/inbox?channel=sms')).text).not.toContain('First')
    const found = (await page('/inbox?q=JONAS')).text
    expect(found).toContain('Second')
    expect(found).not.toContain('First')
    expect((await page('/inbox?q=nobody')).text).toContain('Nothing matches')
  })

  it('turns its pages', async () => {
    for (let index = 0; index < 51; index += 1) await sendEmail({ subject: `Number ${index}!` })
    expect((await page('/inbox')).text).not.toContain('Number 0!')
    expect((await page('/inbox?page=2')).text).toContain('Number 0!')
  })

  it('allows no script, style, frame or picture from elsewhere', async () => {
    const { policy, text } = await page('/inbox')
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|https:|\*(?!$|[ ;:])/)
    expect(text).not.toMatch(/(?:src|href)="https?:/)
  })

  it('leads from / and says so when a message is gone', async () => {
    expect((await fetch(`${sandbox.url}/`, { redirect: 'manual' })).headers.get('location')).toBe('/inbox')
    expect((await page('/inbox/email/5a4d8e0c-0000-4000-8000-5a4d8e0c0001')).status).toBe(404)
    expect((await page('/inbox/sms/%zz')).status).toBe(404)
  })
})

describe('an email', () => {
  it('is shown in a frame that may run nothing, with links that open outside it', async () => {
    const id = await sendEmail()
    const { text } = await page(`/inbox/email/${id}`)
    expect(text).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"')
    const body = await page(`/inbox/email/${id}/body`)
    expect(body.policy).toMatch(/^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';/)
    expect(body.text).toContain('<head><base target="_blank">')
    expect(body.text).toContain('<a href="http://127.0.0.1:9/c/1">Go</a>')
  })

  it('has its text and its headers on tabs of their own', async () => {
    const id = await sendEmail({
      headers: { 'List-Unsubscribe': '<http://127.0.0.1:9/u/1>' },
      tags: [{ name: 'campaign', value: 'spring' }],
    })
    expect((await page(`/inbox/email/${id}?tab=text`)).text).toContain(
      '<a href="http://127.0.0.1:9/c/1" target="_blank" rel="noopener noreferrer">',
    )
    const headers = (await page(`/inbox/email/${id}?tab=headers`)).text
    expect(headers).toContain('List-Unsubscribe')
    expect(headers).toContain('&lt;http://127.0.0.1:9/u/1&gt;')
    expect(headers).toContain('campaign=spring')
  })

  it('can be told to have bounced', async () => {
    const id = await sendEmail()
    const response = await submit(`/inbox/email/${id}/events`, { type: 'email.bounced' })
    expect([response.status, response.headers.get('location')]).toEqual([303, `/inbox/email/${id}`])
    expect(store.received.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual(['email.bounced'])
  })

  it('cannot break out of the page, whatever its fields hold', async () => {
    const id = await sendEmail({ from: `"${ATTACK}" <news@shop.test>`, subject: ATTACK, text: ATTACK, headers: { [ATTACK]: ATTACK } })
    for (const path of [
      '/inbox',
      `/inbox/email/${id}`,
      `/inbox/email/${id}?tab=text`,
      `/inbox/email/${id}?tab=headers`,
      `/inbox?q=${encodeURIComponent(ATTACK)}`,
    ]) {
      const { text } = await page(path)
      expect(text).toContain(ESCAPED)
      expect(text).not.toContain('<script>alert')
    }
  })
})

describe('a conversation', () => {
  it('has bubbles from both sides and takes an answer', async () => {
    await sandbox.receiveSms({ from: '447700900123', to: 'Shop', text: ATTACK })
    const { text } = await page('/inbox/sms/447700900123')
    expect(text).toContain('class="bubble inbound"')
    expect(text).toContain(ESCAPED)
    await submit('/inbox/sms/447700900123/replies', { to: 'Shop', quick: 'STOP', text: '' })
    expect(sandbox.inbox.smsOf('447700900123').map((item) => item.text)).toEqual([ATTACK, 'STOP'])
    expect(store.received.at(-1)?.path).toBe('/webhooks/vonage/inbound')
  })
})

describe('the faults page', () => {
  it('switches faults on and off, and leaves alone those it cannot show', async () => {
    sandbox.setFaults([{ provider: 'push', kind: 'rate_limited', count: 3 }])
    await submit('/faults/switches', {
      latency: 'resend',
      'latency.share': '25',
      'latency.amount': '800',
      receipts_twice: 'vonage',
      'receipts_twice.share': '100',
    })
    const listed = (await (await fetch(`${sandbox.url}/_sandbox/faults`)).json()) as { faults: unknown[] }
    expect(listed.faults).toMatchObject([
      { provider: 'push', kind: 'rate_limited', count: 3 },
      { provider: 'resend', kind: 'latency', rate: 0.25, params: { ms: 800 } },
      { provider: 'vonage', kind: 'receipts_twice', rate: 1 },
    ])
    const { text } = await page('/faults')
    expect(text).toMatch(/name="latency"\s+value="resend"[^>]*\schecked/)
    expect(text).not.toMatch(/name="latency"\s+value="vonage"[^>]*\schecked/)
    expect(text).toContain('1 more set through the API')
    await submit('/faults/switches', { clear: 'all' })
    expect(await (await fetch(`${sandbox.url}/_sandbox/faults`)).json()).toMatchObject({ faults: [] })
  })

  it('changes what customers do, and sends what waits', async () => {
    await submit('/faults/behaviour', { openRate: '40', bounceRate: '1.5', receipts: 'manual', receiptDelayMs: '20' })
    expect(await (await fetch(`${sandbox.url}/_sandbox/behaviour`)).json()).toMatchObject({
      openRate: 0.4,
      bounceRate: 0.015,
      receipts: 'manual',
      receiptDelayMs: 20,
    })
    await sendEmail({ to: 'delivered@resend.dev' })
    await submit('/faults/flush', {})
    expect(store.received.filter(({ path }) => path === '/webhooks/resend')).toHaveLength(2)
  })
})

describe('pages of other sites', () => {
  it('may neither submit forms nor use the control API', async () => {
    const id = await sendEmail()
    const foreign = { origin: 'https://evil.test' }
    expect((await submit(`/inbox/email/${id}/events`, { type: 'email.bounced' }, foreign)).status).toBe(403)
    expect((await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST', headers: foreign })).status).toBe(403)
    expect((await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST', headers: { origin: 'null' } })).status).toBe(403)
    expect(sandbox.log.lastSeq()).toBe(1)
  })

  it('of this machine may use the control API', async () => {
    const response = await fetch(`${sandbox.url}/_sandbox/push/subscriptions`, {
      method: 'POST',
      headers: { origin: 'http://localhost:3000' },
    })
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([201, 'http://localhost:3000'])
  })
})

describe('escaping', () => {
  it('covers every value that is not HTML itself', () => {
    expect(html`<i title="${`'"<&>`}">${['<b>', html`<b>`, false, null, 0]}</i>`.text).toBe(
      '<i title="&#39;&quot;&lt;&amp;&gt;">&lt;b&gt;<b>0</i>',
    )
  })

  it('links web addresses in text and nothing else', () => {
    expect(linkify('see http://a.test/x?y=1&z=2. or javascript:alert(1) <b>').text).toBe(
      'see <a href="http://a.test/x?y=1&amp;z=2" target="_blank" rel="noopener noreferrer">http://a.test/x?y=1&amp;z=2</a>. or javascript:alert(1) &lt;b&gt;',
    )
  })
})
