/** What each of the nine segments means, in words for the console, the API and the docs (DESIGN 5). */
import type { SegmentSettings } from './segment-settings.ts'
import { segmentKeys, stageKeys, type SegmentKey } from './segment-keys.ts'

/** Every buyer is in exactly one stage, and has any number of tags. */
export type SegmentKind = 'stage' | 'tag'

export interface SegmentDescription {
  key: SegmentKey
  name: string
  kind: SegmentKind
  /** A sentence, with the settings in force. */
  rule: string
}

const names: Record<SegmentKey, string> = {
  lapsed: 'Lapsed',
  new: 'New',
  most_active: 'Most active',
  active: 'Active',
  vip: 'VIP',
  high_spender: 'High spender',
  high_aov: 'High AOV',
  repeat: 'Repeat',
  at_risk: 'At-risk',
}

/** As people call it: `At-risk`. */
export function nameSegment(key: SegmentKey): string {
  return names[key]
}

export function describeSegments(settings: SegmentSettings): SegmentDescription[] {
  const rules: Record<SegmentKey, string> = {
    lapsed: `Quiet for more than ${settings.lapsedAfterGaps} times the expected gap between orders`,
    new: `First order at most ${settings.newForDays} days ago, and not lapsed`,
    most_active: `Among the top ${formatTopShare(settings.mostActiveRank)} by orders in the last ${settings.recentDays} days, and at least ${settings.mostActiveMinimumOrders} of them`,
    active: 'Every other buyer',
    vip: `Among the top ${formatTopShare(settings.vipRank)} by net total, with scores for recency and frequency of at least ${settings.vipMinimumScore}`,
    high_spender: `Score for net total of at least ${settings.highSpenderScore} of 5`,
    high_aov: `Score for average order value of at least ${settings.highAovScore} of 5, and at least ${settings.highAovMinimumOrders} orders`,
    repeat: `At least ${settings.repeatMinimumOrders} orders`,
    at_risk: `Quiet for ${settings.atRiskFromGaps} to ${settings.atRiskUntilGaps} times the expected gap, with a score for frequency or net total of at least ${settings.atRiskMinimumScore}`,
  }
  return segmentKeys.map((key) => ({ key, name: names[key], kind: isStage(key) ? 'stage' : 'tag', rule: rules[key] }))
}

function isStage(key: SegmentKey): boolean {
  return (stageKeys as readonly SegmentKey[]).includes(key)
}

export type SegmentReadiness =
  /** There are orders, and no refresh has seen them yet. */
  | 'not_computed'
  /** Scores compare buyers with each other, and there are too few to compare. */
  | 'not_enough_orders'
  | 'ready'

/** Four buyers for each of the five scores. */
const enoughBuyers = 20

export function judgeReadiness({
  buyers,
  isComputed,
  hasOrders,
}: {
  buyers: number
  isComputed: boolean
  hasOrders: boolean
}): SegmentReadiness {
  if (!isComputed && hasOrders) return 'not_computed'
  return buyers < enoughBuyers ? 'not_enough_orders' : 'ready'
}

/** 0.95 → `5%`. */
function formatTopShare(rank: number): string {
  return `${Number(((1 - rank) * 100).toFixed(2))}%`
}
