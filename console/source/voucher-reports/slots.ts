/** What a part of a period is called beside its bar. */

/** A day, or the days that it spans; of an hour, its beginning. */
export function nameSlot({
  from,
  until,
  openingAt,
  closingAt,
}: {
  from: string
  until: string
  openingAt: string
  closingAt: string
}): string {
  const format = (day: string) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' }).format(new Date(`${day}T12:00:00Z`))
  if (from !== until) return `${format(from)} – ${format(until)}`
  const isHour = Date.parse(closingAt) - Date.parse(openingAt) <= 3_600_000
  return isHour ? `${format(from)} ${openingAt.slice(11, 16)} UTC` : format(from)
}
