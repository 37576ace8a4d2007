/** The verdict that a claim would give a simulated customer, on one channel after the other. The same policy as the real claim's (domain/contact-policy). */
import type { ChannelName } from '../channels.ts'
import { decideContact, type PolicyInputs, type PolicyRules } from '../contact-policy.ts'
import { findQuietUntil } from '../quiet-hours.ts'
import { splitZones } from '../recipient-zones.ts'
import type { SendPolicy } from '../sends.ts'
import type { ChannelSkip, ClaimAnswer } from './run-journey.ts'

/** A customer as the contact policy sees them. Instants in milliseconds since 1970. */
export interface SimulatedCustomer extends ContactClock {
  id: string
  zones: string
  channels: Record<ChannelName, Pick<PolicyInputs, 'hasAddress' | 'isSuppressed' | 'consent'>>
}

/** When marketing last wrote, in the simulation too. */
export interface ContactClock {
  lastContactAt: number | null
  lastChannelContactAt: Record<ChannelName, number | null>
}

export interface PredictedClaim {
  /** Undefined: nobody knows them. */
  customer: SimulatedCustomer | undefined
  clock: ContactClock | undefined
  /** In order of preference. */
  channels: readonly ChannelName[]
  policies: Record<ChannelName, SendPolicy>
  at: number
}

export function predictClaim({ customer, clock, channels, policies, at }: PredictedClaim): ClaimAnswer {
  const skips: ChannelSkip[] = []
  const now = new Date(at)
  for (const channel of channels) {
    const { cooldownMs, channelCooldownMs, quietHours } = policies[channel]
    const inputs: PolicyInputs = {
      skipReason: null,
      hasAddress: false,
      isSuppressed: false,
      consent: 'never',
      ...customer?.channels[channel],
      // Who is held out was decided with the match.
      bucket: 9_999,
      quietUntil: quietHours === null ? null : findQuietUntil(now, splitZones(customer?.zones ?? 'UTC'), quietHours),
      lastContactAt: toDate(clock?.lastContactAt),
      lastChannelContactAt: toDate(clock?.lastChannelContactAt[channel]),
    }
    const rules: PolicyRules = { isMarketing: true, holdoutPercent: 0, cooldownMs, channelCooldownMs, expiresAt: null, onCooldown: 'defer' }
    const verdict = decideContact(inputs, rules, now)
    if (verdict.kind === 'send') return { kind: 'claimed', channel, sendId: '', page: 0, skips }
    const reason = inputs.quietUntil === null ? 'cooldown' : 'quiet_hours'
    if (verdict.kind === 'defer') return { kind: 'deferred', channel, reason, until: verdict.until.getTime(), skips }
    skips.push({ channel, reason: verdict.reason })
  }
  return { kind: 'closed', skips }
}

function toDate(at: number | null | undefined): Date | null {
  return at === null || at === undefined ? null : new Date(at)
}
