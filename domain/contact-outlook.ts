/** When marketing may next be sent to one customer on a channel, if nothing changes until then: the contact policy, asked again at each instant until which it puts off. */
import { decideContact, type PolicyInputs, type PolicyRules } from './contact-policy.ts'
import { findQuietUntil } from './quiet-hours.ts'
import type { QuietHours } from './settings.ts'

export type ContactOutlook =
  | { may: 'now' }
  /** Reasons in the order in which they stand in the way, each once. */
  | { may: 'later'; from: Date; reasons: ('cooldown' | 'quiet_hours')[] }
  | { may: 'no'; reason: string }

export interface ContactState extends Pick<
  PolicyInputs,
  'hasAddress' | 'isSuppressed' | 'consent' | 'lastContactAt' | 'lastChannelContactAt'
> {
  /** Where the customer may be. */
  zones: readonly string[]
}

export interface ContactRules extends Pick<PolicyRules, 'cooldownMs' | 'channelCooldownMs'> {
  quietHours: QuietHours | null
}

/** A cooldown's end may fall into quiet hours, and their end into no cooldown any more. */
const mostTurns = 5

export function foreseeContact({ zones, ...state }: ContactState, { quietHours, ...cooldowns }: ContactRules, now: Date): ContactOutlook {
  const rules: PolicyRules = { ...cooldowns, isMarketing: true, holdoutPercent: 0, expiresAt: null, onCooldown: 'defer' }
  const reasons: ('cooldown' | 'quiet_hours')[] = []
  let at = now
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const quietUntil = quietHours === null ? null : findQuietUntil(at, zones, quietHours)
    const verdict = decideContact({ ...state, skipReason: null, bucket: 0, quietUntil }, rules, at)
    if (verdict.kind === 'skip') return { may: 'no', reason: verdict.reason }
    if (verdict.kind === 'send') break
    const reason = quietUntil === null ? 'cooldown' : 'quiet_hours'
    if (!reasons.includes(reason)) reasons.push(reason)
    at = verdict.until
  }
  return reasons.length === 0 ? { may: 'now' } : { may: 'later', from: at, reasons }
}
