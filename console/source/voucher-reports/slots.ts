/** What a part of a period is called beside its bar. */

interface Part {
  from: string
  until: string
  openingAt: string
  closingAt: string
}

/** Of which people can be asked for: whole days. Nothing of an hour. */
export function daysOf(part: Part): { from: string; until: string } | undefined {
  return isHour(part) ? undefined : { from: part.from, until: part.until }
}

function isHour({ from, until, openingAt, closingAt }: Part): boolean {
  return from === until && Date.parse(closingAt) - Date.parse(openingAt) <= 3_600_000
}

/** A day, or the days that it spans; of an hour, its beginning. */
export function nameSlot(part: Part): string {
  const format = (day: string) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' }).format(new Date(`${day}T12:00:00Z`))
  if (part.from !== part.until) return `${format(part.from)} – ${format(part.until)}`
  return isHour(part) ? `${format(part.from)} ${part.openingAt.slice(11, 16)} UTC` : format(part.from)
}
