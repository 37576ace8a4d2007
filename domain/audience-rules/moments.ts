/** Durations, moments and windows of rules as people write them, each in the one form in which it is kept. */

export interface ReadDuration {
  count: number
  unit: 'h' | 'd' | 'w'
}

export type ReadMoment =
  /** `YYYY-MM-DD`, in the store's time zone. */
  { kind: 'day'; day: string } | { kind: 'instant'; at: Date } | { kind: 'ago' | 'in'; duration: ReadDuration } | { kind: 'today' | 'now' }

const hoursOf = { h: 1, d: 24, w: 168 } as const
// A hundred years: nothing that a store knows is further off, and no calendar ends.
const longestHours = 876_000

/** `090D` → 90 days; undefined for what is no duration, nothing, or longer than 100 years. */
export function readDuration(text: string): ReadDuration | undefined {
  const match = /^(\d{1,9})([hdw])$/i.exec(text.trim())
  if (match === null) return undefined
  const duration = { count: Number(match[1]), unit: match[2]?.toLowerCase() as ReadDuration['unit'] }
  return duration.count > 0 && duration.count * hoursOf[duration.unit] <= longestHours ? duration : undefined
}

export function formatDuration({ count, unit }: ReadDuration): string {
  return `${count}${unit}`
}

export function toMs({ count, unit }: ReadDuration): number {
  return count * hoursOf[unit] * 3_600_000
}

/**
 * Undefined for what is no moment, a day that does not exist, and years before 1900 or after 9998: the day after one, in any zone, still has a year
 * of four digits, which is all that texts of JavaScript and PostgreSQL agree on.
 */
export function readMoment(text: string): ReadMoment | undefined {
  const words = text.trim().split(/\s+/)
  const [first = '', second = ''] = words.map((word) => word.toLowerCase())
  if (words.length === 2) {
    const duration = second === 'ago' ? readDuration(first) : first === 'in' ? readDuration(second) : undefined
    return duration === undefined ? undefined : { kind: first === 'in' ? 'in' : 'ago', duration }
  }
  if (words.length > 2) return undefined
  if (first === 'today' || first === 'now') return { kind: first }
  if (/^\d{4}-\d{2}-\d{2}$/.test(first)) return isDay(first) ? { kind: 'day', day: first } : undefined
  const at = readInstant(first.toUpperCase())
  return at === undefined ? undefined : { kind: 'instant', at }
}

export function formatMoment(moment: ReadMoment): string {
  switch (moment.kind) {
    case 'day':
      return moment.day
    case 'instant':
      return moment.at.toISOString().replace('.000Z', 'Z')
    case 'ago':
      return `${formatDuration(moment.duration)} ago`
    case 'in':
      return `in ${formatDuration(moment.duration)}`
    case 'today':
    case 'now':
      return moment.kind
  }
}

/** True where both are so written that one is certainly later, whatever the present and the zone. */
export function isCertainlyAfter(one: ReadMoment, other: ReadMoment): boolean {
  if (one.kind === 'day' && other.kind === 'day') return one.day > other.day
  if (one.kind === 'instant' && other.kind === 'instant') return one.at > other.at
  const [offset, otherOffset] = [toOffsetMs(one), toOffsetMs(other)]
  return offset !== undefined && otherOffset !== undefined && offset > otherOffset
}

function toOffsetMs(moment: ReadMoment): number | undefined {
  if (moment.kind === 'now') return 0
  if (moment.kind === 'ago') return -toMs(moment.duration)
  return moment.kind === 'in' ? toMs(moment.duration) : undefined
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) && isYear(at.getUTCFullYear())
}

/** RFC 3339, to the millisecond. */
function readInstant(text: string): Date | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3})0*)?(?:Z|[+-](\d{2}):(\d{2}))$/.exec(text)
  if (match === null) return undefined
  const [, day = '', hour, minute, second, , offsetHour = '0', offsetMinute = '0'] = match
  const isClock = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60 && Number(offsetHour) < 15 && Number(offsetMinute) < 60
  if (!isDay(day) || !isClock) return undefined
  const at = new Date(text)
  return isYear(at.getUTCFullYear()) ? at : undefined
}

function isYear(year: number): boolean {
  return year >= 1900 && year <= 9998
}
