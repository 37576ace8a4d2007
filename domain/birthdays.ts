/** Birthdays: real days of the calendar, from 1900 to today. */

const pattern = /^(\d{4})-(\d{2})-(\d{2})$/

/** `YYYY-MM-DD`; undefined for anything else, for days that do not exist, and for days after the one that it is at `at` anywhere on Earth. */
export function normaliseBirthday(text: string, at: Date): string | undefined {
  const day = text.trim()
  const match = pattern.exec(day)
  if (match === null) return undefined
  const parsed = new Date(`${day}T00:00:00Z`)
  const isReal = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day)
  // Kiribati is 14 hours ahead of UTC.
  const latest = at.getTime() + 14 * 3_600_000
  return isReal && Number(match[1]) >= 1900 && parsed.getTime() <= latest ? day : undefined
}
