import { Resend } from 'resend'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../sandbox.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../webhook-receiver.ts'

let sandbox: Sandbox
let store: WebhookReceiver
let resend: Resend

beforeAll(async () => {
  store = await startWebhookReceiver()
  sandbox = await createSandbox({ webhookBaseUrl: store.url, behaviour: { receipts: 'manual' }, webhookRetryDelaysMs: [1, 1, 1] })
  resend = new Resend('re_any', { baseUrl: sandbox.resendBaseUrl })
})
afterAll(() => Promise.all([sandbox.close(), store.close()]))
beforeEach(async () => {
  await sandbox.reset()
  store.received.length = 0
  store.answerWith(200)
})

/** Verified as a store would, by Resend's own library. */
function verified() {
  return store.received.map(({ headers, body }) =>
    resend.webhooks.verify({
      payload: body,
      headers: {
        id: String(headers['svix-id']),
        timestamp: String(headers['svix-timestamp']),
        signature: String(headers['svix-signature']),
      },
      webhookSecret: sandbox.credentials.resend.webhookSecret,
    }),
  )
}

const types = () => verified().map(({ type }) => type)

async function send(to: string): Promise<string> {
  const { data } = await resend.emails.send({
    from: 'Shop <news@shop.test>',
    to,
    subject: 'Hello',
    html: '<p>Hi</p>',
    tags: [{ name: 'campaign', value: 'c1' }],
  })
  return data?.id ?? ''
}

describe('receipts', () => {
  it('are signed as Resend signs, and say what became of the email', async () => {
    const id = await send('mina@post.test')
    expect(await sandbox.flush()).toMatchObject({ waiting: 0 })
    expect(store.received.map(({ path }) => path)).toEqual(['/webhooks/resend', '/webhooks/resend'])
    expect(verified()).toMatchObject([
      { type: 'email.sent', data: { email_id: id } },
      {
        type: 'email.delivered',
        data: { email_id: id, to: ['mina@post.test'], from: 'Shop <news@shop.test>', subject: 'Hello', tags: { campaign: 'c1' } },
      },
    ])
  })

  it('do not verify under another secret', async () => {
    await send('mina@post.test')
    await sandbox.flush()
    const [first] = store.received
    const headers = {
      id: String(first?.headers['svix-id']),
      timestamp: String(first?.headers['svix-timestamp']),
      signature: String(first?.headers['svix-signature']),
    }
    expect(() =>
      resend.webhooks.verify({ payload: first?.body ?? '', headers, webhookSecret: `whsec_${Buffer.from('another').toString('base64')}` }),
    ).toThrow()
  })

  it.each([
    ['bounced@resend.dev', ['email.sent', 'email.bounced']],
    ['bounced+spring@resend.dev', ['email.sent', 'email.bounced']],
    ['complained+1@resend.dev', ['email.sent', 'email.delivered', 'email.complained']],
    ['delivered@resend.dev', ['email.sent', 'email.delivered']],
    ['suppressed@resend.dev', ['email.suppressed']],
  ])('of %s are always the same', async (to, expected) => {
    sandbox.changeBehaviour({ bounceRate: 1 })
    await send(to)
    await sandbox.flush()
    expect(types()).toEqual(expected)
  })

  it('tell a full mailbox from an unknown one', async () => {
    sandbox.changeBehaviour({ outcomes: { 'full@post.test': 'soft_bounced', 'gone@post.test': 'bounced' } })
    await send('full@post.test')
    await sandbox.flush()
    await send('gone@post.test')
    await sandbox.flush()
    const bounces = verified().flatMap((event) => (event.type === 'email.bounced' ? [event.data.bounce.type] : []))
    expect(bounces).toEqual(['Transient', 'Permanent'])
  })

  it('of one address are the same in every run', async () => {
    sandbox.changeBehaviour({ bounceRate: 0.5 })
    const people = Array.from({ length: 20 }, (_, index) => `person${index}@post.test`)
    const outcomes = async () => {
      store.received.length = 0
      for (const person of people) await send(person)
      await sandbox.flush()
      return verified()
        .flatMap((event) => (event.type === 'email.bounced' ? event.data.to : []))
        .toSorted()
    }
    const first = await outcomes()
    expect(first.length).toBeGreaterThan(3)
    expect(first.length).toBeLessThan(17)
    expect(await outcomes()).toEqual(first)
  })

  it('never come when the behaviour says off, nor where the message is silent', async () => {
    sandbox.changeBehaviour({ receipts: 'off' })
    await send('mina@post.test')
    sandbox.changeBehaviour({ receipts: 'manual', deliver: false })
    await send('jonas@post.test')
    await sandbox.flush()
    expect(types()).toEqual(['email.sent'])
  })

  it('come by themselves in auto mode', async () => {
    sandbox.changeBehaviour({ receipts: 'auto', receiptDelayMs: 5 })
    await send('mina@post.test')
    await expect.poll(types).toEqual(['email.sent', 'email.delivered'])
  })

  it('are posted again until the store takes them', async () => {
    store.answerWith(503)
    await send('delivered@resend.dev')
    expect(await sandbox.flush()).toMatchObject({ waiting: 2 })
    store.answerWith(204)
    expect(await sandbox.flush()).toMatchObject({ waiting: 0 })
    expect(types()).toEqual(['email.sent', 'email.delivered', 'email.sent', 'email.delivered'])
    const ids = store.received.map(({ headers }) => headers['svix-id'])
    expect(ids.slice(2)).toEqual(ids.slice(0, 2))
  })
})

describe('receipts that go wrong', () => {
  it('come twice, as the same webhook', async () => {
    sandbox.setFaults([{ provider: 'resend', kind: 'receipts_twice' }])
    await send('mina@post.test')
    await sandbox.flush()
    expect(types().toSorted()).toEqual(['email.delivered', 'email.delivered', 'email.sent', 'email.sent'])
    expect(new Set(store.received.map(({ headers }) => headers['svix-id'])).size).toBe(2)
  })

  it('come in the wrong order, with the right instants in them', async () => {
    sandbox.setFaults([{ provider: 'resend', kind: 'receipts_out_of_order' }])
    await send('mina@post.test')
    await sandbox.flush()
    expect(types()).toEqual(['email.delivered', 'email.sent'])
    const [delivered, sent] = verified()
    expect(Date.parse(sent?.created_at ?? '')).toBeLessThan(Date.parse(delivered?.created_at ?? ''))
  })

  it('come late', async () => {
    sandbox.changeBehaviour({ receipts: 'auto', receiptDelayMs: 1 })
    sandbox.setFaults([{ provider: 'resend', kind: 'receipts_late', count: 1, params: { ms: 3_000_000 } }])
    await send('late@post.test')
    await send('mina@post.test')
    await expect.poll(types).toEqual(['email.sent', 'email.delivered'])
    expect(verified().flatMap(({ data }) => ('to' in data ? data.to : []))).not.toContain('late@post.test')
    await sandbox.flush()
    expect(types()).toHaveLength(4)
  })

  it('never come', async () => {
    sandbox.setFaults([{ provider: 'resend', kind: 'receipts_off' }])
    await send('mina@post.test')
    await sandbox.flush()
    expect(store.received).toEqual([])
  })
})

describe('webhooks by hand', () => {
  it('are sent again, freshly signed or word for word', async () => {
    await send('mina@post.test')
    await sandbox.flush()
    const [first] = store.received
    expect(await sandbox.replayWebhooks({ type: 'email.delivered' })).toEqual({ replayed: 1, statuses: [200] })
    await sandbox.replayWebhooks({ id: String(first?.headers['svix-id']), verbatim: true })
    expect(types()).toEqual(['email.sent', 'email.delivered', 'email.delivered', 'email.sent'])
    expect(store.received[3]?.headers['svix-signature']).toBe(first?.headers['svix-signature'])
  })

  it('report any event of an email that is asked for', async () => {
    const emailId = await send('mina@post.test')
    const response = await fetch(`${sandbox.url}/_sandbox/resend/events`, {
      method: 'POST',
      body: JSON.stringify({ emailId, type: 'email.clicked', link: 'https://shop.test/', userAgent: 'Mail' }),
    })
    expect(await response.json()).toMatchObject({ webhookStatus: 200 })
    expect(verified().at(-1)).toMatchObject({
      type: 'email.clicked',
      data: { email_id: emailId, tags: { campaign: 'c1' }, click: { link: 'https://shop.test/', userAgent: 'Mail' } },
    })
  })
})
