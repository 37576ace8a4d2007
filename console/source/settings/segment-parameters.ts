/** The parameters of the segments in words, by the segment that they are of. */
import type { FieldError } from '../http/request.ts'
import type { SegmentSettings } from './segment-settings-queries.ts'

export interface Parameter {
  field: keyof SegmentSettings
  label: string
  unit: string
  min: number
  max: number
  step: number
  /** Kept as a percent rank, 0 to 1; read and typed as the share that is above it. */
  isTopShare?: true
}

const gaps = { unit: 'expected gaps', min: 0.1, max: 100, step: 0.1 }
const score = { unit: 'at least, of 5', min: 1, max: 5, step: 1 }
const orders = { unit: 'orders', min: 1, max: 1_000, step: 1 }
const days = { unit: 'days', min: 1, max: 3_650, step: 1 }
const top = { label: 'Among the top', min: 0, max: 99, step: 0.5, isTopShare: true } as const

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
      { field: 'mostActiveRank', ...top, unit: '% by orders' },
      { field: 'mostActiveMinimumOrders', label: 'And at least', ...orders },
    ],
  },
  {
    title: 'VIP',
    what: 'Those who spent most, and are still here.',
    parameters: [
      { field: 'vipRank', ...top, unit: '% by what they spent' },
      { field: 'vipMinimumScore', label: 'Recency and frequency', ...score },
    ],
  },
  {
    title: 'High spender',
    what: 'By all that they spent.',
    parameters: [{ field: 'highSpenderScore', label: 'Spending score', ...score }],
  },
  {
    title: 'High AOV',
    what: 'By the value of an average order.',
    parameters: [
      { field: 'highAovScore', label: 'Order value score', ...score },
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
      { field: 'atRiskMinimumScore', label: 'Frequency or spending score', ...score },
    ],
  },
]

const labels = new Map(
  parameterGroups.flatMap(({ title, parameters }) => parameters.map(({ field, label }) => [field, `${title}: ${label.toLowerCase()}`])),
)

export function nameParameter(field: keyof SegmentSettings): string {
  return labels.get(field) ?? field
}

const topShares = new Set(
  parameterGroups.flatMap(({ parameters }) => parameters.filter(({ isTopShare }) => isTopShare).map(({ field }) => field)),
)

/** As people read and type it: 0.95 of a percent rank is the top 5. */
export function showParameter(field: keyof SegmentSettings, value: number): number {
  return topShares.has(field) ? turn(value * 100) : value
}

export function readParameter(field: keyof SegmentSettings, shown: number): number {
  return topShares.has(field) ? turn(shown) / 100 : shown
}

/** What is left of a hundred, without the dust of binary fractions. */
function turn(percent: number): number {
  return Number((100 - percent).toFixed(4))
}

const fields = parameterGroups.flatMap(({ parameters }) => parameters.map(({ field }) => field))

type Words = Record<keyof SegmentSettings, { label: string; show: (value: number) => string }>

/** What each is called where several are named, and how its value reads. */
export const parameterWords = Object.fromEntries(
  fields.map((field) => [
    field,
    { label: nameParameter(field), show: (value: number) => (Number.isNaN(value) ? 'nothing' : String(showParameter(field, value))) },
  ]),
) as Words

/** Which of them are no numbers. */
export function findUnread(typed: SegmentSettings): FieldError[] {
  return fields.filter((field) => Number.isNaN(typed[field])).map((path) => ({ path, message: 'A number is missing here' }))
}
