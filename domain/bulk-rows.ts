/**
 * Many rows under one key in one request: written once each, in the order of their keys, so that overlapping requests wait for each other in the
 * same order and cannot deadlock.
 */

export interface MergedRows<T> {
  /** One for each key, in key order. */
  rows: T[]
  /** For each row that came in, where its key is in `rows`. */
  positions: number[]
  /** For each row that came in, the index of the later row under the same key that won over it, if there is one. */
  supersededBy: (number | undefined)[]
}

/** `merge` lays a later row over an earlier one of the same key. */
export function mergeRows<T>(rows: readonly T[], keyOf: (row: T) => string, merge: (earlier: T, later: T) => T): MergedRows<T> {
  const merged = new Map<string, { row: T; last: number }>()
  rows.forEach((row, index) => {
    const key = keyOf(row)
    const before = merged.get(key)
    merged.set(key, { row: before === undefined ? row : merge(before.row, row), last: index })
  })
  // By code unit, not by locale: every process must order alike.
  const keys = [...merged.keys()].sort()
  const placeOf = new Map(keys.map((key, place) => [key, place]))
  const last = rows.map((row) => merged.get(keyOf(row))?.last ?? 0)
  return {
    rows: keys.flatMap((key) => merged.get(key)?.row ?? []),
    positions: rows.map((row) => placeOf.get(keyOf(row)) ?? 0),
    supersededBy: last.map((winner, index) => (winner === index ? undefined : winner)),
  }
}
