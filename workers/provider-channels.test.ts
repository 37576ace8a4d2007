import webPush from 'web-push'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import { createProviderChannels } from './provider-channels.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await createSandbox()
})
afterAll(() => sandbox.close())

const vapid = webPush.generateVAPIDKeys()
const push = { ...vapid, subject: 'mailto:store@example.test', requestsPerSecond: 10 }

async function sendPush(publicUrl: string) {
  const { channels } = createProviderChannels({
    resend: undefined,
    vonage: undefined,
    push,
    sandbox: { port: 1, url: undefined },
    publicUrl,
  })
  const [subscription] = sandbox.subscribe(1)
  if (subscription === undefined) throw new Error('There is no subscription')
  const target = { subscriptionId: 's', endpoint: subscription.endpoint, ...subscription.keys }
  const content = { targets: [target], title: 'Hello', body: 'You', url: 'https://store.example', ttlSeconds: 60 }
  const [outcome] = await channels.push.send([{ ref: 'A'.repeat(43), content }], { idempotencyKey: 'k' })
  return outcome
}

describe('the push channel', () => {
  it('posts to loopback where the installation itself is on loopback, and never where customers reach it', async () => {
    expect(await sendPush('http://127.0.0.1:3000')).toMatchObject({ kind: 'accepted' })
    expect(await sendPush('https://marketing.example.com')).toMatchObject({ kind: 'failed', code: 'address_refused' })
  })
})

describe('a channel without keys', () => {
  it('lets nothing leave and loses nothing', async () => {
    const { channels } = createProviderChannels({
      resend: undefined,
      vonage: undefined,
      push: undefined,
      sandbox: { port: 1, url: undefined },
      publicUrl: 'http://127.0.0.1:3000',
    })
    const content = { from: 'Regulars', to: '+4915112345678', text: 'Hello' }
    expect(await channels.sms.send([{ ref: 'A'.repeat(43), content }], { idempotencyKey: 'k' })).toMatchObject([
      { kind: 'retry', code: 'unauthorized' },
    ])
  })
})
