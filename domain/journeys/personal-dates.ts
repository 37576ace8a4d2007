/**
 * Whose day it is: a day of every year, so many days before, at an hour of the customer's own clock. Matches are looked for over the last day, so that a sweep that comes
 * late finds them and a birthday that is longer past is left alone.
 */
import { splitZones } from '../recipient-zones.ts'
import { addDays, instantAtLocalTime, localTimeAt } from '../time.ts'

const lookBackMs = 86_400_000

export interface DueDay {
  /** `Zone` or `Zone,Zone`: the first decides. */
  zones: string
  /** The anniversary that has come: `2026-02-28`. Its year names the occurrence. */
  date: string
  /** `MM-DD` of the days that are kept on that day: 28 February stands for 29 as well where there is none. */
  days: string[]
}

/** For each text of zones, the anniversaries whose hour came within the day up to `now`: one, or two where clocks are put back. */
export function listDueDays(zones: readonly string[], { daysBefore, atHour }: { daysBefore: number; atHour: number }, now: Date): DueDay[] {
  return zones.flatMap((text) => {
    const zone = splitZones(text)[0] ?? 'UTC'
    const today = localTimeAt(now, zone).date
    return [-1, 0].flatMap((ahead) => {
      const day = addDays(today, ahead)
      const dueAt = instantAtLocalTime(day, `${String(atHour).padStart(2, '0')}:00`, zone).getTime()
      if (dueAt > now.getTime() || dueAt <= now.getTime() - lookBackMs) return []
      return [describeDay(text, addDays(day, daysBefore))]
    })
  })
}

/** The same over a span, with the instant of each: those too whose hour came within the day before it. */
export function listDueInstants(
  zones: string,
  { daysBefore, atHour }: { daysBefore: number; atHour: number },
  { from, until }: { from: Date; until: Date },
): (DueDay & { at: Date })[] {
  const zone = splitZones(zones)[0] ?? 'UTC'
  const found: (DueDay & { at: Date })[] = []
  for (let day = addDays(localTimeAt(from, zone).date, -1); ; day = addDays(day, 1)) {
    const at = instantAtLocalTime(day, `${String(atHour).padStart(2, '0')}:00`, zone)
    if (at > until) return found
    if (at.getTime() > from.getTime() - lookBackMs) found.push({ ...describeDay(zones, addDays(day, daysBefore)), at })
  }
}

function describeDay(zones: string, date: string): DueDay {
  const monthDay = date.slice(5)
  return { zones, date, days: monthDay === '02-28' && !isLeapYear(Number(date.slice(0, 4))) ? ['02-28', '02-29'] : [monthDay] }
}

/** The first instant from `after` on at which a clock of these zones shows the hour. */
export function findLocalHour(zones: string, hour: number, after: Date): Date {
  const zone = splitZones(zones)[0] ?? 'UTC'
  const time = `${String(hour).padStart(2, '0')}:00`
  const { date } = localTimeAt(after, zone)
  const today = instantAtLocalTime(date, time, zone)
  return today >= after ? today : instantAtLocalTime(addDays(date, 1), time, zone)
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}
