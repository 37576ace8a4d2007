/**
 * How long calls took, as a histogram whose bounds grow by the same factor: eight to each doubling, from a millisecond to two minutes. Counts add up over workers,
 * minutes and channels, which quantiles do not.
 *
 * The bucket that a quantile falls into is exact, so an estimate is off by less than the bucket's own width: a factor of 2^(1/8), 9.1 %. What took less than a
 * millisecond, or longer than the last bound, is said to have taken no longer than that bound.
 */

const bucketsPerDoubling = 8
const doublings = 17
const overflow = doublings * bucketsPerDoubling + 1

/** The largest relative error of an estimated quantile between the first and the last bound. */
export const quantileError = 2 ** (1 / bucketsPerDoubling) - 1

/** Where a call that took `ms` milliseconds is counted: 0 below a millisecond, then from bound to bound. */
export function findTimeBucket(ms: number): number {
  if (!(ms >= 1)) return 0
  return Math.min(overflow, 1 + Math.floor(Math.log2(ms) * bucketsPerDoubling))
}

/** Milliseconds: the bucket has what took at least `from` and less than `until`. */
export function findBucketBounds(bucket: number): { from: number; until: number } {
  if (bucket <= 0) return { from: 0, until: 1 }
  const from = 2 ** ((Math.min(bucket, overflow) - 1) / bucketsPerDoubling)
  return { from, until: bucket >= overflow ? from : 2 ** (bucket / bucketsPerDoubling) }
}

/**
 * Milliseconds that the share `q` of the calls did not take longer than (the smallest such: the nearest rank), interpolated on the scale of the bounds; undefined
 * without calls.
 * @param counts calls by bucket
 */
export function estimateQuantile(counts: ReadonlyMap<number, number>, q: number): number | undefined {
  const buckets = [...counts].filter(([, calls]) => calls > 0).sort(([one], [other]) => one - other)
  const total = buckets.reduce((sum, [, calls]) => sum + calls, 0)
  const rank = Math.max(1, Math.ceil(q * total))
  let below = 0
  for (const [bucket, calls] of buckets) {
    if (below + calls >= rank) return interpolate(bucket, (rank - below - 0.5) / calls)
    below += calls
  }
  return undefined
}

/** @param share of the bucket's calls, above 0 and below 1 */
function interpolate(bucket: number, share: number): number {
  const { from, until } = findBucketBounds(bucket)
  return from === 0 ? until * share : from * (until / from) ** share
}
