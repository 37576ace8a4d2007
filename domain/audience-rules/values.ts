/** Texts, numbers and amounts in rules: which can be kept and compared. */
import { normaliseCurrency } from '../locales.ts'
import { maximumTextLength, type MoneyValue } from './rule.ts'

/** What PostgreSQL keeps as it is: no NUL, and no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\u0000') && !/\p{Surrogate}/u.test(text)
}

/** What is wrong with a text; undefined when nothing is. */
export function findTextFault(text: string): string | undefined {
  if (text.length > maximumTextLength) return `Must be at most ${maximumTextLength} characters`
  return isStorable(text) ? undefined : 'Must be plain text, without NUL characters or broken ones'
}

/** −0 is 0; undefined for infinities, not-a-number, and numbers so large that neighbours are the same. */
export function readNumber(value: unknown): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) return undefined
  return value === 0 ? 0 : value
}

export function readCurrency(value: unknown): string | undefined {
  return typeof value === 'string' && value.length === 3 ? normaliseCurrency(value) : undefined
}

export function isMoney(value: unknown): value is MoneyValue {
  return typeof value === 'object' && value !== null && 'amountMinor' in value
}
