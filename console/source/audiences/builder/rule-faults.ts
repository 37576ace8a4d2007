/** What the API said against a rule, at the parts of the builder that it is about. */
import type { FieldError } from '../../http/request.ts'

export type RuleFaults = ReadonlyMap<string, string[]>

/** Of each part's id: a fault belongs to the innermost part that holds its place. @param places as `toRule` gives them */
export function placeFaults(errors: readonly FieldError[], places: ReadonlyMap<string, string>): RuleFaults {
  const found = new Map<string, string[]>()
  for (const { path, message } of errors) {
    const place = path.replace(/^rule\.?/, '')
    // Of parts at one place, the inner one was noted later: a group of one condition is written as that condition.
    const [id] =
      [...places]
        .toReversed()
        .filter(([, one]) => holds(one, place))
        .toSorted(([, a], [, b]) => b.length - a.length)[0] ?? []
    if (id !== undefined) found.set(id, [...(found.get(id) ?? []), message])
  }
  return found
}

function holds(outer: string, inner: string): boolean {
  return outer === '' || inner === outer || inner.startsWith(`${outer}.`)
}
