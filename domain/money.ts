/**
 * Amounts of money as whole minor units of a currency: cents for EUR, yen for JPY, fils for KWD. Text becomes an amount by moving digits,
 * never by way of a floating-point number, so that nothing is rounded that was not meant to be.
 */

export interface Money {
  /** Whole minor units; always a safe integer. */
  amountMinor: number
  /** ISO 4217. */
  currency: string
}

/** ISO 4217's minor units where they are not two (list one, 2024). Kept here since the runtime's own figures follow CLDR and change. */
const exponents: Readonly<Record<string, number>> = {
  ...Object.fromEntries('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0])),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
  CLF: 4,
  UYW: 4,
}

/** How many decimals an amount of that currency has. */
export function getCurrencyExponent(currency: string): number {
  return exponents[currency] ?? 2
}

export type DecimalMark = '.' | ','

export type ParsedAmount =
  | { kind: 'amount'; amountMinor: number }
  | { kind: 'refused'; reason: 'not_an_amount' | 'other_decimal_mark' | 'too_many_decimals' | 'too_large' | 'negative' }

/**
 * `('11.77', 'USD')` → 1177. Takes digits, one decimal mark and nothing else: no grouping, since `1,234` is a different amount from one
 * country to the next. Decimals beyond the currency's own are taken when they are zeros.
 */
export function parseAmount(text: string, currency: string, decimalMark: DecimalMark = '.'): ParsedAmount {
  const match = /^(-)?(\d+)(?:([.,])(\d*))?$/.exec(text.trim())
  if (!match) return { kind: 'refused', reason: 'not_an_amount' }
  const [, minus, whole = '', mark, decimals = ''] = match
  if (mark !== undefined && mark !== decimalMark) return { kind: 'refused', reason: 'other_decimal_mark' }
  const exponent = getCurrencyExponent(currency)
  if (/[1-9]/.test(decimals.slice(exponent))) return { kind: 'refused', reason: 'too_many_decimals' }
  const digits = whole + decimals.slice(0, exponent).padEnd(exponent, '0')
  // Sixteen digits may or may not be safe; seventeen never are.
  if (digits.replace(/^0+/, '').length > 16) return { kind: 'refused', reason: 'too_large' }
  const amountMinor = Number(digits)
  if (!Number.isSafeInteger(amountMinor)) return { kind: 'refused', reason: 'too_large' }
  if (minus && amountMinor > 0) return { kind: 'refused', reason: 'negative' }
  return { kind: 'amount', amountMinor }
}

/** `(1177, 'USD')` → `11.77`, with the currency's own number of decimals. */
export function formatAmount(amountMinor: number, currency: string): string {
  const exponent = getCurrencyExponent(currency)
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0')
  const sign = amountMinor < 0 ? '-' : ''
  return exponent === 0 ? sign + digits : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

export interface PricedQuantity {
  quantity: number
  priceMinor: number
}

/**
 * A total over a number of pieces as unit prices that add up to it exactly: 11.77 over 2 → one at 5.88, one at 5.89.
 * @param quantity a whole number above zero.
 */
export function splitTotal(totalMinor: number, quantity: number): PricedQuantity[] {
  const priceMinor = Math.floor(totalMinor / quantity)
  const dearer = totalMinor - priceMinor * quantity
  const parts = [
    { quantity: quantity - dearer, priceMinor },
    { quantity: dearer, priceMinor: priceMinor + 1 },
  ]
  return parts.filter((part) => part.quantity > 0)
}
