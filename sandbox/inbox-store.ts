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
  /** Its number among all that arrived: given by the inbox. */
  place: number
  at: number
  status: string
  events?: InboxEvent[]
}

export interface EmailItem extends InboxItem {
  channel: 'email'
  from: string
  to: string
  subject: string
  /** The sender's own reference, where its tags have one. */
  reference?: string
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

/** A message as it arrives: the inbox gives it its place. */
type Arriving<T extends Item> = Omit<T, 'place'>

export interface InboxQuery {
  channel?: Channel | undefined
  /** Only what arrived before the message of this place. */
  before?: number | undefined
  limit: number
  matches?: (item: Item) => boolean
}

export type InboxStore = ReturnType<typeof createInboxStore>

export function createInboxStore(capacityPerChannel: number) {
  const rings = {
    email: createRing<EmailItem>(capacityPerChannel),
    sms: createRing<SmsItem>(capacityPerChannel),
    push: createRing<PushItem>(capacityPerChannel),
  }
  /** Grows with every arrival and event, so that a page can tell whether it is still fresh. */
  let version = 0
  let places = 0

  /** The very object that arrived, so that who brought it can go on noting what becomes of it. */
  function place<T extends Item>(item: Arriving<T>): T {
    version += 1
    places += 1
    return Object.assign(item, { place: places }) as T
  }

  return {
    addEmail(item: Arriving<EmailItem>): EmailItem {
      return rings.email.add(place(item))
    },
    addSms(item: Arriving<SmsItem>): SmsItem {
      return rings.sms.add(place(item))
    },
    addPush(item: Arriving<PushItem>): PushItem {
      return rings.push.add(place(item))
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
    /** The newest that match, newest first: looks no further than it must. */
    page({ channel, before = Number.POSITIVE_INFINITY, limit, matches = () => true }: InboxQuery): Item[] {
      const found: Item[] = []
      for (const item of mergeByPlace((channel === undefined ? CHANNELS : [channel]).map((name) => rings[name].walk(before)))) {
        if (!matches(item)) continue
        found.push(item)
        if (found.length === limit) break
      }
      return found
    },
    capacityPerChannel,
    count: (channel: Channel) => rings[channel].size(),
    version: () => version,
    clear(): void {
      version += 1
      for (const channel of CHANNELS) rings[channel].clear()
    },
  }
}

/** Of several walks, each newest first, one. */
function* mergeByPlace(walks: Iterator<Item>[]): Generator<Item> {
  const heads = walks.map((walk) => ({ walk, next: walk.next() }))
  for (;;) {
    let newest: (typeof heads)[number] | undefined
    for (const head of heads) {
      if (head.next.done === true) continue
      if (newest === undefined || newest.next.done === true || head.next.value.place > newest.next.value.place) newest = head
    }
    if (newest === undefined || newest.next.done === true) return
    yield newest.next.value
    newest.next = newest.walk.next()
  }
}

function createRing<T extends { id: string; place: number }>(capacity: number) {
  let items: T[] = []
  let next = 0
  const byId = new Map<string, T>()
  return {
    add(item: T): T {
      const old = items[next]
      if (old) byId.delete(old.id)
      items[next] = item
      byId.set(item.id, item)
      next = (next + 1) % capacity
      return item
    },
    /** Newest first, from before that place. */
    *walk(before: number): Generator<T> {
      for (let back = 1; back <= items.length; back += 1) {
        const item = items[(next - back + items.length) % items.length]
        if (item !== undefined && item.place < before) yield item
      }
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
