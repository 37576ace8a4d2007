/** Numbers and money as people read them. */

export function formatCount(count: number): string {
  return new Intl.NumberFormat('en').format(count)
}

export function formatPeople(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'person' : 'people'}`
}

/** `+3`, `−12`; a dash for none, nothing while it is not known. */
export function formatChange(by: number | undefined): string {
  if (by === undefined) return ''
  return by === 0 ? '–' : `${by > 0 ? '+' : '−'}${formatCount(Math.abs(by))}`
}

/** `12.5%`; a dash where there is nothing to divide by. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? '–' : new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 }).format(part / whole)
}

export function formatMoney({ amountMinor, currency }: { amountMinor: number; currency: string }): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  return withMinus(format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2)))
}

/** Of millionths of the currency's unit: as any amount of money, and what is less than a cent by its first two digits, so that it is not nothing. */
export function formatMicros({ amountMicros, currency }: { amountMicros: number; currency: string }): string {
  const amount = amountMicros / 1_000_000
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  const smallest = 10 ** -(format.resolvedOptions().maximumFractionDigits ?? 2)
  if (amount === 0 || Math.abs(amount) >= smallest) return withMinus(format.format(amount))
  return withMinus(new Intl.NumberFormat('en', { style: 'currency', currency, maximumSignificantDigits: 2 }).format(amount))
}

/** A hyphen is too short for what is owed. */
function withMinus(amount: string): string {
  return amount.replace(/^-/, '−')
}
