/** The four stages in the order in which they are drawn, each with its colour. */
import type { SegmentKey } from '../audiences/segment-queries.ts'

type StageKey = Extract<SegmentKey, 'most_active' | 'active' | 'new' | 'lapsed'>

export const stages: readonly { key: StageKey; name: string; colour: string }[] = [
  { key: 'most_active', name: 'Most active', colour: 'var(--series-opened)' },
  { key: 'active', name: 'Active', colour: 'var(--series-arrived)' },
  { key: 'new', name: 'New', colour: 'var(--series-used)' },
  { key: 'lapsed', name: 'Lapsed', colour: 'var(--series-sent)' },
]
