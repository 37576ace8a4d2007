import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../sandbox.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../webhook-receiver.ts'

let sandbox: Sandbox
let store: WebhookReceiver

beforeAll(async () => {
  store = await startWebhookReceiver()
  sandbox = await createSandbox({ webhookBaseUrl: store.url, behaviour: { receipts: 'off' } })
})
afterAll(() => Promise.all([sandbox.close(), store.close()]))
beforeEach(async () => {
  await sandbox.reset()
  store.received.length = 0
})

async function control(method: string, path: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${sandbox.url}/_sandbox${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const play = (id: string, act: object) => control('POST', `/messages/${id}/acts`, act)
const paths = () => store.received.map(({ path }) => path)

async function sendEmail(html: string, headers: object = {}): Promise<string> {
  const response = await fetch(`${sandbox.resendBaseUrl}/emails`, {
    method: 'POST',
    headers: { authorization: 'Bearer re_any' },
    body: JSON.stringify({ from: 'Shop <news@shop.test>', to: 'mina@post.test', subject: 'Sale', html, text: 'Sale', headers }),
  })
  return ((await response.json()) as { id: string }).id
}

describe('an act on an email', () => {
  it('of its reader goes the way a reader goes', async () => {
    const id = await sendEmail(
      `<img src="${store.url}/o/1"><a href="${store.url}/c/1">One</a> <a href="${store.url}/c/2">Two</a> <a href="${store.url}/u/1">Out</a>`,
      { 'List-Unsubscribe': `<${store.url}/u/1>` },
    )
    expect(await play(id, { act: 'opened' })).toEqual({ status: 200, body: { act: 'opened', storeStatus: null } })
    await play(id, { act: 'clicked', link: `${store.url}/c/2` })
    await play(id, { act: 'unsubscribed' })
    expect(paths()).toEqual(['/o/1', '/c/2', '/u/1'])
    expect((await control('GET', `/messages/${id}`)).body).toMatchObject({ status: 'unsubscribed', unsubscribeUrl: `${store.url}/u/1` })
  })

  it('of its provider is a webhook', async () => {
    const id = await sendEmail('<p>Hi</p>')
    expect((await play(id, { act: 'soft_bounced' })).body).toEqual({ act: 'soft_bounced', storeStatus: 200 })
    expect(JSON.parse(store.received[0]?.body ?? '')).toMatchObject({ type: 'email.bounced', data: { bounce: { type: 'Transient' } } })
  })

  it('that it has nothing for is refused, and no other machine is called', async () => {
    const id = await sendEmail('<a href="https://elsewhere.example">Elsewhere</a>')
    expect(await play(id, { act: 'opened' })).toMatchObject({ status: 409, body: { error: 'nothing_to_play' } })
    expect(await play(id, { act: 'clicked', link: 'https://elsewhere.example' })).toMatchObject({ status: 409 })
    expect(await play(id, { act: 'replied' })).toMatchObject({ status: 409 })
    expect(await play(id, { act: 'dances' })).toMatchObject({ status: 422 })
    expect(await play('nothing', { act: 'opened' })).toMatchObject({ status: 404 })
    expect(paths()).toEqual([])
  })
})

describe('the list of messages', () => {
  it('is given in pages, newest first over all channels, and narrowed down', async () => {
    for (let number = 1; number <= 5; number += 1) {
      await sendEmail(`<p>${number}</p>`)
      await sandbox.receiveSms({ from: `44770090012${number}`, to: 'Shop', text: `Hello ${number}` })
    }
    const seen: number[] = []
    let before = ''
    for (let page = 0; page < 4; page += 1) {
      const { data, nextBefore } = (await control('GET', `/messages?limit=3${before}`)).body as {
        data: object[]
        nextBefore: number | null
      }
      seen.push(...data.map((one) => (one as { place: number }).place))
      before = `&before=${nextBefore}`
      expect(nextBefore === null).toBe(page === 3)
    }
    expect(new Set(seen).size).toBe(10)
    expect(seen).toEqual(seen.toSorted((one, other) => other - one))
    const found = (await control('GET', '/messages?to=%2B447700900123')).body as { data: object[] }
    expect(found.data).toMatchObject([{ text: 'Hello 3' }])
  })
})
