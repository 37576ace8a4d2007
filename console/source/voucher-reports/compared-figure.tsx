/** A figure beside what it was in the period before. */
import type { ReactNode } from 'react'
import { Figure } from '../ui/figure.tsx'

interface ComparedFigureProps {
  label: string
  value: ReactNode
  now: number | null
  before: number | null
  /** What it was before, as it is read; without it the change alone is said. */
  was?: string
  /** What is said before the comparison. */
  note?: string
}

export function ComparedFigure({ label, value, now, before, was, note }: ComparedFigureProps) {
  return <Figure label={label} value={value} note={joinNotes(note, describeBefore(was, before), describeChange(now, before))} />
}

function describeBefore(was: string | undefined, before: number | null): string {
  if (was === undefined || was === '–') return before === null || before === 0 ? 'none before' : ''
  return `${was} before`
}

export function joinNotes(...notes: (string | undefined)[]): string {
  return notes.filter((note) => note !== undefined && note !== '').join(' · ')
}

/** `+12%`. Of nothing before, a change has no size. */
export function describeChange(now: number | null, before: number | null): string {
  if (now === null || before === null || before === 0 || now === before) return ''
  const change = (now - before) / Math.abs(before)
  const format = new Intl.NumberFormat('en', {
    style: 'percent',
    maximumFractionDigits: Math.abs(change) < 0.1 ? 1 : 0,
    signDisplay: 'always',
  })
  return format.format(change).replace('-', '−')
}
