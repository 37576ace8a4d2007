/** The steps of a journey as a graph: what no way leads to, and circles that never wait. */
import { listExits, type Step } from './journey-definition.ts'

/** The places of the steps that cannot be reached from the first. Every way leads to a step that is there. */
export function findUnreachable(steps: readonly Step[]): number[] {
  const places = placeById(steps)
  const reached = new Set<number>(steps.length > 0 ? [0] : [])
  for (const place of reached) for (const next of listNext(steps, places, place)) reached.add(next)
  return steps.flatMap((_, index) => (reached.has(index) ? [] : [index]))
}

/** The places on a circle of steps that take no time: none of them is a wait, or waits for something. Undefined when there is none. */
export function findCircle(steps: readonly Step[]): number[] | undefined {
  const places = placeById(steps)
  const done = new Set<number>()
  const way: number[] = []
  const visit = (place: number): number[] | undefined => {
    const step = steps[place]
    if (step === undefined || done.has(place) || step.kind === 'wait' || step.kind === 'waitFor') return undefined
    const before = way.indexOf(place)
    if (before >= 0) return way.slice(before)
    way.push(place)
    for (const next of listNext(steps, places, place)) {
      const circle = visit(next)
      if (circle !== undefined) return circle
    }
    way.pop()
    done.add(place)
    return undefined
  }
  for (const place of steps.keys()) {
    const circle = visit(place)
    if (circle !== undefined) return circle
  }
  return undefined
}

function placeById(steps: readonly Step[]): Map<string, number> {
  return new Map(steps.map(({ id }, index) => [id, index]))
}

function listNext(steps: readonly Step[], places: ReadonlyMap<string, number>, place: number): number[] {
  const step = steps[place]
  if (step === undefined) return []
  return listExits(step).flatMap(({ next }) => (next === null ? [] : (places.get(next) ?? [])))
}
