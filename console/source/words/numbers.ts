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

/** `12.5 %`; a dash where there is nothing to divide by. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? '–' : new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 }).format(part / whole)
}

export function formatMoney({ amountMinor, currency }: { amountMinor: number; currency: string }): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

/** Of millionths of the currency's unit: the parts of a cent of an SMS are shown. */
export function formatMicros({ amountMicros, currency }: { amountMicros: number; currency: string }): string {
  const amount = amountMicros / 1_000_000
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    maximumFractionDigits: amount !== 0 && Math.abs(amount) < 1 ? 4 : 2,
  }).format(amount)
}
