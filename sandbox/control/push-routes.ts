/** The browser's side of Web Push: subscribing, unsubscribing, going offline and coming back, seeing what was shown. */
import { z } from 'zod'
import { replyJson } from '../http-exchange.ts'
import { readNotification } from '../push/push-request.ts'
import type { Subscription } from '../push/subscriptions.ts'
import { parseBody, replyNotFound, type Controls, type Route } from './route.ts'

const createSchema = z.strictObject({
  /** More than one answers with a list. */
  count: z.int().min(1).max(10_000).optional(),
  applicationServerKey: z.string().min(1).optional(),
})
const changeSchema = z.strictObject({ online: z.boolean() })

function render(subscription: Subscription, origin: string): object {
  const { id, p256dh, auth } = subscription
  return { endpoint: `${origin}/push/${id}`, expirationTime: null, keys: { p256dh, auth } }
}

function describe(subscription: Subscription, origin: string, { parts }: Controls): object {
  const messages = parts.inbox.pushesOf(subscription.id)
  return {
    ...render(subscription, origin),
    online: subscription.isOnline,
    gone: subscription.isGone,
    waiting: subscription.waiting.length,
    messages: messages.map(({ id, at, status, plaintext, topic, tag, urgency, ttlSeconds }) => ({
      id,
      acceptedAt: new Date(at).toISOString(),
      status,
      topic: topic ?? null,
      tag: tag ?? null,
      urgency,
      ttlSeconds,
      plaintext: plaintext ?? null,
      notification: readNotification(plaintext),
    })),
  }
}

const ONE = /^\/push\/subscriptions\/([\w-]+)$/

export const pushRoutes: Route[] = [
  {
    method: 'POST',
    pattern: /^\/push\/subscriptions$/,
    handle({ body, origin }, { push }) {
      const parsed = parseBody(createSchema, body)
      if ('wrong' in parsed) return parsed.wrong
      const { count, applicationServerKey } = parsed.value
      const created = push.subscriptions.create(count ?? 1, applicationServerKey).map((subscription) => render(subscription, origin))
      return replyJson(201, count === undefined ? created[0] : { data: created })
    },
  },
  {
    method: 'GET',
    pattern: ONE,
    handle({ params, origin }, controls) {
      const subscription = controls.push.subscriptions.find(params[0] ?? '')
      return subscription ? replyJson(200, describe(subscription, origin, controls)) : replyNotFound('subscription')
    },
  },
  {
    method: 'PUT',
    pattern: ONE,
    handle({ params, body, origin }, controls) {
      const subscription = controls.push.subscriptions.find(params[0] ?? '')
      if (!subscription) return replyNotFound('subscription')
      const parsed = parseBody(changeSchema, body)
      if ('wrong' in parsed) return parsed.wrong
      controls.push.setOnline(subscription, parsed.value.online)
      return replyJson(200, describe(subscription, origin, controls))
    },
  },
  {
    method: 'DELETE',
    pattern: ONE,
    handle({ params }, { push }) {
      const subscription = push.subscriptions.find(params[0] ?? '')
      if (!subscription) return replyNotFound('subscription')
      push.subscriptions.end(subscription)
      return replyJson(204)
    },
  },
]
