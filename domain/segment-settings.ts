/** The parameters of the nine segments (DESIGN 5), with the defaults that a new store starts from. A gap is the expected time between two orders. */

export interface SegmentSettings {
  /** Expected gaps are kept within these, in days. */
  shortestGapDays: number
  longestGapDays: number
  /** From this many orders a customer's own gap counts; below it, the store's median. At least 2. */
  ownGapMinimumOrders: number
  /** Lapsed: quiet for more than this many gaps. */
  lapsedAfterGaps: number
  /** New: first order at most this many days ago. */
  newForDays: number
  /** The window of Most active, in days. */
  recentDays: number
  /** Most active: percent rank of orders within the window, above 0 and at most 1, and at least so many orders. */
  mostActiveRank: number
  mostActiveMinimumOrders: number
  /** VIP: percent rank of net total, above 0 and at most 1, and at least this score for recency and for frequency. */
  vipRank: number
  vipMinimumScore: number
  highSpenderScore: number
  highAovScore: number
  highAovMinimumOrders: number
  repeatMinimumOrders: number
  /** At-risk: quiet for this many gaps, both ends included, and at least this score for frequency or for money. */
  atRiskFromGaps: number
  atRiskUntilGaps: number
  atRiskMinimumScore: number
}

export const defaultSegmentSettings: SegmentSettings = {
  shortestGapDays: 7,
  longestGapDays: 120,
  ownGapMinimumOrders: 3,
  lapsedAfterGaps: 3,
  newForDays: 30,
  recentDays: 90,
  mostActiveRank: 0.9,
  mostActiveMinimumOrders: 2,
  vipRank: 0.95,
  vipMinimumScore: 4,
  highSpenderScore: 5,
  highAovScore: 5,
  highAovMinimumOrders: 2,
  repeatMinimumOrders: 2,
  atRiskFromGaps: 1.5,
  atRiskUntilGaps: 3,
  atRiskMinimumScore: 3,
}

/** What each field allows by itself and the whole does not. */
export function findContradictions({ shortestGapDays, longestGapDays, atRiskFromGaps, atRiskUntilGaps }: SegmentSettings): {
  field: keyof SegmentSettings
  message: string
}[] {
  const found: { field: keyof SegmentSettings; message: string }[] = []
  if (shortestGapDays > longestGapDays) found.push({ field: 'longestGapDays', message: 'Shorter than shortestGapDays' })
  if (atRiskFromGaps > atRiskUntilGaps) found.push({ field: 'atRiskUntilGaps', message: 'Less than atRiskFromGaps' })
  return found
}
