/**
 * Changes of a journey's steps, each giving a new definition: the first of `steps` is where it starts, and ways lead on by the ids of steps. Whatever is taken
 * out or moved, no way is left that leads nowhere.
 */
import type { Definition, Step, StepKind } from '../autopilot-queries.ts'

export interface Exit {
  /** As the API names it: `next`, `otherwise`, `branches[0].next`. */
  path: string
  next: string | null
}

export function listExits(step: Step): Exit[] {
  switch (step.kind) {
    case 'wait':
    case 'tag':
      return [{ path: 'next', next: step.next }]
    case 'waitFor':
    case 'voucher':
    case 'send':
    case 'webhook':
      return [
        { path: 'next', next: step.next },
        { path: 'otherwise', next: step.otherwise },
      ]
    case 'branch':
      return [
        ...step.branches.map(({ next }, index) => ({ path: `branches[${index}].next`, next })),
        { path: 'otherwise', next: step.otherwise },
      ]
    case 'split':
      return step.arms.map(({ next }, index) => ({ path: `arms[${index}].next`, next }))
    case 'exit':
      return []
  }
}

/** Every way on, led elsewhere where `lead` says so. */
export function redirect(step: Step, lead: (next: string | null, path: string) => string | null): Step {
  switch (step.kind) {
    case 'wait':
    case 'tag':
      return { ...step, next: lead(step.next, 'next') }
    case 'waitFor':
    case 'voucher':
    case 'send':
    case 'webhook':
      return { ...step, next: lead(step.next, 'next'), otherwise: lead(step.otherwise, 'otherwise') }
    case 'branch':
      return {
        ...step,
        branches: step.branches.map((branch, index) => ({ ...branch, next: lead(branch.next, `branches[${index}].next`) })),
        otherwise: lead(step.otherwise, 'otherwise'),
      }
    case 'split':
      return { ...step, arms: step.arms.map((arm, index) => ({ ...arm, next: lead(arm.next, `arms[${index}].next`) })) }
    case 'exit':
      return step
  }
}

export function replaceStep(definition: Definition, step: Step): Definition {
  return { ...definition, steps: definition.steps.map((one) => (one.id === step.id ? step : one)) }
}

/** The new step stands on the way that leads on from `after` by `path`; without `after` it is where the journey starts. */
export function insertStep(definition: Definition, step: Step, place: { after: string; path: string } | undefined): Definition {
  const { steps } = definition
  if (place === undefined) {
    const added = redirect(step, (_next, path) => (path === listExits(step)[0]?.path ? (steps[0]?.id ?? null) : null))
    return { ...definition, steps: [added, ...steps] }
  }
  const before = steps.find(({ id }) => id === place.after)
  const led = before === undefined ? null : (listExits(before).find(({ path }) => path === place.path)?.next ?? null)
  const added = redirect(step, (_next, path) => (path === listExits(step)[0]?.path ? led : null))
  return {
    ...definition,
    steps: steps.flatMap((one) =>
      one.id === place.after ? [redirect(one, (next, path) => (path === place.path ? step.id : next)), added] : [one],
    ),
  }
}

/** Ways that led to it lead on to where it led first. */
export function removeStep(definition: Definition, id: string): Definition {
  const removed = definition.steps.find((one) => one.id === id)
  if (removed === undefined) return definition
  const next = listExits(removed).find((exit) => exit.next !== id)?.next ?? null
  const rest = definition.steps.filter((one) => one.id !== id).map((one) => redirect(one, (way) => (way === id ? next : way)))
  // Where it was the start, the journey starts where it led.
  return { ...definition, steps: definition.steps[0]?.id === id ? startAt(rest, next) : rest }
}

function startAt(steps: Step[], id: string | null): Step[] {
  const first = steps.find((one) => one.id === id)
  return first === undefined ? steps : [first, ...steps.filter((one) => one !== first)]
}

/** The step that leads to this one by its first way, where exactly one does and the two can change places. */
export function findEarlier({ steps }: Definition, id: string): Step | undefined {
  const leading = steps.filter((step) => listExits(step).some(({ next }) => next === id))
  const [before] = leading
  const step = steps.find((one) => one.id === id)
  if (before === undefined || leading.length > 1 || step === undefined || before.id === id) return undefined
  return hasNext(step) && hasNext(before) && listExits(before)[0]?.next === id ? before : undefined
}

/** The step that would be earlier if this one were later. */
export function findLater(definition: Definition, id: string): Step | undefined {
  const step = definition.steps.find((one) => one.id === id)
  const next = step === undefined ? null : listExits(step)[0]?.next
  const later = definition.steps.find((one) => one.id === next)
  return later !== undefined && findEarlier(definition, later.id)?.id === id ? later : undefined
}

/** Changes places with the step before it: `… → before → step → …` becomes `… → step → before → …`. */
export function moveEarlier(definition: Definition, id: string): Definition {
  const before = findEarlier(definition, id)
  if (before === undefined) return definition
  const step = definition.steps.find((one) => one.id === id)
  const after = step === undefined ? null : (listExits(step)[0]?.next ?? null)
  const steps = definition.steps.map((one) => {
    if (one.id === id) return redirect(one, (next, path) => (path === 'next' ? before.id : next))
    if (one.id === before.id) return redirect(one, (next, path) => (path === 'next' ? after : next))
    return redirect(one, (next) => (next === before.id ? id : next))
  })
  return { ...definition, steps: definition.steps[0]?.id === before.id ? startAt(steps, id) : steps }
}

function hasNext(step: Step): boolean {
  return listExits(step)[0]?.path === 'next'
}

/** A step that has all its parts, as yet without a place. */
export function makeStep(kind: StepKind, steps: readonly Step[]): Step {
  const id = freeId(kind, steps)
  switch (kind) {
    case 'wait':
      return { id, kind, duration: '3d', next: null }
    case 'waitFor':
      return { id, kind, event: { kind: 'ordered' }, atMost: '7d', next: null, otherwise: null }
    case 'branch':
      return { id, kind, branches: [{ rule: { all: [] }, next: null }], otherwise: null }
    case 'split':
      return {
        id,
        kind,
        arms: [
          { name: 'A', percent: 50, next: null },
          { name: 'B', percent: 50, next: null },
        ],
      }
    case 'voucher':
      return { id, kind, offerId: '', next: null, otherwise: null }
    case 'send':
      return { id, kind, channels: [], messages: {}, fallThroughWithin: '1h', next: null, otherwise: null }
    case 'webhook':
      return { id, kind, url: '', next: null, otherwise: null }
    case 'tag':
      return { id, kind, attribute: '', value: '', next: null }
    case 'exit':
      return { id, kind, reason: 'done' }
  }
}

const stems: Partial<Record<StepKind, string>> = { waitFor: 'wait_for', send: 'message' }

function freeId(kind: StepKind, steps: readonly Step[]): string {
  const stem = stems[kind] ?? kind
  const taken = new Set(steps.map(({ id }) => id))
  let id = stem
  for (let number = 2; taken.has(id); number += 1) id = `${stem}_${number}`
  return id
}
