/**
 * Consent, per customer and channel, and what a statement about it changes.
 *
 * Statements come late, twice, and from sources of different weight. The rules, in order:
 * - a statement that has counted changes nothing when it comes again, and none leaves its evidence twice;
 * - what a person says to us directly (an unsubscribe link, a keyword, a preference page, a complaint) is about now, and counts;
 * - an opt-out is not forgotten: `never` does not replace it, nor does an import that cannot say how the person came back;
 * - a statement older than the latest one that counted is kept as evidence only;
 * - permission given for another address than the customer's present one is evidence only; an opt-out counts whatever the address.
 *
 * When an address changes or goes, permission that was given for it ends (`addressChanged`); an opt-out stays.
 */
import type { ChannelName } from './channels.ts'

export const consentStatuses = ['never', 'pending', 'subscribed', 'unsubscribed'] as const
export type ConsentStatus = (typeof consentStatuses)[number]

/** The source of a reset that an address's change brings. It is not a statement of the customer's. */
export const addressChanged = 'address_changed'

const directSources = new Set(['one_click', 'unsubscribe_link', 'preference_page', 'sms_keyword', 'complaint', 'push_page'])

export interface ConsentStatement {
  channel: ChannelName
  status: ConsentStatus
  /** Where it was said: `api`, `checkout`, `one_click`, …; `import` when an import does not know, `import:<source>` when it does. */
  source: string
  /** The address that it was said about; the customer's own when left out. */
  address?: string | null
  /** Which wording was agreed to. */
  wordingVersion?: string | null
  occurredAt: Date
}

export interface ConsentSituation {
  status: ConsentStatus
  /** The customer's address on that channel now. */
  address: string | null
  /** The latest statement that counted; resets are not statements. */
  latestAt: Date | null
  /** Whether this very statement (status, source, instant) has come before, and whether it counted then. */
  before: 'none' | 'applied' | 'recorded'
}

export type ConsentDecision =
  /** Counts: the status becomes the statement's. */
  | { kind: 'apply' }
  /** Kept as evidence; the status stays. */
  | { kind: 'record'; why: 'older' | 'opted_out' | 'other_address' }
  /** Leaves no trace. */
  | { kind: 'ignore' }

/** What came of a statement about a channel. */
export interface ConsentOutcome {
  channel: ChannelName
  /** The statement's. */
  status: ConsentStatus
  decision: ConsentDecision
}

export function decideConsent(statement: Omit<ConsentStatement, 'channel'>, situation: ConsentSituation): ConsentDecision {
  const decision = weigh(statement, situation)
  return decision.kind === 'record' && situation.before === 'recorded' ? { kind: 'ignore' } : decision
}

function weigh(statement: Omit<ConsentStatement, 'channel'>, situation: ConsentSituation): ConsentDecision {
  if (statement.source === addressChanged) {
    return situation.status === 'subscribed' || situation.status === 'pending' ? { kind: 'apply' } : { kind: 'ignore' }
  }
  if (situation.before === 'applied') return { kind: 'ignore' }
  if (directSources.has(statement.source)) return { kind: 'apply' }
  if (
    situation.status === 'unsubscribed' &&
    statement.status !== 'unsubscribed' &&
    (statement.status === 'never' || statement.source === 'import')
  ) {
    return { kind: 'record', why: 'opted_out' }
  }
  if (situation.latestAt !== null && statement.occurredAt < situation.latestAt) return { kind: 'record', why: 'older' }
  const isPermission = statement.status === 'subscribed' || statement.status === 'pending'
  if (isPermission && typeof statement.address === 'string' && statement.address !== situation.address)
    return { kind: 'record', why: 'other_address' }
  return { kind: 'apply' }
}
