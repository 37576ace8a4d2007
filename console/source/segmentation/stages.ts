/** The four stages in the order in which they are drawn, each with its colour. */
import type { SegmentKey } from '../audiences/segment-queries.ts'

type StageKey = Extract<SegmentKey, 'most_active' | 'active' | 'new' | 'lapsed'>

export const stages: readonly { key: StageKey; name: string; colour: string }[] = [
  { key: 'most_active', name: 'Most active', colour: 'var(--mantine-color-teal-6)' },
  { key: 'active', name: 'Active', colour: 'var(--mantine-color-indigo-5)' },
  { key: 'new', name: 'New', colour: 'var(--mantine-color-orange-5)' },
  { key: 'lapsed', name: 'Lapsed', colour: 'var(--mantine-color-gray-5)' },
]
