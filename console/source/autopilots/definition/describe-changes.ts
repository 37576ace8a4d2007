/** What differs between two definitions, in short sentences: what an operator reads before publishing. */
import { nameStep } from '../../words/autopilots.ts'
import type { Definition } from '../autopilot-queries.ts'

const parts: [keyof Definition, string][] = [
  ['trigger', 'Why it starts'],
  ['entryRule', 'Who may enter'],
  ['reentry', 'How often one customer may enter'],
  ['activation', 'When journeys may start'],
  ['exitRules', 'How a journey ends early'],
  ['endsAfter', 'How long a journey takes at the latest'],
  ['holdoutPercent', 'The holdout'],
]

/** Empty where nothing differs. */
export function describeChanges(before: Definition, after: Definition): string[] {
  const changed = parts.flatMap(([part, name]) => (isSame(before[part], after[part]) ? [] : [`${name} is changed.`]))
  const old = new Map(before.steps.map((step) => [step.id, step]))
  const present = new Set(after.steps.map(({ id }) => id))
  const steps = after.steps.flatMap((step) => {
    const known = old.get(step.id)
    if (known === undefined) return [`“${nameStep(step)}” is new.`]
    return isSame(known, step) ? [] : [`“${nameStep(step)}” is changed.`]
  })
  const gone = before.steps.filter(({ id }) => !present.has(id)).map((step) => `“${nameStep(step)}” is gone.`)
  const [first, firstBefore] = [after.steps[0]?.id, before.steps[0]?.id]
  const start = first !== undefined && first !== firstBefore && old.has(first) ? [`It starts with “${first}”.`] : []
  return [...changed, ...start, ...steps, ...gone]
}

/** Whatever the order of keys: the database keeps its own. */
export function isSame(one: unknown, other: unknown): boolean {
  return write(one) === write(other)
}

function write(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
