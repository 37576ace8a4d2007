/** When journeys may start. */
import { addDays, instantAtLocalTime, localTimeAt } from '../time.ts'
import type { ActivationWindow } from './journey-definition.ts'

/** The first instant from `at` on that is within the window; undefined where it never opens again. @param timeZone the store's */
export function findOpening(window: ActivationWindow, at: Date, timeZone: string): Date | undefined {
  const start = window.from === undefined ? at : new Date(Math.max(at.getTime(), Date.parse(window.from)))
  const opening = findClockOpening(window, start, timeZone)
  return opening === undefined || (window.until !== undefined && opening.getTime() >= Date.parse(window.until)) ? undefined : opening
}

/** By weekday and hour alone. An hour that spans midnight belongs to the day on which it begins. */
function findClockOpening({ weekdays, hours }: ActivationWindow, at: Date, timeZone: string): Date | undefined {
  const { date } = localTimeAt(at, timeZone)
  const { from, until } = hours ?? { from: 0, until: 24 }
  // Yesterday's window may reach into today; a week has every weekday.
  for (let ahead = -1; ahead <= 8; ahead += 1) {
    const day = addDays(date, ahead)
    if (weekdays !== undefined && !weekdays.includes(isoWeekday(day))) continue
    const opensAt = instantAtLocalTime(day, formatHour(from), timeZone)
    const closesAt =
      until === 24 || until <= from
        ? instantAtLocalTime(addDays(day, 1), formatHour(until === 24 ? 0 : until), timeZone)
        : instantAtLocalTime(day, formatHour(until), timeZone)
    if (closesAt <= at || closesAt <= opensAt) continue
    return opensAt > at ? opensAt : at
  }
  return undefined
}

function isoWeekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7
}

function formatHour(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}
