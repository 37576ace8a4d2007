/** Instants as people read them, in the store's time zone. */

const hourMs = 3_600_000
const dayMs = 24 * hourMs

export function formatInstant(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant))
}

export function formatDay(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium' }).format(new Date(instant))
}

export function formatHour(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(
    new Date(instant),
  )
}

/** `3 hours ago`, `in 2 days`. */
export function formatAgo(instant: string, now: number = Date.now()): string {
  const distanceMs = Date.parse(instant) - now
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
  const sizeMs = Math.abs(distanceMs)
  if (sizeMs < 60_000) return 'just now'
  if (sizeMs < hourMs) return format.format(Math.round(distanceMs / 60_000), 'minute')
  if (sizeMs < dayMs) return format.format(Math.round(distanceMs / hourMs), 'hour')
  return format.format(Math.round(distanceMs / dayMs), 'day')
}

/** How long something has been so: `for 3 hours`, `since yesterday`. */
export function formatSince(instant: string, now: number = Date.now()): string {
  const ago = formatAgo(instant, now)
  return ago.endsWith(' ago') ? `for ${ago.slice(0, -4)}` : ago === 'yesterday' ? 'since yesterday' : ago
}

/** `7 days`, `36 hours`. */
export function formatSpan(spanMs: number): string {
  const [count, unit] = spanMs % dayMs === 0 ? [spanMs / dayMs, 'day'] : [Math.round(spanMs / hourMs), 'hour']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** What a clock on a wall shows in that zone: `2026-11-22T09:30`, as an input of date and time takes it. */
export function toWallTime(instant: string, timeZone: string): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(new Date(instant))
      .map(({ type, value }) => [type, value]),
  )
  return `${parts['year']}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}`
}

/** The day so many days before today, there: `2026-11-22`. */
export function daysAgo(days: number, timeZone: string, now: number = Date.now()): string {
  const today = toWallTime(new Date(now).toISOString(), timeZone).slice(0, 10)
  return new Date(Date.parse(today) - days * dayMs).toISOString().slice(0, 10)
}

/** The instant at which a clock in that zone shows this; undefined for what is no time. In a gap of summer time, as much later. */
export function fromWallTime(wallTime: string, timeZone: string): string | undefined {
  const asUtc = Date.parse(`${wallTime}Z`)
  if (Number.isNaN(asUtc)) return undefined
  let guess = asUtc
  // The offset is the guess's: the second round corrects it where it changes in between.
  for (let round = 0; round < 2; round += 1) {
    const shown = Date.parse(`${toWallTime(new Date(guess).toISOString(), timeZone)}Z`)
    guess += asUtc - shown
  }
  return new Date(guess).toISOString()
}

/** Days of a calendar, both included: `24 Oct – 22 Nov 2026`. */
export function formatDates(from: string, until: string): string {
  const format = (day: string, hasYear: boolean) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', ...(hasYear ? { year: 'numeric' } : {}) }).format(
      new Date(`${day}T12:00:00Z`),
    )
  if (from === until) return format(from, true)
  return `${format(from, from.slice(0, 4) !== until.slice(0, 4))} – ${format(until, true)}`
}
