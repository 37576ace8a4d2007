/** Audiences that name audiences: a graph without circles, held so by whoever writes a rule. */

export interface AudienceLink {
  /** The audience whose rule names the other. Both are UUIDs. */
  from: string
  to: string
}

/**
 * The shortest way from one of `named` back to `audience`: the circle that its new rule would close, as the ids on the way. It begins with the
 * one that is named and ends with the audience itself; undefined when there is none.
 *
 * @param links of all other audiences; those of `audience` itself are about to be replaced and do not count
 */
export function findCircle(audience: string, named: readonly string[], links: readonly AudienceLink[]): string[] | undefined {
  const next = groupLinks(links)
  const before = new Map<string, string | undefined>(named.map((id) => [id, undefined]))
  // Breadth first; a map's keys come in the order in which they were added, those added on the way too.
  for (const id of before.keys()) {
    if (id === audience) return traceBack(id, before)
    for (const to of next.get(id) ?? []) if (!before.has(to)) before.set(to, id)
  }
  return undefined
}

/** `roots` and everything that they name, directly or through others. */
export function listReachable(roots: readonly string[], links: readonly AudienceLink[]): string[] {
  const next = groupLinks(links)
  const found = new Set(roots)
  for (const id of found) for (const to of next.get(id) ?? []) found.add(to)
  return [...found]
}

function groupLinks(links: readonly AudienceLink[]): Map<string, string[]> {
  const next = new Map<string, string[]>()
  for (const { from, to } of links) {
    const known = next.get(from)
    if (known === undefined) next.set(from, [to])
    else known.push(to)
  }
  return next
}

function traceBack(last: string, before: ReadonlyMap<string, string | undefined>): string[] {
  const way = [last]
  for (let id = before.get(last); id !== undefined; id = before.get(id)) way.unshift(id)
  return way
}
