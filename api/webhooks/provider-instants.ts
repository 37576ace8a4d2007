/** The instants that providers write: RFC 3339, or the same with a space and a short offset (`2026-03-01 12:00:00.123456+00`). */

const pattern = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i

/** Never after `now`: a provider's clock may be ahead, but nothing has happened later than now. Anything else counts as now. */
export function readProviderInstant(text: unknown, now: Date): Date {
  const [, day, time, fraction = '', zone = 'Z'] = typeof text === 'string' ? (pattern.exec(text.trim()) ?? []) : []
  if (day === undefined || time === undefined) return now
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '').padEnd(2, '0')}`
  const instant = new Date(`${day}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`)
  return Number.isNaN(instant.getTime()) || instant > now ? now : instant
}
