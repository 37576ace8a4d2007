/**
 * A Web Push service (RFC 8030, 8188, 8291, 8292) and the browsers behind it: `POST /push/<subscription id>`. It
 * decrypts what it is given, as the browser would, so that a test can read what a customer sees.
 */
import { hash, randomUUID } from 'node:crypto'
import { replyJson, type Reply } from '../http-exchange.ts'
import type { PushItem } from '../inbox-store.ts'
import type { Provider, ProviderCall, SandboxParts } from '../parts.ts'
import { decryptPush, readNotification, readPushHeaders, readTag, type PushHeaders } from './push-request.ts'
import { openSubscriptions, type Subscription } from './subscriptions.ts'
import { createVapidCheck } from './vapid.ts'

const LONGEST_BODY_BYTES = 4_096
/** Notifications that a device keeps. */
const MOST_SHOWN = 50

export function createPushService(parts: SandboxParts, dataDir?: string) {
  const subscriptions = openSubscriptions(dataDir)
  const checkVapid = createVapidCheck()

  async function push(call: ProviderCall, id: string): Promise<Reply> {
    const origin = `http://${call.request.headers.host}`
    const subscription = subscriptions.find(id)
    if (!subscription) return refuse(404, 'Unknown subscription')
    const vapid = checkVapid(call.request.headers.authorization, origin, parts.clock())
    if (vapid.kind !== 'valid') return refuse(vapid.kind === 'unauthorized' ? 401 : 403, vapid.why)
    if (subscription.applicationServerKey !== undefined && subscription.applicationServerKey !== vapid.key)
      return refuse(403, 'VAPID key is not the one of the subscription')
    if (subscription.isGone || parts.faults.hitsRecipient('gone', 'push', id)) return refuse(410, 'Subscription has expired or was ended')
    if (call.body.length > LONGEST_BODY_BYTES) return refuse(413, 'Payload too large')
    const headers = readPushHeaders(call.request, call.body.length > 0)
    if ('wrong' in headers) return refuse(400, headers.wrong)
    await call.pause()
    const messageId = accept(call, subscription, headers, origin)
    return { status: 201, headers: { location: `${origin}/push/m/${messageId}`, ttl: String(headers.ttlSeconds) } }
  }

  function accept(call: ProviderCall, subscription: Subscription, { ttlSeconds, urgency, topic }: PushHeaders, origin: string): string {
    const id = randomUUID()
    const at = parts.clock()
    const plaintext = decryptPush(call.body, subscription)
    const tag = readTag(plaintext)
    const names = { ...(topic !== undefined && { topic }), ...(tag !== undefined && { tag }) }
    parts.log.append({
      provider: 'push',
      acceptedAt: new Date(at).toISOString(),
      id,
      to: `${origin}/push/${subscription.id}`,
      request: call.number,
      sha256: hash('sha256', plaintext ?? call.body, 'hex'),
      ...names,
      ...(plaintext === undefined && { decrypted: false }),
    })
    const item = parts.inbox.addPush({
      channel: 'push',
      id,
      at,
      status: 'waiting',
      subscriptionId: subscription.id,
      plaintext,
      urgency,
      ttlSeconds,
      ...names,
    })
    // RFC 8030: a message takes the place of one with its topic that has not been delivered yet.
    if (topic !== undefined) {
      for (const old of subscription.waiting.filter((waiting) => waiting.topic === topic)) note(old.messageId, 'replaced')
      subscription.waiting = subscription.waiting.filter((waiting) => waiting.topic !== topic)
    }
    if (subscription.isOnline) show(item, subscription)
    else if (ttlSeconds > 0)
      subscription.waiting.push({ messageId: id, expiresAt: at + ttlSeconds * 1_000, ...(topic !== undefined && { topic }) })
    else note(id, 'expired')
    return id
  }

  function show(item: PushItem, subscription: Subscription): void {
    if (item.plaintext === undefined) {
      parts.inbox.note(item, parts.clock(), 'could not be decrypted', 'undecryptable')
      return
    }
    if (item.tag !== undefined) {
      const earlier = subscription.shown.get(item.tag)
      if (earlier !== undefined) note(earlier, 'replaced')
      subscription.shown.delete(item.tag)
      subscription.shown.set(item.tag, item.id)
      const [oldest] = subscription.shown.keys()
      if (subscription.shown.size > MOST_SHOWN && oldest !== undefined) subscription.shown.delete(oldest)
    }
    parts.inbox.note(item, parts.clock(), 'shown', 'shown')
    if (parts.behaviour.get().receipts !== 'off') letRead(item, subscription)
  }

  function letRead(item: PushItem, subscription: Subscription): void {
    const plan = parts.readers.plan(subscription.id)
    if (!plan.clicks && !plan.unsubscribes) return
    const { url } = readNotification(item.plaintext)
    parts.readers.read(
      {
        key: item.id,
        address: subscription.id,
        images: [],
        links: url === undefined ? [] : [url],
        onEvent: (what) => parts.inbox.note(item, parts.clock(), what),
      },
      { ...plan, opens: false, scans: false },
    )
    if (plan.unsubscribes) {
      parts.queue.add(item.id, parts.readers.delayOf('unsubscribe', subscription.id), async () => {
        subscriptions.end(subscription)
        parts.inbox.note(item, parts.clock(), 'unsubscribed')
        return undefined
      })
    }
  }

  function note(messageId: string, what: string): void {
    const item = parts.inbox.push(messageId)
    if (item) parts.inbox.note(item, parts.clock(), what, what)
  }

  const provider: Provider = {
    name: 'push',
    // Read further than allowed, so that a message that is too large gets the answer and not a reset.
    bodyLimitBytes: 1024 * 1024,
    endpointOf: () => 'send',
    async handle(call) {
      const id = /^\/([\w-]+)$/.exec(call.path)?.[1]
      if (id === undefined) return refuse(404, 'Unknown subscription')
      return call.request.method === 'POST' ? push(call, id) : refuse(405, 'Method not allowed')
    },
    refuse({ kind, params }) {
      const headers: Record<string, string> =
        params.retryAfterSeconds === undefined ? {} : { 'retry-after': String(params.retryAfterSeconds) }
      if (kind === 'server_error_null_body') return replyJson(500, null)
      if (kind !== 'rate_limited') return refuse(params.retryAfterSeconds === undefined ? 500 : 503, 'Service is not available', headers)
      return refuse(429, 'Too many requests', { 'retry-after': '1', ...headers })
    },
  }

  return {
    provider,
    subscriptions,
    /** The device comes back: what waits for it and has not outlived its TTL is shown. */
    setOnline(subscription: Subscription, isOnline: boolean): void {
      subscription.isOnline = isOnline
      if (!isOnline) return
      const now = parts.clock()
      for (const { messageId, expiresAt } of subscription.waiting.splice(0)) {
        const item = parts.inbox.push(messageId)
        if (expiresAt <= now) note(messageId, 'expired')
        else if (item) show(item, subscription)
      }
    },
  }
}

export type PushService = ReturnType<typeof createPushService>

/** In the form of Mozilla's autopush. */
function refuse(status: number, message: string, headers?: Record<string, string>): Reply {
  return replyJson(status, { code: status, error: message, message }, headers)
}
