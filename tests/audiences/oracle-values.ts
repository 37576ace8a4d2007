/** Numbers as exact fractions, and the free-form values of attributes as rules read them: by the words of rule.ts and dimension-types.ts alone. */

/** A decimal number, exactly: `over` ÷ 10 ^ `places`. */
export interface Decimal {
  over: bigint
  places: number
}

/** @param text digits, at most one point, perhaps an exponent. */
export function toDecimal(text: string | number): Decimal {
  const [, sign = '', whole = '', decimals = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(String(text)) ?? []
  if (whole === '') throw new Error(`Not a decimal number: ${text}`)
  const places = decimals.length - Number(exponent)
  const over = BigInt(`${sign}${whole}${decimals}`)
  return places >= 0 ? { over, places } : { over: over * 10n ** BigInt(-places), places: 0 }
}

export function addDecimals(decimals: Decimal[]): Decimal {
  const places = Math.max(0, ...decimals.map((one) => one.places))
  return { over: decimals.reduce((sum, one) => sum + scale(one, places), 0n), places }
}

/** Below 0, 0 or above: `one` ÷ `count` against `other`. */
export function compareDecimals(one: Decimal, other: Decimal, count = 1): number {
  const places = Math.max(one.places, other.places)
  const difference = scale(one, places) - scale(other, places) * BigInt(count)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

function scale({ over, places }: Decimal, to: number): bigint {
  return over * 10n ** BigInt(to - places)
}

/** A text as it is, a number or a boolean as JSON writes it. */
export function readAsText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? JSON.stringify(value) : undefined
}

/** A number, or a text that is wholly one. */
export function readAsNumber(value: unknown): Decimal | undefined {
  if (typeof value === 'number') return toDecimal(value)
  return typeof value === 'string' && /^-?[0-9]+(\.[0-9]+)?$/.test(value) ? toDecimal(value) : undefined
}

export function readAsBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  const text = typeof value === 'string' ? value.toLowerCase() : ''
  return text === 'true' ? true : text === 'false' ? false : undefined
}

/** A text that is a day or an instant that exists. */
export function readAsDate(value: unknown): { day: string } | { atMs: number } | undefined {
  if (typeof value !== 'string') return undefined
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2}))?$/i.exec(value) ?? []
  if (day === undefined || !isRealDay(day)) return undefined
  if (time === undefined) return { day }
  const isClock = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(time)
  return isClock ? { atMs: Date.parse(value.toUpperCase()) } : undefined
}

function isRealDay(day: string): boolean {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return month >= 1 && month <= 12 && date >= 1 && date <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}
