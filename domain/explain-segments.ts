/** Why one buyer is in a segment, or is not: the rule's own figures in a sentence. Membership itself is what was scored; this only says what it was scored by. */
import type { SegmentKey } from './segment-keys.ts'
import type { SegmentSettings } from './segment-settings.ts'

export interface BuyerFigures {
  orders: number
  /** Orders within the window of Most active. */
  recentOrders: number
  /** Days since the first order, and since the last. */
  firstOrderDays: number
  lastOrderDays: number
  /** The expected time between two orders, and how often it has passed since the last. */
  expectedGapDays: number
  quietness: number
  /** Whether there were orders enough for a gap of the customer's own. */
  isOwnGap: boolean
  scores: { recency: number; frequency: number; monetary: number; averageOrder: number }
  /** Null where there are too few buyers to compare with. */
  isAmongTopByMoney: boolean | null
  isAmongTopByRecentOrders: boolean | null
}

/** Of each segment, as of the instant of the figures. */
export function explainSegments(figures: BuyerFigures, settings: SegmentSettings): Record<SegmentKey, string> {
  const { orders, recentOrders, firstOrderDays, quietness, scores } = figures
  const quiet = `The last order was ${countDays(figures.lastOrderDays)} ago: ${round(quietness)} times the expected ${round(figures.expectedGapDays)} days between orders${figures.isOwnGap ? '' : ' (the store’s usual gap, for want of orders enough)'}`
  return {
    lapsed: `${quiet}. More than ${settings.lapsedAfterGaps} times is Lapsed.`,
    new: `The first order was ${countDays(firstOrderDays)} ago. New is up to ${countDays(settings.newForDays)}, unless lapsed.`,
    most_active: `${countOrders(recentOrders)} in the last ${countDays(settings.recentDays)}, ${tellRank(figures.isAmongTopByRecentOrders, settings.mostActiveRank)} of all buyers; at least ${settings.mostActiveMinimumOrders} are needed.`,
    active: 'Every buyer who is in none of the other three stages.',
    vip: `Net total ${tellRank(figures.isAmongTopByMoney, settings.vipRank)} of all buyers; recency ${scores.recency} and frequency ${scores.frequency} of 5, where each must be ${settings.vipMinimumScore} or more.`,
    high_spender: `Net total scores ${scores.monetary} of 5; ${atLeast(settings.highSpenderScore)} needed.`,
    high_aov: `The average order scores ${scores.averageOrder} of 5, where ${atLeast(settings.highAovScore)} needed; ${countOrders(orders)}, where ${atLeast(settings.highAovMinimumOrders)} needed.`,
    repeat: `${countOrders(orders)}; ${atLeast(settings.repeatMinimumOrders)} needed.`,
    at_risk: `${quiet}, where ${settings.atRiskFromGaps} to ${settings.atRiskUntilGaps} times is At-risk; frequency ${scores.frequency} and net total ${scores.monetary} of 5, where one of them must be ${settings.atRiskMinimumScore} or more.`,
  }
}

function tellRank(isAmongTop: boolean | null, rank: number): string {
  const top = `the top ${Number(((1 - rank) * 100).toFixed(2))}%`
  return isAmongTop === null ? `not yet to be compared with ${top}` : `${isAmongTop ? 'among' : 'not among'} ${top}`
}

function atLeast(count: number): string {
  return `${count} or more ${count === 1 ? 'is' : 'are'}`
}

function countDays(days: number): string {
  const whole = Math.round(days)
  return `${whole} ${whole === 1 ? 'day' : 'days'}`
}

function countOrders(orders: number): string {
  return `${orders} ${orders === 1 ? 'order' : 'orders'}`
}

function round(value: number): string {
  return String(Number(value.toFixed(1)))
}
