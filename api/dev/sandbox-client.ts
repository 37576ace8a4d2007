/** Asks the sandbox, over HTTP, for what it has received, and has it play its readers. It is only spoken to where it stands in for a provider. */
import { z } from 'zod'
import { Problem } from '../http/problems.ts'

const channel = z.enum(['email', 'sms', 'push'])
const common = {
  id: z.string(),
  place: z.int(),
  reference: z.string().nullable(),
  at: z.string(),
  status: z.string(),
  events: z.array(z.object({ at: z.string(), what: z.string() })),
}
const email = z.object({ ...common, channel: z.literal('email'), from: z.string(), to: z.string(), subject: z.string() })
const sms = z.object({
  ...common,
  channel: z.literal('sms'),
  direction: z.enum(['outbound', 'inbound']),
  phone: z.string(),
  sender: z.string(),
  text: z.string(),
  parts: z.int(),
})
const notification = z.object({
  title: z.string().optional(),
  body: z.string().optional(),
  url: z.string().optional(),
  icon: z.string().optional(),
})
const push = z.object({
  ...common,
  channel: z.literal('push'),
  subscriptionId: z.string(),
  notification,
  topic: z.string().nullable(),
  urgency: z.string(),
  ttlSeconds: z.number(),
})
const wholeEmail = email.extend({
  html: z.string().nullable(),
  text: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  tags: z.array(z.object({ name: z.string(), value: z.string() })),
  replyTo: z.union([z.string(), z.array(z.string()).transform((list) => list.join(', '))]).nullable(),
  links: z.array(z.string()),
  unsubscribeUrl: z.string().nullable(),
})

const listAnswer = z.object({ data: z.array(z.discriminatedUnion('channel', [email, sms, push])), nextBefore: z.int().nullable() })
const wholeAnswer = z.discriminatedUnion('channel', [wholeEmail, sms, push])
const statusAnswer = z.object({
  waitingErrands: z.int(),
  inbox: z.record(channel, z.int()),
  inboxVersion: z.int(),
  inboxCapacity: z.int(),
})
const actAnswer = z.object({ storeStatus: z.int().nullable() })
const refusal = z.object({ message: z.string().optional() })

export type ReceivedMessage = z.output<typeof listAnswer>['data'][number]
export type WholeMessage = z.output<typeof wholeAnswer>

export interface InboxFilter {
  channel?: string | undefined
  q?: string | undefined
  to?: string | undefined
  /** UUIDs. */
  sends?: string[] | undefined
  customer?: string | undefined
  before?: number | undefined
  limit: number
}

/** A webhook that it posts for an act may take its time. */
const timeoutMs = 15_000

export type SandboxClient = ReturnType<typeof createSandboxClient>

/** @throws Problem `sandbox_unavailable` from each of its functions */
export function createSandboxClient(sandboxUrl: string) {
  async function call(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
    try {
      const response = await fetch(`${sandboxUrl}/_sandbox${path}`, {
        method,
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
      if (response.status >= 500) throw new Error('The sandbox has failed')
      return { status: response.status, body: response.status === 204 ? undefined : await response.json() }
    } catch {
      throw new Problem('sandbox_unavailable', { headers: { 'Retry-After': '2' } })
    }
  }

  return {
    async readStatus() {
      return statusAnswer.parse((await call('GET', '/status')).body)
    },
    async list({ sends, ...filter }: InboxFilter) {
      const given = Object.entries(filter).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, String(value)]],
      )
      const query = new URLSearchParams(given)
      if (sends !== undefined) query.set('sends', sends.join(','))
      return listAnswer.parse((await call('GET', `/messages?${query.toString()}`)).body)
    },
    /** @throws Problem `message_not_kept` */
    async read(id: string): Promise<WholeMessage> {
      const { status, body } = await call('GET', `/messages/${encodeURIComponent(id)}`)
      if (status === 404) throw new Problem('message_not_kept')
      return wholeAnswer.parse(body)
    },
    /** What the store answered the webhook; null where there was none to post. @throws Problem `message_not_kept`, `act_not_possible` */
    async play(id: string, act: { act: string; link?: string | undefined; text?: string | undefined }): Promise<number | null> {
      const { status, body } = await call('POST', `/messages/${encodeURIComponent(id)}/acts`, act)
      if (status === 404) throw new Problem('message_not_kept')
      if (status !== 200) throw new Problem('act_not_possible', { detail: `${refusal.parse(body).message ?? 'The sandbox refuses it'}.` })
      return actAnswer.parse(body).storeStatus
    },
    async clear(): Promise<void> {
      await call('DELETE', '/messages')
    },
  }
}
