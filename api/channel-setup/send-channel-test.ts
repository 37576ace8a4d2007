/** A fixed message to somebody’s own address, to see whether a channel is set up. No campaign, no consent, no cooldown; a suppression holds. */
import { isSuppressed, listDevices, readRenderedCustomer } from '../../db/queries/broadcast-report/read-rendered-customer.ts'
import { beginChannelTest, finishChannelTest } from '../../db/queries/channels/channel-tests.ts'
import { readSettings } from '../../db/queries/settings.ts'
import type { Pool } from '../../db/client.ts'
import type { ChannelName } from '../../domain/channels.ts'
import { normaliseEmail } from '../../domain/email-addresses.ts'
import { normalisePhone } from '../../domain/phone-numbers.ts'
import type { StoreSettings } from '../../domain/settings.ts'
import { formatMailbox } from '../../messages/render.ts'
import type { ChannelTrial, TrialAnswer } from '../dependencies.ts'
import { Problem } from '../http/problems.ts'
import { parseOrRefuse } from '../http/validation.ts'
import { referenceTo } from '../schemas/references.ts'

/** So many may be sent on one channel in a minute. */
const atMost = 5
const withinMs = 60_000

export interface ChannelTestInput {
  channel: ChannelName
  to: string
  startedBy: string
  at: Date
}

/** @throws Problem for a recipient that is none or is suppressed, and for too many tests */
export async function sendChannelTest(
  { pool, tryChannel }: { pool: Pool; tryChannel: ChannelTrial },
  { channel, to, startedBy, at }: ChannelTestInput,
): Promise<TrialAnswer & { id: string }> {
  const { value: store } = await readSettings(pool, 'store')
  const content = await makeContent(pool, { channel, to, store })
  const id = await beginChannelTest(pool, { channel, startedBy, atMost, withinMs, at })
  if (id === undefined) throw new Problem('too_many_tests', { headers: { 'Retry-After': String(withinMs / 1_000) } })
  const answer = await tryChannel({ testId: id, ...content })
  await finishChannelTest(pool, id, answer)
  return { id, ...answer }
}

type Content = Parameters<ChannelTrial>[0] extends infer Test ? (Test extends unknown ? Omit<Test, 'testId'> : never) : never

async function makeContent(pool: Pool, input: { channel: ChannelName; to: string; store: StoreSettings }): Promise<Content> {
  const { channel, to, store } = input
  const text = `This is a test from ${store.name}. You get it because somebody has tried out how the store sends messages.`
  switch (channel) {
    case 'email':
      return {
        channel,
        content: {
          from: formatMailbox(store.sender),
          ...(store.replyTo === null ? {} : { replyTo: store.replyTo }),
          to: await readAddress(pool, 'email', normaliseEmail(to)),
          subject: `Test from ${store.name}`,
          html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test</title></head><body><p>${escapeHtml(text)}</p></body></html>`,
          text,
          headers: {},
        },
      }
    case 'sms':
      return {
        channel,
        content: {
          from: store.smsSender,
          to: await readAddress(pool, 'sms', normalisePhone(to, store.country)),
          text: `Test from ${store.name}`,
        },
      }
    case 'push': {
      const customer = await readRenderedCustomer(pool, parseOrRefuse(referenceTo('customer'), to, 'to'), [])
      if (customer === undefined) throw new Problem('unknown_customer')
      const targets = await listDevices(pool, customer.id)
      if (targets.length === 0) throw refuseRecipient('The customer has no device that takes push messages')
      return {
        channel,
        content: { targets, title: `Test from ${store.name}`, body: 'Push messages work.', url: store.url, ttlSeconds: 600 },
      }
    }
  }
}

async function readAddress(pool: Pool, channel: 'email' | 'sms', address: string | undefined): Promise<string> {
  if (address === undefined) throw refuseRecipient(channel === 'email' ? 'Not an email address' : 'Not a phone number')
  if (await isSuppressed(pool, channel, address)) throw new Problem('address_suppressed')
  return address
}

function refuseRecipient(message: string): Problem {
  return new Problem('invalid_request', { errors: [{ path: 'to', message }] })
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
