/** What the demo store's customers said about being written to, when and where; and the addresses that must not be used. */
import type { ConsentStatement } from '../../domain/consents.ts'
import type { SuppressionReason } from '../../domain/suppressions.ts'
import { type Chance, createChance } from './chance.ts'

export interface DemoConsent extends ConsentStatement {
  customerExternalId: string
}

export interface DemoSuppression {
  channel: 'email' | 'sms'
  address: string
  reason: SuppressionReason
}

export interface PermissionOptions {
  seed: number
  until: Date
  people: { externalId: string; email: string | null; phone: string | null; registeredAt: Date }[]
}

export interface DemoPermissions {
  /** In the order of time. */
  consents: DemoConsent[]
  suppressions: DemoSuppression[]
}

/** Shares of the customers who have an address there; the rest never said anything. */
const shares = {
  email: { subscribed: 0.63, pending: 0.06, unsubscribed: 0.1 },
  sms: { subscribed: 0.34, pending: 0.03, unsubscribed: 0.06 },
  push: { subscribed: 0.07, pending: 0, unsubscribed: 0.02 },
}
const suppressed = { hard_bounce: 0.008, complaint: 0.002, blacklist: 0.0015 } as const

export function generatePermissions({ seed, until, people }: PermissionOptions): DemoPermissions {
  const chance = createChance(seed, 'permissions')
  const consents: DemoConsent[] = []
  const suppressions: DemoSuppression[] = []
  for (const { externalId, email, phone, registeredAt } of people) {
    const say = (channel: 'email' | 'sms' | 'push') => {
      const statements = drawStatements(chance, { channel, registeredAt, until })
      consents.push(...statements.map((statement) => ({ ...statement, customerExternalId: externalId })))
      return statements.at(-1)?.status
    }
    if (email !== null) {
      say('email')
      const reason = drawSuppression(chance)
      if (reason !== undefined) suppressions.push({ channel: 'email', address: email, reason })
    }
    if (phone !== null && say('sms') === 'unsubscribed') suppressions.push({ channel: 'sms', address: phone, reason: 'stop' })
    say('push')
  }
  return {
    consents: consents.toSorted((left, right) => left.occurredAt.getTime() - right.occurredAt.getTime()),
    suppressions,
  }
}

const yesSources = { email: 'checkout', sms: 'checkout', push: 'push_page' } as const
const noSources = { email: 'unsubscribe_link', sms: 'sms_keyword', push: 'push_page' } as const

function drawStatements(
  chance: Chance,
  { channel, registeredAt, until }: { channel: 'email' | 'sms' | 'push'; registeredAt: Date; until: Date },
): ConsentStatement[] {
  const { subscribed, pending, unsubscribed } = shares[channel]
  const dice = chance.uniform()
  const leftShare = chance.uniform()
  if (dice >= subscribed + pending + unsubscribed) return []
  const yes: ConsentStatement = {
    channel,
    status: 'subscribed',
    source: yesSources[channel],
    occurredAt: registeredAt,
    wordingVersion: registeredAt.getUTCMonth() < 6 ? 'spring' : 'autumn',
  }
  if (dice < subscribed) return [yes]
  // Asked to confirm, and never did.
  if (dice < subscribed + pending) return [{ ...yes, status: 'pending', source: 'double_opt_in' }]
  const occurredAt = new Date(registeredAt.getTime() + Math.floor((until.getTime() - registeredAt.getTime()) * leftShare))
  return [yes, { channel, status: 'unsubscribed', source: noSources[channel], occurredAt }]
}

function drawSuppression(chance: Chance): SuppressionReason | undefined {
  const dice = chance.uniform()
  if (dice < suppressed.hard_bounce) return 'hard_bounce'
  if (dice < suppressed.hard_bounce + suppressed.complaint) return 'complaint'
  return dice < suppressed.hard_bounce + suppressed.complaint + suppressed.blacklist ? 'blacklist' : undefined
}
