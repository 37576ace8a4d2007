/** Wall-clock time in the world's zones. The only module that knows the Temporal API, whose name clashes with the Temporal server's. */
import { Temporal } from 'temporal-polyfill'

/** The instant at which clocks in `zone` show that date and time. In a gap, after it; where clocks show it twice, the first. */
export function instantAtLocalTime(date: string, time: string, zone: string): Date {
  const local = Temporal.PlainDateTime.from(`${date}T${time}`)
  return new Date(local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds)
}

export interface LocalTime {
  /** `YYYY-MM-DD`. */
  date: string
  /** Minutes since midnight, as clocks show them. */
  minuteOfDay: number
}

export function localTimeAt(at: Date, zone: string): LocalTime {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)
  return { date: local.toPlainDate().toString(), minuteOfDay: local.hour * 60 + local.minute }
}

/** `2026-03-10 13:05:00`, as clocks in `zone` show it. */
export function formatLocalTime(at: Date, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDateTime()
  return local.round({ smallestUnit: 'second', roundingMode: 'trunc' }).toString({ smallestUnit: 'second' }).replace('T', ' ')
}

export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString()
}

/** `08:30` → 510. */
export function parseMinuteOfDay(time: string): number {
  const [hours = '', minutes = ''] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}

export interface LateStart {
  year: number
  month: number
  day: number
  /** What clocks show at the day's first instant. */
  hour: number
  minute: number
}

/** The days from `from` on that have no 00:00, because clocks skip it, over so many years, as far as the zone's rules are known. */
export function listDaysWithoutMidnight(zone: string, { from, years }: { from: Date; years: number }): LateStart[] {
  const found: LateStart[] = []
  let at = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(zone)
  const end = at.add({ years })
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (next === null || Temporal.ZonedDateTime.compare(next, end) > 0) return found
    at = next
    const { year, month, day, hour, minute } = at.startOfDay()
    if (hour > 0 || minute > 0) found.push({ year, month, day, hour, minute })
  }
}
