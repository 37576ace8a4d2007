/** Money of reports: one sum a currency, never added over them. */
import { formatMicros, formatMoney } from '../words/numbers.ts'

export function formatAmounts(amounts: readonly { currency: string; amountMinor: number }[]): string {
  return amounts.length === 0 ? '–' : amounts.map(formatMoney).join(' + ')
}

export function formatMicroAmounts(amounts: readonly { currency: string; amountMicros: number }[]): string {
  return amounts.length === 0 ? '–' : amounts.map(formatMicros).join(' + ')
}

/** Of the first currency, for a comparison; null where there is none. */
export function firstMinor(amounts: readonly { amountMinor: number }[]): number | null {
  return amounts[0]?.amountMinor ?? null
}

export function firstMicros(amounts: readonly { amountMicros: number }[]): number | null {
  return amounts[0]?.amountMicros ?? null
}

/** `3 h 20 min`, `45 s`, `120 ms`. */
export function formatMs(ms: number | null): string {
  if (ms === null) return '–'
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`
  const minutes = Math.round(ms / 60_000)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.round(hours / 24)} days`
}

/** `52.1 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const place = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  return `${Math.round((bytes / 1_000 ** place) * 10) / 10} ${units[place]}`
}
