/** Which messages of the sandbox's inbox are shown, and which one is open, as the address says it. */
import { type Channel, isChannel } from '../words/broadcasts.ts'

export interface InboxFilter {
  channel?: Channel
  q?: string
  to?: string
  /** `brd_…`, `prm_…` or `aut_…`. */
  campaign?: string
  customer?: string
}

export interface InboxSearch extends InboxFilter {
  message?: string
}

const texts = ['q', 'to', 'campaign', 'customer', 'message'] as const

export function readInboxSearch(search: Record<string, unknown>): InboxSearch {
  const given = texts.flatMap((name) => {
    const value = search[name]
    // A number in an address is read as one.
    const text = typeof value === 'number' ? String(value) : value
    return typeof text === 'string' && text !== '' ? [[name, text.slice(0, 200)]] : []
  })
  return {
    ...(isChannel(search['channel']) ? { channel: search['channel'] } : {}),
    ...(Object.fromEntries(given) as Omit<InboxSearch, 'channel'>),
  }
}
