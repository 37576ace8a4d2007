/** What the list of customers is filtered by, and what of a customer's story is shown, as their addresses say it. */
import { readSearchText } from '../http/search-text.ts'
import { type Channel, channelLabels, isChannel } from '../words/broadcasts.ts'
import { consentStatuses } from '../words/consents.ts'

export interface CustomerFilter {
  q?: string
  segment?: string
  /** `YYYY-MM-DD`, with a segment: who has come in since then. */
  since?: string
  /** `email.subscribed` */
  consent?: string
  reachable?: Channel
  group?: string
  ordered?: 'true' | 'false'
}

/** Each channel and what may have been said about it. */
export const consentChoices: Record<string, string> = Object.fromEntries(
  (['email', 'sms', 'push'] as const).flatMap((channel) =>
    Object.entries(consentStatuses).map(([status, { label }]) => [
      `${channel}.${status}`,
      `${channelLabels[channel]}: ${label.toLowerCase()}`,
    ]),
  ),
)

export const reachChoices: Record<Channel, string> = { email: 'Reachable by email', sms: 'Reachable by SMS', push: 'Reachable by push' }

export function readCustomerFilter(search: Record<string, unknown>): CustomerFilter {
  const { segment, since, consent, reachable, group, ordered } = search
  return {
    ...readSearchText(search['q'], 100),
    ...(typeof segment === 'string' && segment !== '' ? { segment } : {}),
    ...(typeof since === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(since) ? { since } : {}),
    ...(typeof consent === 'string' && Object.hasOwn(consentChoices, consent) ? { consent } : {}),
    ...(isChannel(reachable) ? { reachable } : {}),
    ...(typeof group === 'string' && group !== '' ? { group } : {}),
    ...(String(ordered) === 'true' || String(ordered) === 'false' ? { ordered: String(ordered) as 'true' | 'false' } : {}),
  }
}

/** Parts of a customer's story, with the kinds of facts that make them. */
export const stories = {
  messages: { label: 'Messages', kinds: 'message,reaction,verdict' },
  vouchers: { label: 'Vouchers', kinds: 'voucher' },
  journeys: { label: 'Journeys', kinds: 'journey,verdict' },
  orders: { label: 'Orders', kinds: 'order' },
  consent: { label: 'Consent', kinds: 'consent' },
  segments: { label: 'Segments', kinds: 'segment' },
} as const
export type Story = keyof typeof stories

export interface CustomerSearch {
  show?: Story
}

export function isStory(text: unknown): text is Story {
  return typeof text === 'string' && Object.hasOwn(stories, text)
}

export function readCustomerSearch(search: Record<string, unknown>): CustomerSearch {
  return isStory(search['show']) ? { show: search['show'] } : {}
}
