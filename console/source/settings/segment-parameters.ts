/** The parameters of the segments in words, by the segment that they are of. */
import type { SegmentSettings } from './segment-settings-queries.ts'

export interface Parameter {
  field: keyof SegmentSettings
  label: string
  unit: string
  min: number
  max: number
  step: number
}

const gaps = { unit: 'expected gaps', min: 0.1, max: 100, step: 0.1 }
const score = { unit: 'of 5', min: 1, max: 5, step: 1 }
const orders = { unit: 'orders', min: 1, max: 1_000, step: 1 }
const days = { unit: 'days', min: 1, max: 3_650, step: 1 }
const rank = { unit: '0 to 1', min: 0.01, max: 1, step: 0.01 }

export const parameterGroups: readonly { title: string; what: string; parameters: readonly Parameter[] }[] = [
  {
    title: 'Expected gap',
    what: 'The time that is usual between two orders: a customer’s own, or the store’s median for those with few orders.',
    parameters: [
      { field: 'shortestGapDays', label: 'Never shorter than', ...days },
      { field: 'longestGapDays', label: 'Never longer than', ...days },
      { field: 'ownGapMinimumOrders', label: 'A customer’s own from', ...orders, min: 2 },
    ],
  },
  {
    title: 'Lapsed',
    what: 'Quiet for longer than this.',
    parameters: [{ field: 'lapsedAfterGaps', label: 'Quiet for more than', ...gaps }],
  },
  { title: 'New', what: 'Whose first order is not long ago.', parameters: [{ field: 'newForDays', label: 'First order within', ...days }] },
  {
    title: 'Most active',
    what: 'Those who ordered most often lately.',
    parameters: [
      { field: 'recentDays', label: 'Lately is the last', ...days },
      { field: 'mostActiveRank', label: 'Percent rank of at least', ...rank },
      { field: 'mostActiveMinimumOrders', label: 'And at least', ...orders },
    ],
  },
  {
    title: 'VIP',
    what: 'Those who spent most, and are still here.',
    parameters: [
      { field: 'vipRank', label: 'Percent rank of at least', ...rank },
      { field: 'vipMinimumScore', label: 'Recency and frequency of at least', ...score },
    ],
  },
  {
    title: 'High spender',
    what: 'By all that they spent.',
    parameters: [{ field: 'highSpenderScore', label: 'Monetary score of at least', ...score }],
  },
  {
    title: 'High AOV',
    what: 'By the value of an average order.',
    parameters: [
      { field: 'highAovScore', label: 'Order value score of at least', ...score },
      { field: 'highAovMinimumOrders', label: 'And at least', ...orders },
    ],
  },
  { title: 'Repeat', what: 'Who came back.', parameters: [{ field: 'repeatMinimumOrders', label: 'At least', ...orders }] },
  {
    title: 'At-risk',
    what: 'Good customers who are quieter than usual.',
    parameters: [
      { field: 'atRiskFromGaps', label: 'Quiet for at least', ...gaps },
      { field: 'atRiskUntilGaps', label: 'And at most', ...gaps },
      { field: 'atRiskMinimumScore', label: 'Frequency or monetary score of at least', ...score },
    ],
  },
]

const labels = new Map(
  parameterGroups.flatMap(({ title, parameters }) => parameters.map(({ field, label }) => [field, `${title}: ${label.toLowerCase()}`])),
)

export function nameParameter(field: keyof SegmentSettings): string {
  return labels.get(field) ?? field
}
