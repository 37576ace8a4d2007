/**
 * The browsers: each push subscription with the keys that only its browser has, whether it still stands, and
 * whether its device is at hand. They outlive the process when the sandbox has a folder, since a store keeps
 * their endpoints.
 */
import { createECDH, randomBytes, randomUUID } from 'node:crypto'
import { readFileSync, existsSync } from 'node:fs'
import { appendFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

export interface Subscription {
  id: string
  privateKey: string
  p256dh: string
  auth: string
  /** Once given, only requests that this VAPID key signed are taken. */
  applicationServerKey?: string | undefined
  isGone: boolean
  /** An offline device gets its messages when it comes back, within their TTL. */
  isOnline: boolean
  /** Ids of messages that wait for the device, with what may replace or outlive them. */
  waiting: { messageId: string; topic?: string; expiresAt: number }[]
  /** The notification that stands on the device under each tag. */
  shown: Map<string, string>
}

type Line = { id: string; privateKey: string; auth: string; applicationServerKey?: string | undefined } | { gone: string }

export function openSubscriptions(dataDir?: string) {
  const file = dataDir === undefined ? undefined : path.join(dataDir, 'push-subscriptions.jsonl')
  const byId = new Map<string, Subscription>()
  let writing: Promise<void> = Promise.resolve()

  function remember(lines: Line[]): void {
    if (file === undefined || lines.length === 0) return
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    writing = writing.then(() => appendFile(file, text, { mode: 0o600 }))
  }

  function add(id: string, ecdh: ReturnType<typeof createECDH>, auth: string, applicationServerKey: string | undefined): Subscription {
    const subscription: Subscription = {
      id,
      privateKey: ecdh.getPrivateKey('base64url'),
      p256dh: ecdh.getPublicKey('base64url'),
      auth,
      applicationServerKey,
      isGone: false,
      isOnline: true,
      waiting: [],
      shown: new Map(),
    }
    byId.set(id, subscription)
    return subscription
  }

  if (file !== undefined && existsSync(file)) {
    // A line that a kill cut short is the last one and is left out.
    for (const text of readFileSync(file, 'utf8').split('\n').slice(0, -1)) {
      const line = JSON.parse(text) as Line
      if ('gone' in line) {
        const subscription = byId.get(line.gone)
        if (subscription) subscription.isGone = true
      } else {
        const ecdh = createECDH('prime256v1')
        ecdh.setPrivateKey(line.privateKey, 'base64url')
        add(line.id, ecdh, line.auth, line.applicationServerKey)
      }
    }
  }

  return {
    find: (id: string) => byId.get(id),
    all: () => [...byId.values()],
    create(count: number, applicationServerKey?: string): Subscription[] {
      const created = Array.from({ length: count }, () => {
        const ecdh = createECDH('prime256v1')
        ecdh.generateKeys()
        return add(randomUUID(), ecdh, randomBytes(16).toString('base64url'), applicationServerKey)
      })
      remember(created.map(({ id, privateKey, auth }) => ({ id, privateKey, auth, applicationServerKey })))
      return created
    },
    /** The browser unsubscribed; its endpoint answers 410 from now on. */
    end(subscription: Subscription): void {
      subscription.isGone = true
      subscription.waiting = []
      remember([{ gone: subscription.id }])
    },
    async clear(): Promise<void> {
      byId.clear()
      await writing
      if (file !== undefined) await writeFile(file, '', { mode: 0o600 })
    },
    close: () => writing,
  }
}
