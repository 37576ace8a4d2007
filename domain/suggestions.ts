/** Sends that are worth making again and again: to whom, and by which segments they are found. What is written to them is up to who sends. */
import type { SegmentKey } from './segment-keys.ts'

export const suggestionKeys = ['at_risk', 'new', 'lapsed_spenders', 'vip'] as const
export type SuggestionKey = (typeof suggestionKeys)[number]

/** In the order in which they matter. A customer must be in all of the segments. */
export const suggestedSegments: Record<SuggestionKey, readonly SegmentKey[]> = {
  at_risk: ['at_risk'],
  new: ['new'],
  lapsed_spenders: ['lapsed', 'high_spender'],
  vip: ['vip'],
}
