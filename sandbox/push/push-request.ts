/** What RFC 8030 and RFC 8188 ask of a request to a push endpoint, and the plaintext that its browser would see. */
import { createECDH } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { decrypt } from 'http_ece'
import type { Subscription } from './subscriptions.ts'

export interface PushHeaders {
  ttlSeconds: number
  urgency: string
  topic?: string
}

const URGENCIES = ['very-low', 'low', 'normal', 'high']
const TOPIC = /^[\w-]{1,32}$/

/** The headers, or what is wrong with them. */
export function readPushHeaders({ headers }: IncomingMessage, hasBody: boolean): PushHeaders | { wrong: string } {
  const { ttl, urgency = 'normal', topic } = headers
  if (typeof ttl !== 'string' || !/^\d{1,10}$/.test(ttl)) return { wrong: 'Missing or invalid TTL header' }
  if (typeof urgency !== 'string' || !URGENCIES.includes(urgency)) return { wrong: 'Invalid Urgency header' }
  if (topic !== undefined && (typeof topic !== 'string' || !TOPIC.test(topic)))
    return { wrong: 'Invalid Topic header: at most 32 characters of base64url' }
  if (hasBody && headers['content-encoding'] !== 'aes128gcm') return { wrong: 'Content-Encoding must be aes128gcm' }
  return { ttlSeconds: Number(ttl), urgency, ...(topic !== undefined && { topic }) }
}

/** Undefined when the content was encrypted for somebody else: the browser would drop it without a word. */
export function decryptPush(body: Buffer, { privateKey, auth }: Subscription): string | undefined {
  if (body.length === 0) return ''
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(privateKey, 'base64url')
  try {
    return decrypt(body, { version: 'aes128gcm', privateKey: ecdh, authSecret: auth }).toString('utf8')
  } catch {
    return undefined
  }
}

/** The notification's tag, at the top of a JSON payload or within its `notification`. */
export function readTag(plaintext: string | undefined): string | undefined {
  return readNotification(plaintext).tag
}

/** What a service worker would show of a JSON payload; a payload of another kind is a body alone. */
export function readNotification(plaintext: string | undefined): {
  title?: string
  body?: string
  url?: string
  icon?: string
  tag?: string
} {
  if (plaintext === undefined || plaintext === '') return {}
  try {
    const payload = JSON.parse(plaintext) as Record<string, unknown> | null
    const notification = (typeof payload?.notification === 'object' ? payload.notification : payload) as Record<string, unknown> | null
    const text = (name: string) => {
      const value = notification?.[name] ?? (notification?.data as Record<string, unknown> | undefined)?.[name]
      return typeof value === 'string' ? { [name]: value } : {}
    }
    return { ...text('title'), ...text('body'), ...text('url'), ...text('icon'), ...text('tag') }
  } catch {
    return { body: plaintext }
  }
}
