/** A figure beside what it was in the period before. */
import type { ReactNode } from 'react'
import { Figure } from '../ui/figure.tsx'
import { formatCount } from '../words/numbers.ts'
import { firstMicros, firstMinor, formatAmounts, formatMicroAmounts } from './amounts.ts'

interface ComparedFigureProps {
  label: string
  value: ReactNode
  now: number | null
  before: number | null
  /** What it was before, as it is read; without it the change alone is said. */
  was?: string
  /** What is said before the comparison. */
  note?: string | undefined
}

export function ComparedFigure({ label, value, now, before, was, note }: ComparedFigureProps) {
  return <Figure label={label} value={value} note={joinNotes(note, describeBefore(was, before), describeChange(now, before))} />
}

interface ComparedCountProps {
  label: string
  now: number
  before: number
  /** The number as the way to who or what is behind it. */
  link?: ReactNode
  note?: string | undefined
}

export function ComparedCount({ label, now, before, link, note }: ComparedCountProps) {
  return <ComparedFigure label={label} value={link ?? formatCount(now)} was={formatCount(before)} now={now} before={before} note={note} />
}

interface ComparedSumsProps<Sums> {
  label: string
  now: Sums
  before: Sums
  /** Makes the sum the way to whom or what it is of. */
  link?: (sum: string) => ReactNode
}

const keep = (sum: string): ReactNode => sum

/** Nobody is behind it. */
const none = '–'

/** Sums of money, one of each currency; the change is that of the first. */
export function ComparedAmounts({ label, now, before, link = keep }: ComparedSumsProps<Parameters<typeof formatAmounts>[0]>) {
  const sum = formatAmounts(now)
  return (
    <ComparedFigure
      label={label}
      value={sum === none ? sum : link(sum)}
      was={formatAmounts(before)}
      now={firstMinor(now)}
      before={firstMinor(before)}
    />
  )
}

/** The same of sums that count less than a cent. */
export function ComparedMicroAmounts({ label, now, before, link = keep }: ComparedSumsProps<Parameters<typeof formatMicroAmounts>[0]>) {
  const sum = formatMicroAmounts(now)
  return (
    <ComparedFigure
      label={label}
      value={sum === none ? sum : link(sum)}
      was={formatMicroAmounts(before)}
      now={firstMicros(now)}
      before={firstMicros(before)}
    />
  )
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
