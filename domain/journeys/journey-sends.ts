/** The send behind a step's messages on one channel: the same for all customers who come to it in their n-th run, on their n-th visit. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { ChannelName } from '../channels.ts'
import type { SendPolicy } from '../sends.ts'
import type { ContactPolicySettings } from '../settings.ts'

export interface JourneySendKey {
  /** UUID. */
  versionId: string
  step: string
  channel: ChannelName
  run: number
  visit: number
}

/** A UUID (version 8, RFC 9562) that follows from the key, so that whoever is first to need the send makes the same one. */
export function nameJourneySend({ versionId, step, channel, run, visit }: JourneySendKey): string {
  const hex = bytesToHex(sha256(utf8ToBytes(`journey send:${versionId}:${step}:${channel}:${run}:${visit}`)))
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The contact policy as a step's message keeps it: journeys wait for the end of a cooldown. */
export function describeJourneyPolicy(policy: ContactPolicySettings, channel: ChannelName, storeTimeZone: string): SendPolicy {
  return {
    cooldownMs: policy.cooldownMs,
    channelCooldownMs: policy.channelCooldownMs[channel] ?? 0,
    quietHours: policy.quietHours[channel] ?? null,
    onCooldown: 'defer',
    storeTimeZone,
    attributionWindowMs: policy.attributionWindowMs,
  }
}
