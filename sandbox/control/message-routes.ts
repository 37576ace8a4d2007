/** What arrived lately, for tests that read as a customer would, and the state of the sandbox as a whole. */
import { z } from 'zod'
import { replyJson } from '../http-exchange.ts'
import { CHANNELS, type Item } from '../inbox-store.ts'
import { campaignOfReference, customerOfReference } from '../log/campaign.ts'
import type { SandboxParts } from '../parts.ts'
import { readNotification } from '../push/push-request.ts'
import { findOneClickUrl, listLinks } from '../readers/message-links.ts'
import { ACTS, playAct } from '../readers/play-act.ts'
import { readHeader } from '../resend/email-receipts.ts'
import { readSentEmail } from '../resend/retrieved-email.ts'
import { parseBody, replyNotFound, type Route } from './route.ts'

const listQuery = z.strictObject({
  channel: z.enum(['email', 'sms', 'push']).optional(),
  /** Found in recipient, sender, subject or text. */
  q: z.string().optional(),
  /** Found in the recipient alone. */
  to: z.string().optional(),
  /** UUIDs of sends, with commas between them, and of a customer: of references that say them. */
  sends: z
    .string()
    .transform((text) => new Set(text.split(',')))
    .optional(),
  customer: z.string().optional(),
  /** Only what arrived before the message of this place. */
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(50),
})

const actSchema = z.strictObject({
  act: z.enum(ACTS),
  link: z.string().max(4_096).optional(),
  text: z.string().min(1).max(1_600).optional(),
})

function render(item: Item, isWhole: boolean): object {
  const common = {
    id: item.id,
    place: item.place,
    reference: readReference(item) ?? null,
    channel: item.channel,
    at: new Date(item.at).toISOString(),
    status: item.status,
    events: (item.events ?? []).map(({ at, what }) => ({ at: new Date(at).toISOString(), what })),
  }
  switch (item.channel) {
    case 'email': {
      const { from, to, subject } = item
      if (!isWhole) return { ...common, from, to, subject }
      const email = readSentEmail(item)
      const { html, text, headers, tags, reply_to: replyTo } = email
      return {
        ...common,
        from,
        to,
        subject,
        html: html ?? null,
        text: text ?? null,
        headers: headers ?? {},
        tags: tags ?? [],
        replyTo: replyTo ?? null,
        links: listLinks({ html: typeof html === 'string' ? html : '' }),
        unsubscribeUrl: findOneClickUrl(readHeader(email, 'list-unsubscribe')) ?? null,
      }
    }
    case 'sms': {
      const { direction, phone, sender, text, parts, clientRef } = item
      return { ...common, direction, phone, sender, text, parts, clientRef: clientRef ?? null }
    }
    case 'push': {
      const { subscriptionId, plaintext, topic, tag, urgency, ttlSeconds } = item
      return {
        ...common,
        subscriptionId,
        plaintext: plaintext ?? null,
        notification: readNotification(plaintext),
        topic: topic ?? null,
        tag: tag ?? null,
        urgency,
        ttlSeconds,
      }
    }
  }
}

function findItem(parts: SandboxParts, id: string): Item | undefined {
  return parts.inbox.email(id) ?? parts.inbox.sms(id) ?? parts.inbox.push(id)
}

/** What the sender calls it. */
function readReference(item: Item): string | undefined {
  switch (item.channel) {
    case 'email':
      return item.reference
    case 'sms':
      return item.clientRef
    case 'push':
      return item.tag
  }
}

function recipientOf(item: Item): string {
  return item.channel === 'email' ? item.to : item.channel === 'sms' ? item.phone : item.subscriptionId
}

/** Whether a message is one of those that are asked for. */
function createMatch({ q, to, sends, customer }: z.output<typeof listQuery>): (item: Item) => boolean {
  const [text, recipient] = [q?.toLowerCase(), to?.toLowerCase().replace(/^\+/, '')]
  return (item) => {
    if (text !== undefined && !searchableText(item).toLowerCase().includes(text)) return false
    if (recipient !== undefined && !recipientOf(item).toLowerCase().includes(recipient)) return false
    if (sends === undefined && customer === undefined) return true
    const reference = readReference(item)
    if (reference === undefined) return false
    return (
      (sends === undefined || sends.has(campaignOfReference(reference))) &&
      (customer === undefined || customer === customerOfReference(reference))
    )
  }
}

/** Recipient, sender, subject, text: what a search looks through. */
export function searchableText(item: Item): string {
  switch (item.channel) {
    case 'email':
      return `${item.to}\n${item.from}\n${item.subject}`
    case 'sms':
      return `${item.phone}\n${item.sender}\n${item.text}`
    case 'push':
      return `${item.subscriptionId}\n${item.plaintext ?? ''}`
  }
}

export const messageRoutes: Route[] = [
  {
    method: 'GET',
    pattern: /^\/messages$/,
    handle({ query }, { parts }) {
      const parsed = listQuery.safeParse(Object.fromEntries(query))
      if (!parsed.success) return replyJson(422, { error: 'invalid_request' })
      const { channel, before, limit } = parsed.data
      const found = parts.inbox.page({ channel, before, limit: limit + 1, matches: createMatch(parsed.data) })
      const page = found.slice(0, limit)
      return replyJson(200, {
        data: page.map((item) => render(item, false)),
        nextBefore: found.length > limit ? (page.at(-1)?.place ?? null) : null,
      })
    },
  },
  {
    method: 'GET',
    pattern: /^\/messages\/([\w-]+)$/,
    handle({ params }, { parts }) {
      const item = findItem(parts, params[0] ?? '')
      return item ? replyJson(200, render(item, true)) : replyNotFound('message')
    },
  },
  {
    method: 'POST',
    pattern: /^\/messages\/([\w-]+)\/acts$/,
    async handle({ params, body }, controls) {
      const parsed = parseBody(actSchema, body)
      if ('wrong' in parsed) return parsed.wrong
      const item = findItem(controls.parts, params[0] ?? '')
      if (!item) return replyNotFound('message')
      const outcome = await playAct(item, parsed.value, controls)
      return outcome.kind === 'played'
        ? replyJson(200, { act: parsed.value.act, storeStatus: outcome.storeStatus })
        : replyJson(409, { error: 'nothing_to_play', message: outcome.message })
    },
  },
  {
    method: 'DELETE',
    pattern: /^\/messages$/,
    handle(_request, { parts }) {
      parts.inbox.clear()
      return replyJson(204)
    },
  },
  {
    method: 'GET',
    pattern: /^\/status$/,
    handle: (_request, { parts, push }) =>
      replyJson(200, {
        accepted: parts.log.lastSeq(),
        waitingErrands: parts.queue.waiting(),
        inbox: Object.fromEntries(CHANNELS.map((channel) => [channel, parts.inbox.count(channel)])),
        inboxVersion: parts.inbox.version(),
        inboxCapacity: parts.inbox.capacityPerChannel,
        pushSubscriptions: push.subscriptions.all().length,
      }),
  },
  {
    method: 'POST',
    pattern: /^\/reset$/,
    async handle(_request, { reset }) {
      await reset()
      return replyJson(204)
    },
  },
]
