/**
 * Plays the people (and the machines in front of them) who receive the messages: opens fetch the real pictures,
 * clicks get the real links, an unsubscriber does what mail programs do, all over HTTP and on this machine only.
 * What one address does depends on the seed and the address alone.
 */
import type { Behaviour } from '../behaviour.ts'
import { hashToUnit } from '../seeded-random.ts'
import type { ErrandQueue } from '../receipts/errand-queue.ts'
import { isLoopbackUrl, type MessageLinks } from './message-links.ts'

export const PERSON_USER_AGENT =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'
export const SCANNER_USER_AGENT = 'Mozilla/5.0 (compatible; MailLinkScanner/2.4; security scan)'

const FETCH_TIMEOUT_MS = 10_000

export interface ReaderPlan {
  scans: boolean
  opens: boolean
  clicks: boolean
  unsubscribes: boolean
  complains: boolean
}

export interface Reading extends MessageLinks {
  /** Order key of the message, see the errand queue. */
  key: string
  address: string
  /** RFC 8058. */
  oneClickUrl?: string | undefined
  onEvent(what: 'opened' | 'clicked' | 'unsubscribed' | 'scanned', url?: string): void
}

export type SimulatedReaders = ReturnType<typeof createSimulatedReaders>

export function createSimulatedReaders(options: { seed: number; queue: ErrandQueue; behaviour: () => Behaviour }) {
  const chance = (what: string, address: string) => hashToUnit(options.seed, what, address.toLowerCase())

  /** What this address does with what it receives. */
  function plan(address: string): ReaderPlan {
    const { openRate, clickRate, botRate, unsubscribeRate, complaintRate } = options.behaviour()
    const clicks = clickRate > 0 && chance('click', address) < clickRate
    return {
      scans: botRate > 0 && chance('scan', address) < botRate,
      opens: clicks || (openRate > 0 && chance('open', address) < openRate),
      clicks,
      unsubscribes: unsubscribeRate > 0 && chance('unsubscribe', address) < unsubscribeRate,
      complains: complaintRate > 0 && chance('complain', address) < complaintRate,
    }
  }

  /** Some multiple of the receipt delay, the same for one address and act. */
  function delayOf(act: string, address: string): number {
    return Math.round(options.behaviour().receiptDelayMs * (2 + 18 * chance(`${act} delay`, address)))
  }

  function act(key: string, delayMs: number, work: () => Promise<unknown>): void {
    options.queue.add(key, delayMs, async () => {
      await work()
      return undefined
    })
  }

  return {
    plan,
    delayOf,
    chance,
    /** Lets the address read what was delivered to it. */
    read(reading: Reading, chosen: ReaderPlan): void {
      const { key, address, images, links, oneClickUrl, onEvent } = reading
      if (chosen.scans) {
        act(key, 0, async () => {
          for (const url of [...images, ...links]) await get(url, SCANNER_USER_AGENT)
          onEvent('scanned')
        })
      }
      const openDelayMs = delayOf('open', address)
      if (chosen.opens) {
        act(key, openDelayMs, async () => {
          for (const url of images) await get(url, PERSON_USER_AGENT)
          onEvent('opened')
        })
      }
      const link = links[Math.floor(chance('link', address) * links.length)]
      if (chosen.clicks && link !== undefined) {
        act(key, openDelayMs + delayOf('click', address), async () => {
          await get(link, PERSON_USER_AGENT)
          onEvent('clicked', link)
        })
      }
      if (chosen.unsubscribes && oneClickUrl !== undefined) {
        act(key, delayOf('unsubscribe', address), async () => {
          await unsubscribeAt(oneClickUrl)
          onEvent('unsubscribed')
        })
      }
    },
  }
}

/** As a person's mail program or browser fetches it. */
export async function visit(url: string): Promise<void> {
  await get(url, PERSON_USER_AGENT)
}

/** RFC 8058. */
export async function unsubscribeAt(oneClickUrl: string): Promise<void> {
  await call(oneClickUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  })
}

async function get(url: string, userAgent: string): Promise<void> {
  await call(url, { headers: { 'user-agent': userAgent } })
}

async function call(url: string, init: RequestInit): Promise<void> {
  if (!isLoopbackUrl(url)) return
  try {
    // A click's redirect leads to the shop, which need not be on this machine.
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) })
    await response.arrayBuffer()
  } catch {
    // A store that is down loses the visit, as it would in life.
  }
}
