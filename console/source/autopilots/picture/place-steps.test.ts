import { describe, expect, it } from 'vitest'
import type { Step } from '../autopilot-queries.ts'
import { placeSteps } from './place-steps.ts'

const wait = (id: string, next: string | null): Step => ({ id, kind: 'wait', duration: '1d', next })
const ask = (id: string, next: string | null, otherwise: string | null): Step => ({
  id,
  kind: 'waitFor',
  event: { kind: 'ordered' },
  atMost: '1d',
  next,
  otherwise,
})
const draw = (steps: Step[]) => {
  const { placed, ways } = placeSteps(steps)
  return {
    places: Object.fromEntries(placed.map(({ step, row, column }) => [step.id, `${row},${column}`])),
    round: ways.filter(({ lane }) => lane !== undefined).map(({ from, to }) => `${from.step.id} → ${to.step.id}`),
  }
}

describe('the picture of a journey', () => {
  it('goes down, with what branches off beside it and met again below', () => {
    expect(draw([ask('a', 'c', 'b'), wait('b', 'c'), wait('c', null)])).toEqual({
      places: { a: '0,0', b: '1,1', c: '2,0' },
      round: [],
    })
  })

  it('leads ways round that would cross a step, or go back', () => {
    expect(draw([ask('a', 'b', 'c'), wait('b', 'c'), wait('c', null)]).round).toEqual(['a → c'])
    expect(draw([wait('a', 'b'), ask('b', null, 'a')])).toEqual({ places: { a: '0,0', b: '1,0' }, round: ['b → a'] })
  })

  it('has a place for each step, whatever leads where', () => {
    const steps = [ask('a', 'a', 'x'), wait('lost', 'a'), ask('b', 'lost', 'b')]
    const { placed, rows, columns } = placeSteps(steps)
    expect(placed).toHaveLength(3)
    expect(new Set(placed.map(({ row, column }) => `${row} ${column}`)).size).toBe(3)
    expect(placed.every(({ row, column }) => row < rows && column < columns)).toBe(true)
    expect(placeSteps([])).toMatchObject({ rows: 0, columns: 0 })
  })
})
