import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../sandbox.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../webhook-receiver.ts'
import { findLinksInHtml, findLinksInText, findOneClickUrl } from './message-links.ts'
import { PERSON_USER_AGENT, SCANNER_USER_AGENT } from './simulated-readers.ts'

let sandbox: Sandbox
let store: WebhookReceiver

beforeAll(async () => {
  store = await startWebhookReceiver()
  sandbox = await createSandbox({ webhookBaseUrl: store.url, behaviour: { receipts: 'manual' } })
})
afterAll(() => Promise.all([sandbox.close(), store.close()]))
beforeEach(async () => {
  await sandbox.reset()
  store.received.length = 0
})

async function send(to: string): Promise<void> {
  const html = `<p>Hi <a href="${store.url}/c/token/1?a=1&amp;b=2">one</a> <a href='${store.url}/c/token/2'>two</a>
    <a href="https://elsewhere.test/">elsewhere</a> <a href="${store.url}/u/token">Unsubscribe</a></p><img alt="" src="${store.url}/o/token">`
  const headers = {
    'List-Unsubscribe': `<mailto:out@shop.test>, <${store.url}/u/token>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
  await fetch(`${sandbox.resendBaseUrl}/emails`, {
    method: 'POST',
    headers: { authorization: 'Bearer re_any' },
    body: JSON.stringify({ from: 'news@shop.test', to, subject: 'Hello', html, headers }),
  })
  await sandbox.flush()
}

/** What was fetched, receipts left out. */
const visits = () =>
  store.received.flatMap(({ method, path, headers }) =>
    path.startsWith('/webhooks') ? [] : [{ call: `${method} ${path}`, agent: headers['user-agent'] }],
  )
const calls = () => visits().map(({ call }) => call)

describe('readers', () => {
  it('who open fetch the pictures', async () => {
    sandbox.changeBehaviour({ openRate: 1 })
    await send('mina@post.test')
    expect(visits()).toEqual([{ call: 'GET /o/token', agent: PERSON_USER_AGENT }])
  })

  it('who click open first and follow one link, never the way out', async () => {
    sandbox.changeBehaviour({ clickRate: 1 })
    for (let index = 0; index < 12; index += 1) await send(`person${index}@post.test`)
    const clicked = calls().filter((call) => call.startsWith('GET /c/'))
    expect(calls()).toHaveLength(24)
    expect([...new Set(clicked)].toSorted()).toEqual(['GET /c/token/1?a=1&b=2', 'GET /c/token/2'])
  })

  it('behind a scanner have every picture and link fetched before they look', async () => {
    sandbox.changeBehaviour({ botRate: 1 })
    await send('mina@post.test')
    expect(calls()).toEqual(['GET /o/token', 'GET /c/token/1?a=1&b=2', 'GET /c/token/2'])
    expect(new Set(visits().map(({ agent }) => agent))).toEqual(new Set([SCANNER_USER_AGENT]))
  })

  it('who unsubscribe do it as RFC 8058 says', async () => {
    sandbox.changeBehaviour({ unsubscribeRate: 1 })
    await send('mina@post.test')
    const request = store.received.find(({ path }) => path === '/u/token')
    expect(request).toMatchObject({
      method: 'POST',
      body: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(request?.headers.cookie).toBeUndefined()
  })

  it('are the same people in every run, about as many as the rate says', async () => {
    sandbox.changeBehaviour({ openRate: 0.5 })
    const openers = async () => {
      for (let index = 0; index < 30; index += 1) await send(`person${index}@post.test`)
      return sandbox.inbox
        .list('email')
        .flatMap((item) => (item.channel === 'email' && item.status === 'opened' ? [item.to] : []))
        .toSorted()
    }
    const first = await openers()
    sandbox.inbox.clear()
    expect(first.length).toBeGreaterThan(7)
    expect(first.length).toBeLessThan(23)
    expect(await openers()).toEqual(first)
  })

  it('do nothing with what never arrived', async () => {
    sandbox.changeBehaviour({ openRate: 1, clickRate: 1, outcomes: { 'gone@post.test': 'bounced' } })
    await send('gone@post.test')
    expect(visits()).toEqual([])
  })

  it("are reported by Resend's own tracking where it is on", async () => {
    sandbox.changeBehaviour({ clickRate: 1, providerTracking: true })
    await send('mina@post.test')
    const types = store.received.flatMap(({ path, body }) =>
      path === '/webhooks/resend' ? [(JSON.parse(body) as { type: string }).type] : [],
    )
    expect(types).toEqual(['email.sent', 'email.delivered', 'email.opened', 'email.clicked'])
  })
})

describe('links', () => {
  it('are only those of this machine', () => {
    const html =
      '<a href="http://127.0.0.1:1/a">x</a><a href="http://localhost/b">x</a><a href="http://127.0.0.1.evil.test/c">x</a><a href="http://169.254.169.254/d">x</a><a href="file:///etc/passwd">x</a><a href="javascript:alert(1)">x</a>'
    expect(findLinksInHtml(html).links).toEqual(['http://127.0.0.1:1/a', 'http://localhost/b'])
  })

  it('in a text are found too', () => {
    expect(findLinksInText('Offer: http://127.0.0.1:3000/c/x/1 out: http://127.0.0.1:3000/u/x').links).toEqual([
      'http://127.0.0.1:3000/c/x/1',
    ])
  })

  it('of List-Unsubscribe are the one to post to', () => {
    expect(findOneClickUrl('<mailto:a@b.test>, <http://127.0.0.1/u/1>')).toBe('http://127.0.0.1/u/1')
    expect(findOneClickUrl('<https://elsewhere.test/u/1>')).toBeUndefined()
    expect(findOneClickUrl(undefined)).toBeUndefined()
  })
})
