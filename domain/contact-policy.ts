/**
 * May this customer get this message now? The order of the questions is part of the answer: the first that says no gives the reason.
 * The claim (db/queries/sends/claim-page) asks the same in SQL; a property test holds the two together.
 */
import type { SkipReason } from './deliveries.ts'
import { isHeldOut } from './holdout.ts'

export interface PolicyInputs {
  /** Decided at the freeze: `excluded` or `duplicate_address`. */
  skipReason: SkipReason | null
  hasAddress: boolean
  isSuppressed: boolean
  consent: 'never' | 'pending' | 'subscribed' | 'unsubscribed'
  /** `hashToBucket` of campaign and customer. */
  bucket: number
  /** The end of the quiet hours that now falls into. */
  quietUntil: Date | null
  lastContactAt: Date | null
  lastChannelContactAt: Date | null
}

export interface PolicyRules {
  isMarketing: boolean
  holdoutPercent: number
  cooldownMs: number
  channelCooldownMs: number
  expiresAt: Date | null
  /** Broadcasts and promotions skip a customer in cooldown, journeys wait for its end. */
  onCooldown: 'skip' | 'defer'
}

export type Verdict = { kind: 'send' } | { kind: 'skip'; reason: SkipReason } | { kind: 'defer'; until: Date }

/** Everything but the budget, which is asked last and for a whole page at once. */
export function decideContact(inputs: PolicyInputs, rules: PolicyRules, now: Date): Verdict {
  if (inputs.skipReason !== null) return skip(inputs.skipReason)
  if (!inputs.hasAddress) return skip('no_address')
  if (inputs.isSuppressed) return skip('suppressed')
  if (rules.isMarketing && inputs.consent !== 'subscribed') return skip('not_subscribed')
  if (rules.expiresAt !== null && rules.expiresAt <= now) return skip('expired')
  if (!rules.isMarketing) return { kind: 'send' }
  if (isHeldOut(inputs.bucket, rules.holdoutPercent)) return skip('holdout')
  if (inputs.quietUntil !== null) {
    return rules.expiresAt !== null && inputs.quietUntil >= rules.expiresAt
      ? skip('quiet_hours')
      : { kind: 'defer', until: inputs.quietUntil }
  }
  const opensAt = findCooldownEnd(inputs, rules)
  if (opensAt !== null && opensAt > now) return rules.onCooldown === 'skip' ? skip('cooldown') : { kind: 'defer', until: opensAt }
  return { kind: 'send' }
}

/** When the cooldown opens, past or future; null where there was no contact, or where no cooldown is set. */
function findCooldownEnd(
  { lastContactAt, lastChannelContactAt }: Pick<PolicyInputs, 'lastContactAt' | 'lastChannelContactAt'>,
  { cooldownMs, channelCooldownMs }: Pick<PolicyRules, 'cooldownMs' | 'channelCooldownMs'>,
): Date | null {
  const ends = [
    lastContactAt === null || cooldownMs === 0 ? null : lastContactAt.getTime() + cooldownMs,
    lastChannelContactAt === null || channelCooldownMs === 0 ? null : lastChannelContactAt.getTime() + channelCooldownMs,
  ].filter((end) => end !== null)
  return ends.length === 0 ? null : new Date(Math.max(...ends))
}

function skip(reason: SkipReason): Verdict {
  return { kind: 'skip', reason }
}
