import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSandbox } from './sandbox.ts'

const control = (url: string, call: string, init?: RequestInit) => fetch(`${url}/_sandbox${call}`, init)

describe('the sandbox', () => {
  it('says when it is ready and what it holds', async () => {
    const sandbox = await createSandbox()
    expect(await (await fetch(`${sandbox.url}/healthz`)).json()).toEqual({ status: 'ok' })
    expect(await (await control(sandbox.url, '/status')).json()).toMatchObject({
      accepted: 0,
      waitingErrands: 0,
      inbox: { email: 0, sms: 0, push: 0 },
    })
    await sandbox.close()
  })

  it('gives whole messages to whoever tests with it', async () => {
    const sandbox = await createSandbox({ behaviour: { receipts: 'off' } })
    const email = { from: 'news@shop.test', to: 'mina@post.test', subject: 'Hello', html: '<p>Hi</p>', headers: { 'X-One': '1' } }
    await fetch(`${sandbox.resendBaseUrl}/emails/batch`, {
      method: 'POST',
      headers: { authorization: 'Bearer x' },
      body: JSON.stringify([email, { ...email, to: 'jonas@post.test' }]),
    })
    const { data } = (await (await control(sandbox.url, '/messages?channel=email&q=jonas')).json()) as { data: { id: string }[] }
    expect(data).toHaveLength(1)
    expect(await (await control(sandbox.url, `/messages/${data[0]?.id}`)).json()).toMatchObject({
      channel: 'email',
      to: 'jonas@post.test',
      html: '<p>Hi</p>',
      headers: { 'X-One': '1' },
    })
    expect((await control(sandbox.url, '/messages/unknown')).status).toBe(404)
    await sandbox.close()
  })

  it('keeps the push subscriptions over a restart, gone ones gone', async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'sandbox-'))
    const first = await createSandbox({ dataDir })
    const [kept, ended] = first.subscribe(2).map(({ endpoint }) => endpoint.split('/').at(-1))
    await control(first.url, `/push/subscriptions/${ended}`, { method: 'DELETE' })
    const before = await (await control(first.url, `/push/subscriptions/${kept}`)).json()
    await first.close()
    const second = await createSandbox({ dataDir, port: first.port })
    expect(await (await control(second.url, `/push/subscriptions/${kept}`)).json()).toEqual(before)
    expect(await (await control(second.url, `/push/subscriptions/${ended}`)).json()).toMatchObject({ gone: true })
    await second.close()
    await rm(dataDir, { recursive: true })
  })

  it('changes only what a change of behaviour names, and refuses what makes no sense', async () => {
    const sandbox = await createSandbox({ behaviour: { openRate: 0.3 } })
    const put = (body: object) => control(sandbox.url, '/behaviour', { method: 'PUT', body: JSON.stringify(body) })
    expect(await (await put({ bounceRate: 0.1, webhookBaseUrl: 'http://127.0.0.1:9' })).json()).toMatchObject({
      openRate: 0.3,
      bounceRate: 0.1,
      webhookBaseUrl: 'http://127.0.0.1:9',
    })
    expect((await put({ openRate: 2 })).status).toBe(422)
    expect((await put({ opens: 1 })).status).toBe(422)
    expect(await (await control(sandbox.url, '/behaviour', { method: 'DELETE' })).json()).toMatchObject({ openRate: 0.3, bounceRate: 0 })
    await sandbox.close()
  })

  it('answers nobody who calls this machine by a name that is not its own', async () => {
    const sandbox = await createSandbox()
    const status = await new Promise((resolve) => {
      request({ port: sandbox.port, host: '127.0.0.1', path: '/_sandbox/log', headers: { host: 'rebound.evil.test' } }, (response) =>
        resolve(response.resume().statusCode),
      ).end()
    })
    expect(status).toBe(421)
    await sandbox.close()
  })

  it('knows its methods and paths', async () => {
    const sandbox = await createSandbox()
    expect((await control(sandbox.url, '/nothing')).status).toBe(404)
    expect((await control(sandbox.url, '/log', { method: 'PUT' })).status).toBe(405)
    expect((await fetch(`${sandbox.url}/nothing`)).status).toBe(404)
    await sandbox.close()
  })
})

describe('a broadcast passing through', () => {
  it('leaves the latest messages behind and nothing else, however many they are', async () => {
    const sandbox = await createSandbox({ behaviour: { receipts: 'off' }, inboxCapacity: 500 })
    const html = 'x'.repeat(5_600)
    const post = async (batch: number) => {
      const emails = Array.from({ length: 100 }, (_, index) => ({
        from: 'news@shop.test',
        to: `p${batch}-${index}@post.test`,
        subject: 'Hello',
        html,
        tags: [{ name: 'campaign', value: 'c1' }],
      }))
      const response = await fetch(`${sandbox.resendBaseUrl}/emails/batch`, {
        method: 'POST',
        headers: { authorization: 'Bearer x', 'idempotency-key': `page-${batch}` },
        body: JSON.stringify(emails),
      })
      expect(response.status).toBe(200)
    }
    for (let batch = 0; batch < 120; batch += 1) await post(batch)
    expect(await sandbox.summarise()).toMatchObject({ accepted: 12_000, distinctRecipients: 12_000, duplicates: 0 })
    const items = sandbox.inbox.list('email')
    expect(items).toHaveLength(500)
    // Bodies are shared by the messages of one request: five requests of the 120 are still held.
    const bodies = new Set(items.map((item) => (item.channel === 'email' ? item.body : undefined)))
    expect(bodies.size).toBe(5)
    await sandbox.close()
  })
})
