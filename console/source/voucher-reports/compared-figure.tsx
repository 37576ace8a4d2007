/** A figure beside what it was in the period before. */
import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Figure } from '../ui/figure.tsx'

interface ComparedFigureProps {
  label: string
  value: ReactNode
  now: number | null
  before: number | null
  /** What the note says before the change. */
  note?: string
}

export function ComparedFigure({ label, value, now, before, note }: ComparedFigureProps) {
  return (
    <Figure
      label={label}
      value={value}
      note={
        <Text span size="xs" c="dimmed">
          {note === undefined ? '' : `${note} · `}
          {describeChange(now, before)}
        </Text>
      }
    />
  )
}

/** Of nothing before, a change has no size. */
export function describeChange(now: number | null, before: number | null): string {
  if (now === null || before === null) return 'nothing to compare with'
  if (now === before) return 'as before'
  if (before === 0) return 'none before'
  const change = (now - before) / Math.abs(before)
  const format = new Intl.NumberFormat('en', {
    style: 'percent',
    maximumFractionDigits: Math.abs(change) < 0.1 ? 1 : 0,
    signDisplay: 'always',
  })
  return `${format.format(change).replace('-', '−')} on before`
}
