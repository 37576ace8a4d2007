/** What the list of broadcasts is filtered by, as its address says it. */
import { type Channel, isBroadcastStatus, isChannel } from '../words/broadcasts.ts'
import { readSearchText } from '../http/search-text.ts'
import type { Broadcast } from './broadcast-queries.ts'

export interface BroadcastFilter {
  status?: Broadcast['status']
  channel?: Channel
  q?: string
}

export function readBroadcastFilter(search: Record<string, unknown>): BroadcastFilter {
  return {
    ...(isBroadcastStatus(search['status']) ? { status: search['status'] } : {}),
    ...(isChannel(search['channel']) ? { channel: search['channel'] } : {}),
    ...readSearchText(search['q'], 200),
  }
}
