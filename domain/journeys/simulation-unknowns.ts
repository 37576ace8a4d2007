/** What a simulation cannot know, and says so. */
import type { Trigger } from './journey-definition.ts'

export const unknowns = ['orders', 'reactions', 'entries_by_orders', 'time_of_day', 'consents_then'] as const
export type Unknown = (typeof unknowns)[number]

/** Nobody knows what customers will do; what is looked at once a day is known to the day. */
export function listUnknown({ kind }: Trigger, { isReplay }: { isReplay: boolean }): Unknown[] {
  const isLookedAtDaily = kind === 'audience_entered' || kind === 'audience_stayed' || (kind === 'segment_entered' && !isReplay)
  const byOrders = kind === 'segment_entered' || kind === 'audience_entered' || kind === 'audience_stayed'
  return [
    ...(isReplay ? (['consents_then', 'reactions'] as const) : (['orders', 'reactions'] as const)),
    ...(byOrders && !isReplay ? (['entries_by_orders'] as const) : []),
    ...(isLookedAtDaily ? (['time_of_day'] as const) : []),
  ]
}
