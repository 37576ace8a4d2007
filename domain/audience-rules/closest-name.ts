/** "Did you mean …?": the known name that is nearest to one that was written. */

const longestName = 60

/** The nearest of the names by typing errors (a letter more, less, other, or two swapped), or one that it is the end of; undefined when none is near. */
function findClosestName(written: string, names: readonly string[]): string | undefined {
  const wanted = written.toLowerCase()
  if (wanted === '' || wanted.length > longestName) return undefined
  let closest: string | undefined
  // A third of the letters may be wrong, and one more never is nearer than a name that ends so.
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const name of names) {
    const candidate = name.toLowerCase()
    const isPart = wanted.length >= 3 && (candidate.endsWith(`.${wanted}`) || candidate.startsWith(`${wanted}.`))
    const distance = candidate === wanted ? 0 : isPart ? 0.5 : countErrors(wanted, candidate)
    // What shares no letter is nothing like it.
    if (distance < least && distance < candidate.length) [closest, least] = [name, distance]
  }
  return closest
}

/** `; did you mean city?`, or nothing. */
export function suggestName(written: string, names: readonly string[]): string {
  const closest = findClosestName(written, names)
  return closest === undefined ? '' : `; did you mean ${closest}?`
}

/** The optimal string alignment distance. */
function countErrors(one: string, other: string): number {
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row]
    for (let at = 1; at <= other.length; at += 1) {
      const isSame = one[row - 1] === other[at - 1]
      let errors = Math.min((last[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1, (last[at - 1] ?? 0) + (isSame ? 0 : 1))
      const isSwap = row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]
      if (isSwap) errors = Math.min(errors, (before[at - 2] ?? 0) + 1)
      next.push(errors)
    }
    ;[before, last] = [last, next]
  }
  return last[other.length] ?? 0
}
