/** The send path on real parts: a database of the test's own, the sandbox on the wire, and the providers' SDKs between them. */
import { MockActivityEnvironment } from '@temporalio/testing'
import webPush from 'web-push'
import type { PageInput, PageResult, SendPathDependencies } from '../../activities/send-path.ts'
import { createSendPage } from '../../activities/send-page.ts'
import { createEmailChannel } from '../../channels/email-resend.ts'
import { createSmsChannel } from '../../channels/sms-vonage.ts'
import { createPushChannel } from '../../channels/web-push.ts'
import { connect, type Pool } from '../../db/client.ts'
import { defaultSettings } from '../../domain/settings.ts'
import type { Message } from '../../domain/messages.ts'
import { freezeMessage } from '../../messages/freeze.ts'
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts'
import { createTestDatabase } from '../support/database.ts'

export interface SendPathHarness {
  pool: Pool
  sandbox: Sandbox
  dependencies: SendPathDependencies
  /** What time it is for the send path. */
  clock: { now: Date }
  vapidPublicKey: string
  sendPage(input: PageInput): Promise<PageResult>
  close(): Promise<void>
}

export async function startSendPath(): Promise<SendPathHarness> {
  const database = await createTestDatabase()
  const pool = connect(database.url)
  const sandbox = await createSandbox({ behaviour: { receipts: 'off' } })
  const { resend, vonage } = sandbox.credentials
  const vapid = webPush.generateVAPIDKeys()
  const clock = { now: new Date() }
  // The sandbox answers from this very process, which may be busy: an answer that comes late is no message that is lost.
  const timeoutMs = 30_000
  const dependencies: SendPathDependencies = {
    pool,
    channels: {
      email: createEmailChannel({ apiKey: resend.apiKey, baseUrl: sandbox.resendBaseUrl, timeoutMs }),
      sms: createSmsChannel({ ...vonage, privateKey: vonage.privateKey ?? '', apiHost: sandbox.vonageApiHost, timeoutMs }),
      push: createPushChannel({ ...vapid, subject: 'mailto:store@example.test', timeoutMs, allowLoopback: true }),
    },
    requestsPerSecond: { email: Number.POSITIVE_INFINITY, sms: Number.POSITIVE_INFINITY, push: Number.POSITIVE_INFINITY },
    publicUrl: 'http://127.0.0.1:3000',
    secret: 'a secret of at least thirty-two characters',
    lookUpForMs: 60_000,
    now: () => clock.now,
  }
  const sendPage = createSendPage(dependencies)
  return {
    pool,
    sandbox,
    dependencies,
    clock,
    vapidPublicKey: vapid.publicKey,
    sendPage: (input) => new MockActivityEnvironment().run(sendPage, input) as Promise<PageResult>,
    async close() {
      await sandbox.close()
      await pool.end()
      await database.drop()
    },
  }
}

function freeze(message: Message) {
  const { frozen, problems } = freezeMessage(message, { store: defaultSettings.store })
  if (frozen === undefined) throw new Error(`The message does not freeze: ${problems.map((problem) => problem.code).join(', ')}`)
  return frozen
}

export const messages = {
  email: freeze({
    channel: 'email',
    subject: 'Hi {{ customer.first_name | default: "there" }}',
    html: '<p>Come <a href="https://store.example/a">back</a></p>',
  }),
  sms: freeze({ channel: 'sms', text: 'Come back: https://store.example/a Reply STOP to opt out' }),
  push: freeze({ channel: 'push', title: 'Come back', body: 'We miss you', url: 'https://store.example/a' }),
}
