/** What arrived lately, for tests that read as a customer would, and the state of the sandbox as a whole. */
import { z } from 'zod'
import { replyJson } from '../http-exchange.ts'
import { CHANNELS, type Item } from '../inbox-store.ts'
import { readNotification } from '../push/push-request.ts'
import { readSentEmail } from '../resend/retrieved-email.ts'
import { replyNotFound, type Route } from './route.ts'

const listQuery = z.strictObject({
  channel: z.enum(['email', 'sms', 'push']).optional(),
  /** Found in recipient, sender, subject or text. */
  q: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(50),
})

function render(item: Item, isWhole: boolean): object {
  const common = {
    id: item.id,
    channel: item.channel,
    at: new Date(item.at).toISOString(),
    status: item.status,
    events: (item.events ?? []).map(({ at, what }) => ({ at: new Date(at).toISOString(), what })),
  }
  switch (item.channel) {
    case 'email': {
      const { from, to, subject } = item
      if (!isWhole) return { ...common, from, to, subject }
      const { html, text, headers, tags, reply_to: replyTo } = readSentEmail(item)
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
      const wanted = parsed.data.q?.toLowerCase()
      const found = parts.inbox
        .list(parsed.data.channel)
        .filter((item) => wanted === undefined || searchableText(item).toLowerCase().includes(wanted))
      return replyJson(200, { data: found.slice(0, parsed.data.limit).map((item) => render(item, false)) })
    },
  },
  {
    method: 'GET',
    pattern: /^\/messages\/([\w-]+)$/,
    handle({ params }, { parts }) {
      const id = params[0] ?? ''
      const item = parts.inbox.email(id) ?? parts.inbox.sms(id) ?? parts.inbox.push(id)
      return item ? replyJson(200, render(item, true)) : replyNotFound('message')
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
