import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { chooseScale, listTicks, listTimeMarks } from './chart-scale.ts'

describe('the numbers at a chart', () => {
  it('are round, and begin with none', () => {
    const ticks = (highest: number) => listTicks(chooseScale(highest))
    expect([ticks(0), ticks(1), ticks(3), ticks(42), ticks(601), ticks(1_234_567)]).toEqual([
      [0, 1],
      [0, 1],
      [0, 1, 2, 3],
      [0, 20, 40, 60],
      [0, 200, 400, 600, 800],
      [0, 500_000, 1_000_000, 1_500_000],
    ])
  })

  test.prop([fc.integer({ min: 1, max: 1e9 })])('are whole, at most six, and no number is above them', (highest) => {
    const ticks = listTicks(chooseScale(highest))
    expect(ticks.every((tick) => Number.isInteger(tick))).toBe(true)
    expect(ticks.length).toBeLessThanOrEqual(6)
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(highest)
  })
})

describe('the times at a chart', () => {
  const days = Array.from({ length: 30 }, (_, index) => `${index + 1} Mar`)

  it('are the first, the last and three between them', () => {
    expect(listTimeMarks(days, { arePoints: false, room: 30 }).map(({ text, isMinor }) => (isMinor ? `(${text})` : text))).toEqual([
      '1 Mar',
      '(8 Mar)',
      '16 Mar',
      '(23 Mar)',
      '30 Mar',
    ])
  })

  it('are the first and the last alone on a phone, where the last is not at the edge', () => {
    const marks = listTimeMarks(days.slice(0, 10), { arePoints: false, room: 12 })
    expect(marks.filter(({ isMinor }) => !isMinor).map(({ text }) => text)).toEqual(['1 Mar', '10 Mar'])
  })

  it('are named together where they would stand on each other', () => {
    expect(listTimeMarks(days.slice(0, 3), { arePoints: false, room: 12 }).map(({ text }) => text)).toEqual(['1 Mar – 3 Mar'])
    expect(listTimeMarks(days.slice(0, 1), { arePoints: false, room: 12 }).map(({ text }) => text)).toEqual(['1 Mar'])
    expect(listTimeMarks([], { arePoints: false, room: 12 })).toEqual([])
  })
})
