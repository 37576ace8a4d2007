/**
 * What arrived lately on each channel, for the inbox pages: the last so many messages, bodies and all; older ones
 * are dropped. A body is kept as the bytes of the request that brought it and parsed only when somebody looks,
 * so that a broadcast passing through costs neither parsing twice nor memory that grows.
 */

export interface InboxEvent {
  at: number
  /** `delivered`, `opened`, `clicked …`. */
  what: string
}

interface InboxItem {
  id: string
  at: number
  status: string
  events?: InboxEvent[]
}

export interface EmailItem extends InboxItem {
  channel: 'email'
  from: string
  to: string
  subject: string
  /** The request's body, and this email's place in it when it was a batch. */
  body: Buffer
  index: number
}

export interface SmsItem extends InboxItem {
  channel: 'sms'
  direction: 'outbound' | 'inbound'
  /** The customer's number; `sender` is the store's. */
  phone: string
  sender: string
  text: string
  parts: number
  clientRef?: string
}

export interface PushItem extends InboxItem {
  channel: 'push'
  subscriptionId: string
  /** Undefined when the message could not be decrypted. */
  plaintext: string | undefined
  topic?: string
  tag?: string
  urgency: string
  ttlSeconds: number
}

export type Item = EmailItem | SmsItem | PushItem
export type Channel = Item['channel']
export const CHANNELS: readonly Channel[] = ['email', 'sms', 'push']

export type InboxStore = ReturnType<typeof createInboxStore>

export function createInboxStore(capacityPerChannel: number) {
  const rings = {
    email: createRing<EmailItem>(capacityPerChannel),
    sms: createRing<SmsItem>(capacityPerChannel),
    push: createRing<PushItem>(capacityPerChannel),
  }
  /** Grows with every arrival and event, so that a page can tell whether it is still fresh. */
  let version = 0

  return {
    addEmail(item: EmailItem): void {
      version += 1
      rings.email.add(item)
    },
    addSms(item: SmsItem): void {
      version += 1
      rings.sms.add(item)
    },
    addPush(item: PushItem): void {
      version += 1
      rings.push.add(item)
    },
    note(item: Item, at: number, what: string, status?: string): void {
      version += 1
      ;(item.events ??= []).push({ at, what })
      if (status !== undefined) item.status = status
    },
    email: (id: string) => rings.email.find(id),
    sms: (id: string) => rings.sms.find(id),
    push: (id: string) => rings.push.find(id),
    smsOf: (phone: string) =>
      rings.sms
        .newestFirst()
        .filter((item) => item.phone === phone)
        .toReversed(),
    pushesOf: (subscriptionId: string) => rings.push.newestFirst().filter((item) => item.subscriptionId === subscriptionId),
    /** Newest first; of one channel or all. */
    list(channel?: Channel): Item[] {
      if (channel !== undefined) return rings[channel].newestFirst()
      return CHANNELS.flatMap((name): Item[] => rings[name].newestFirst()).toSorted((one, other) => other.at - one.at)
    },
    count: (channel: Channel) => rings[channel].size(),
    version: () => version,
    clear(): void {
      version += 1
      for (const channel of CHANNELS) rings[channel].clear()
    },
  }
}

function createRing<T extends { id: string }>(capacity: number) {
  let items: T[] = []
  let next = 0
  const byId = new Map<string, T>()
  return {
    add(item: T): void {
      const old = items[next]
      if (old) byId.delete(old.id)
      items[next] = item
      byId.set(item.id, item)
      next = (next + 1) % capacity
    },
    find: (id: string) => byId.get(id),
    newestFirst: () => [...items.slice(0, next).toReversed(), ...items.slice(next).toReversed()],
    size: () => items.length,
    clear(): void {
      items = []
      next = 0
      byId.clear()
    },
  }
}
