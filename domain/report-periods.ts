/**
 * The period of a report: whole days of the store's own calendar, whatever its clocks do on them, up to now where the last has not ended. Instants are half-open: from the
 * opening on, before the closing.
 */
import { addDays, instantAtLocalTime, localTimeAt } from './time.ts'

export interface Period {
  /** `YYYY-MM-DD`, both included. */
  from: string
  until: string
  openingAt: Date
  closingAt: Date
}

export const periodSteps = ['hour', 'day', 'week', 'month'] as const
export type PeriodStep = (typeof periodSteps)[number]

export type PlannedPeriod = { kind: 'period'; period: Period } | { kind: 'refused'; path: 'from' | 'until'; message: string }

const defaultDays = 30
/** So that hours are no more lines than the days of the longest period. */
export const maxHourlyDays = 31
export const maxPeriodDays = 732
const dayMs = 86_400_000
const hourMs = 3_600_000

export interface StoreClock {
  /** Now. */
  at: Date
  /** IANA name. */
  timeZone: string
}

/** Without its ends, the latest 30 days. */
export function planPeriod(asked: { from?: string | undefined; until?: string | undefined }, { at, timeZone }: StoreClock): PlannedPeriod {
  const until = asked.until ?? localTimeAt(at, timeZone).date
  const from = asked.from ?? addDays(until, 1 - defaultDays)
  const days = countDays({ from, until })
  if (days < 1) return { kind: 'refused', path: 'until', message: 'Before `from`' }
  if (days > maxPeriodDays) return { kind: 'refused', path: 'from', message: `At most ${maxPeriodDays} days a report` }
  const openingAt = findMidnight(from, timeZone)
  if (openingAt >= at) return { kind: 'refused', path: 'from', message: 'In the future' }
  return { kind: 'period', period: { from, until, openingAt, closingAt: earlier(findMidnight(addDays(until, 1), timeZone), at) } }
}

/** As many days, right before. Where the period has come as far as now, so has the one before: to the same time of its own day. */
export function findPeriodBefore(period: Period, { at, timeZone }: StoreClock): Period {
  const days = countDays(period)
  const [from, until] = [addDays(period.from, -days), addDays(period.from, -1)]
  const endAt = findMidnight(addDays(period.until, 1), timeZone)
  if (endAt <= at) return { from, until, openingAt: findMidnight(from, timeZone), closingAt: period.openingAt }
  const today = localTimeAt(at, timeZone).date
  const sameDay = findMidnight(addDays(today, -days), timeZone)
  const closingAt = new Date(sameDay.getTime() + at.getTime() - findMidnight(today, timeZone).getTime())
  return { from, until, openingAt: findMidnight(from, timeZone), closingAt: earlier(closingAt, period.openingAt) }
}

/**
 * The period in hours from midnight on, in days, weeks from Monday on, or months: the first and the last may be parts of one. Those that have not begun are left out.
 */
export function splitPeriod(period: Period, step: PeriodStep, timeZone: string): Period[] {
  if (step === 'hour') return splitPeriod(period, 'day', timeZone).flatMap(splitDay)
  const parts: Period[] = []
  let { from } = period
  for (let openingAt = period.openingAt; from <= period.until && openingAt < period.closingAt;) {
    const next = findNextStart(from, step)
    const nextAt = findMidnight(next, timeZone)
    const last = addDays(next, -1)
    parts.push({ from, until: last < period.until ? last : period.until, openingAt, closingAt: earlier(nextAt, period.closingAt) })
    from = next
    openingAt = nextAt
  }
  return parts
}

/** A day may have 23 hours, or 25, and now and then the half of one. */
function splitDay({ openingAt, closingAt, ...day }: Period): Period[] {
  const hours = Math.ceil((closingAt.getTime() - openingAt.getTime()) / hourMs)
  return Array.from({ length: hours }, (_, hour) => ({
    ...day,
    openingAt: new Date(openingAt.getTime() + hour * hourMs),
    closingAt: earlier(new Date(openingAt.getTime() + (hour + 1) * hourMs), closingAt),
  }))
}

function findNextStart(date: string, step: Exclude<PeriodStep, 'hour'>): string {
  if (step === 'day') return addDays(date, 1)
  // 1970 began on a Thursday.
  if (step === 'week') return addDays(date, 7 - ((Date.parse(date) / dayMs + 3) % 7))
  return addDays(`${date.slice(0, 7)}-01`, 31).replace(/\d\d$/, '01')
}

function countDays({ from, until }: Pick<Period, 'from' | 'until'>): number {
  return (Date.parse(until) - Date.parse(from)) / dayMs + 1
}

function findMidnight(date: string, timeZone: string): Date {
  return instantAtLocalTime(date, '00:00', timeZone)
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other
}
