/**
 * Places a journey's steps for drawing: rows downward, so that every way leads down but those that go back, and columns for what branches off. The first way
 * of a step stays in its column.
 */
import type { Step } from '../autopilot-queries.ts'
import { listExits } from '../definition/edit-steps.ts'

export interface PlacedStep {
  step: Step
  row: number
  column: number
}

export interface Way {
  from: PlacedStep
  to: PlacedStep
  path: string
  /** A straight line down its column would cross another step, or it leads back: it goes round, on this lane to the right of everything. */
  lane: number | undefined
}

export interface Picture {
  placed: PlacedStep[]
  ways: Way[]
  rows: number
  columns: number
  lanes: number
}

/** Steps that nothing leads to come last, in a row of their own each. */
export function placeSteps(steps: readonly Step[]): Picture {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const rowOf = rankSteps(steps, byId)
  const columnOf = assignColumns(steps, byId, rowOf)
  const placed = steps.map((step) => ({ step, row: rowOf.get(step.id) ?? 0, column: columnOf.get(step.id) ?? 0 }))
  const placeOf = new Map(placed.map((one) => [one.step.id, one]))
  const isTaken = new Set(placed.map(({ row, column }) => `${row} ${column}`))
  let lanes = 0
  const ways = placed.flatMap((from) =>
    listExits(from.step).flatMap(({ path, next }): Way[] => {
      const to = next === null ? undefined : placeOf.get(next)
      if (to === undefined) return []
      if (to.row > from.row && isFree(isTaken, from, to)) return [{ from, to, path, lane: undefined }]
      lanes += 1
      return [{ from, to, path, lane: lanes - 1 }]
    }),
  )
  return {
    placed,
    ways,
    rows: Math.max(0, ...placed.map(({ row }) => row + 1)),
    columns: Math.max(0, ...placed.map(({ column }) => column + 1)),
    lanes,
  }
}

/** A way leaves its column right below its step, and comes down the column of the one that it leads to. */
function isFree(isTaken: ReadonlySet<string>, from: PlacedStep, to: PlacedStep): boolean {
  for (let row = from.row + 1; row < to.row; row += 1) if (isTaken.has(`${row} ${to.column}`)) return false
  return true
}

/** The longest way from the start, without those that lead back. */
function rankSteps(steps: readonly Step[], byId: ReadonlyMap<string, Step>): Map<string, number> {
  const order: Step[] = []
  const state = new Map<string, 'open' | 'done'>()
  const back = new Set<string>()
  const visit = (step: Step) => {
    state.set(step.id, 'open')
    for (const { next } of listExits(step)) {
      const to = next === null ? undefined : byId.get(next)
      if (to === undefined) continue
      if (state.get(to.id) === 'open') back.add(`${step.id} ${to.id}`)
      else if (!state.has(to.id)) visit(to)
    }
    state.set(step.id, 'done')
    order.unshift(step)
  }
  const [first] = steps
  if (first !== undefined) visit(first)
  const rows = new Map<string, number>(first === undefined ? [] : [[first.id, 0]])
  for (const step of order)
    for (const { next } of listExits(step))
      if (next !== null && byId.has(next) && !back.has(`${step.id} ${next}`))
        rows.set(next, Math.max(rows.get(next) ?? 0, (rows.get(step.id) ?? 0) + 1))
  let last = Math.max(-1, ...rows.values())
  for (const step of steps) if (!rows.has(step.id)) rows.set(step.id, (last += 1))
  return rows
}

function assignColumns(steps: readonly Step[], byId: ReadonlyMap<string, Step>, rowOf: ReadonlyMap<string, number>): Map<string, number> {
  const columns = new Map<string, number>()
  const taken = new Set<string>()
  const place = (step: Step, wanted: number) => {
    const row = rowOf.get(step.id) ?? 0
    let column = wanted
    while (taken.has(`${row} ${column}`)) column += 1
    columns.set(step.id, column)
    taken.add(`${row} ${column}`)
    // What comes first keeps the column; what branches off stands to the right of it.
    for (const [index, { next }] of listExits(step).entries()) {
      const to = next === null ? undefined : byId.get(next)
      if (to !== undefined && !columns.has(to.id)) place(to, index === 0 ? column : column + 1)
    }
  }
  for (const step of steps) if (!columns.has(step.id)) place(step, 0)
  return columns
}
