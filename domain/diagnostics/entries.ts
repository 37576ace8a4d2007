/**
 * What happened to one customer in one campaign, and why: the entries of a timeline, each a sentence (sentence.ts). The list of kinds is closed. Ids, instants, sums and
 * words of closed lists; whom it is about is an id.
 */
import type { ChannelName } from '../channels.ts'
import type { WaitingChoice } from '../journeys/journey-pause.ts'

export const entrySources = ['campaign', 'policy', 'provider', 'customer', 'store', 'voucher', 'operator'] as const
/** Who says it. */
export type EntrySource = (typeof entrySources)[number]

export const campaignKinds = ['broadcast', 'promotion', 'autopilot'] as const
export type DiagnosedKind = (typeof campaignKinds)[number]

/** What the contact policy looked at, as the ledger keeps it. */
export type VerdictInputs = Record<string, unknown>

export type EntryDetail =
  /** Of an autopilot: the trigger, and which of its occurrences. Of a broadcast or promotion: in the frozen audience. */
  | { kind: 'matched'; trigger: string | null; occurrence: string | null }
  | { kind: 'held_out' }
  | { kind: 'dropped'; reason: string }
  | { kind: 'started'; version: number }
  /** `for`: `time`, `receipt`, or the fact that is waited for. */
  | { kind: 'waiting'; for: string; until: Date }
  | { kind: 'happened' | 'timed_out'; fact: string }
  | { kind: 'branched'; branch: number }
  | { kind: 'split'; arm: string }
  /** Of the contact policy, for one channel. */
  | { kind: 'verdict'; verdict: 'send' | 'skip' | 'defer'; reason: string | null; until: Date | null; inputs: VerdictInputs | null }
  /** What the provider said to the message. `code`: why not, a word of ours. */
  | { kind: 'sent'; status: string; reason: string | null; code: string | null }
  /** A call that did not go through: to a provider, or without a channel to the store. */
  | { kind: 'call_failed'; code: string; willRetry: boolean; retryAfterMs: number | null }
  | { kind: 'fell_through' }
  /** Of the message, after it left: a delivery event's type. */
  | { kind: 'receipt'; type: string; isBot: boolean; link: number | null }
  | { kind: 'voucher_refused'; reason: string }
  /** A voucher's own event; of a refusal, what was asked for. */
  | { kind: 'voucher'; voucherId: string; event: string; attempt: string | null; reasons: string[]; by: string }
  /** Credited to this campaign: see the reports. */
  | { kind: 'ordered'; orderId: string; amountMinor: number; currency: string; isCredited: boolean }
  /** The run learnt of it. */
  | { kind: 'told'; fact: string }
  | { kind: 'opted_out' }
  | { kind: 'paused' | 'wait_skipped' | 'passed' | 'webhook_taken' | 'webhook_refused' | 'attribute_set' }
  | { kind: 'resumed'; waiting: WaitingChoice }
  | { kind: 'migrated'; version: number }
  /** The run was gone, and was started again. */
  | { kind: 'interrupted' | 'restarted'; reason: string }
  | { kind: 'ended'; outcome: string; reason: string }

export type EntryKind = EntryDetail['kind']

export type Entry = EntryDetail & {
  at: Date
  step: string | null
  channel: ChannelName | null
  source: EntrySource
}

export const entryKinds = [
  'matched',
  'held_out',
  'dropped',
  'started',
  'waiting',
  'happened',
  'timed_out',
  'branched',
  'split',
  'verdict',
  'sent',
  'call_failed',
  'fell_through',
  'receipt',
  'voucher_refused',
  'voucher',
  'ordered',
  'told',
  'opted_out',
  'paused',
  'wait_skipped',
  'passed',
  'webhook_taken',
  'webhook_refused',
  'attribute_set',
  'resumed',
  'migrated',
  'interrupted',
  'restarted',
  'ended',
] as const satisfies readonly EntryKind[]

const sources: Readonly<Record<EntryKind, EntrySource>> = {
  matched: 'campaign',
  held_out: 'campaign',
  dropped: 'campaign',
  started: 'campaign',
  waiting: 'campaign',
  happened: 'campaign',
  timed_out: 'campaign',
  branched: 'campaign',
  split: 'campaign',
  verdict: 'policy',
  sent: 'provider',
  call_failed: 'provider',
  fell_through: 'campaign',
  receipt: 'provider',
  voucher_refused: 'voucher',
  voucher: 'voucher',
  ordered: 'store',
  told: 'store',
  opted_out: 'customer',
  paused: 'operator',
  wait_skipped: 'operator',
  passed: 'campaign',
  webhook_taken: 'store',
  webhook_refused: 'store',
  attribute_set: 'campaign',
  resumed: 'operator',
  migrated: 'operator',
  interrupted: 'campaign',
  restarted: 'campaign',
  ended: 'campaign',
}

/** Opens and clicks are the customer's, the other receipts the provider's. */
const customersReceipts: readonly string[] = ['opened', 'clicked', 'unsubscribed', 'complained']

export function makeEntry(place: { at: Date; step?: string | null; channel?: ChannelName | null }, detail: EntryDetail): Entry {
  const channel = place.channel ?? null
  return { ...detail, at: place.at, step: place.step ?? null, channel, source: findSource(detail, channel) }
}

function findSource(detail: EntryDetail, channel: ChannelName | null): EntrySource {
  if (detail.kind === 'receipt' && customersReceipts.includes(detail.type)) return 'customer'
  return detail.kind === 'call_failed' && channel === null ? 'store' : sources[detail.kind]
}
