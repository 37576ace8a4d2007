/** When a provider says that it may be asked again. */

const longestWaitMs = 24 * 3_600_000

/**
 * Milliseconds from `nowAt` (epoch ms) that a `Retry-After` header asks for: seconds, or an HTTP date (RFC 9110, section 10.2.3). Undefined for anything else;
 * never negative, and never beyond a day.
 */
export function parseRetryAfter(header: string | null | undefined, nowAt: number): number | undefined {
  const text = header?.trim()
  if (!text) return undefined
  // `Date.parse` takes many a thing that is no HTTP date, a bare number among them.
  const waitMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : /[a-z]{3}/i.test(text) ? Date.parse(text) - nowAt : Number.NaN
  if (Number.isNaN(waitMs)) return undefined
  return Math.min(Math.max(Math.ceil(waitMs), 0), longestWaitMs)
}
