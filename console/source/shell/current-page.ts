/** Which entry of the navigation a page belongs to: one at a time, that whose addresses fit best. */

interface Entry {
  to: string
  /** Further pages of it: whatever is under this address. */
  under?: string
}

/** Of a path without a query. `/` is only itself. */
export function findCurrent<E extends Entry>(entries: readonly E[], pathname: string): E | undefined {
  const rank = ({ to, under }: Entry) => Math.max(fit(to, pathname), under === undefined ? 0 : fit(under, pathname))
  const [best] = entries.filter((entry) => rank(entry) > 0).toSorted((one, other) => rank(other) - rank(one))
  return best
}

function fit(prefix: string, pathname: string): number {
  return pathname === prefix || (prefix !== '/' && pathname.startsWith(`${prefix}/`)) ? prefix.length : 0
}
