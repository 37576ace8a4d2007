/** When a recipient's clock says that it is too late, or too early, to write. */
import type { QuietHours } from './settings.ts'
import { addDays, instantAtLocalTime, localTimeAt, parseMinuteOfDay } from './time.ts'

/**
 * The end of the quiet hours that `at` falls into, or null outside of them. The start belongs to the quiet hours, the end does not.
 *
 * @param zones one zone, or all those in which the recipient may be (a phone number of a country with several): quiet in one is quiet.
 */
export function findQuietUntil(at: Date, zones: readonly string[], window: QuietHours): Date | null {
  let until: Date | null = null
  // Leaving one zone's quiet hours can mean to be in another's. Each round moves forward by one window's end.
  for (let round = 0; round <= zones.length; round += 1) {
    const moment: Date = until ?? at
    const ends: Date[] = zones.map((zone) => findWindowEnd(moment, zone, window)).filter((end) => end !== null)
    if (ends.length === 0) return until
    until = new Date(Math.max(...ends.map((end) => end.getTime())))
  }
  return until
}

function findWindowEnd(at: Date, zone: string, { from, until }: QuietHours): Date | null {
  const start = parseMinuteOfDay(from)
  const end = parseMinuteOfDay(until)
  if (start === end) return null
  const { date, minuteOfDay } = localTimeAt(at, zone)
  const spansMidnight = start > end
  const isQuiet = spansMidnight ? minuteOfDay >= start || minuteOfDay < end : minuteOfDay >= start && minuteOfDay < end
  if (!isQuiet) return null
  const endDate = spansMidnight && minuteOfDay >= start ? addDays(date, 1) : date
  const endAt = instantAtLocalTime(endDate, until, zone)
  // Clocks that go back through the window's end show quiet minutes after it: they count until the end comes again.
  return endAt > at ? endAt : new Date(endAt.getTime() + 3_600_000)
}
