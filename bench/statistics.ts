/** The few figures that benchmarks are summed up in. */

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** The value that the share of all is not above. */
export function percentile(values: readonly number[], share: number): number {
  const ascending = values.toSorted((one, other) => one - other)
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? Number.NaN
}

export function round(value: number, decimals = 2): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals
}
