/** A send: one frozen message to one frozen audience, and the rules that were in force at the freeze. Plain JSON. */
import type { ChannelName } from './channels.ts'
import type { ContactPolicySettings, QuietHours } from './settings.ts'

export interface SendPolicy {
  cooldownMs: number
  channelCooldownMs: number
  quietHours: QuietHours | null
  onCooldown: 'skip' | 'defer'
  /** The store's zone, for recipients of whom nothing better is known. */
  storeTimeZone: string
  /** Orders within this long after a contact are counted for it. */
  attributionWindowMs: number
}

/** The contact policy as a broadcast on that channel keeps it. */
export function describeBroadcastPolicy(policy: ContactPolicySettings, channel: ChannelName, storeTimeZone: string): SendPolicy {
  return {
    cooldownMs: policy.cooldownMs,
    channelCooldownMs: policy.channelCooldownMs[channel] ?? 0,
    quietHours: policy.quietHours[channel] ?? null,
    onCooldown: 'skip',
    storeTimeZone,
    attributionWindowMs: policy.attributionWindowMs,
  }
}

export type CampaignKind = 'broadcast' | 'promotion' | 'autopilot' | 'transactional'

/** Members of an audience a page, by channel: a page is what one activity claims, calls and records, in seconds. */
export const pageSizes: Readonly<Record<ChannelName, number>> = { email: 1_000, sms: 200, push: 500 }
