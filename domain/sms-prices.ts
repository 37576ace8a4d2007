/** SMS prices as providers write them: decimal text, never a floating-point number. */

const pricePattern = /^(\d{1,9})(?:\.(\d{1,30}))?$/

/** `"0.0333"` → `33300n` millionths of the currency, rounded half up; undefined for anything that is not a plain decimal. */
export function parsePriceMicros(price: string): bigint | undefined {
  const match = pricePattern.exec(price.trim())
  if (!match) return undefined
  const digits = (match[2] ?? '').padEnd(7, '0')
  const micros = BigInt(`${match[1]}${digits.slice(0, 6)}`)
  return digits.charAt(6) >= '5' ? micros + 1n : micros
}
