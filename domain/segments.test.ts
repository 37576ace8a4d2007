import { describe, expect, it } from 'vitest'
import { nameRfmCell, rfmCellNames } from './rfm-cells.ts'
import { defaultSegmentSettings } from './segment-settings.ts'
import { describeSegments, judgeReadiness } from './segments.ts'

describe('segment descriptions', () => {
  it('cover the four stages and the five tags, with the settings in force', () => {
    const descriptions = describeSegments({ ...defaultSegmentSettings, newForDays: 45, vipRank: 0.975 })
    expect(descriptions.map(({ kind }) => kind)).toEqual([...Array<string>(4).fill('stage'), ...Array<string>(5).fill('tag')])
    expect(descriptions.find(({ key }) => key === 'new')?.rule).toContain('at most 45 days ago')
    expect(descriptions.find(({ key }) => key === 'vip')?.rule).toContain('top 2.5%')
  })
})

describe('readiness', () => {
  it('wants a refresh, and buyers enough to compare', () => {
    expect(judgeReadiness({ buyers: 0, isComputed: false, hasOrders: false })).toBe('not_enough_orders')
    expect(judgeReadiness({ buyers: 0, isComputed: false, hasOrders: true })).toBe('not_computed')
    expect(judgeReadiness({ buyers: 19, isComputed: true, hasOrders: true })).toBe('not_enough_orders')
    expect(judgeReadiness({ buyers: 20, isComputed: true, hasOrders: true })).toBe('ready')
  })
})

describe('the RFM matrix', () => {
  it('names all of its 25 cells, with each of the ten names', () => {
    const scores = [1, 2, 3, 4, 5]
    const names = scores.flatMap((recency) => scores.map((fm) => nameRfmCell({ recency, fm })))
    expect(new Set(names)).toEqual(new Set(rfmCellNames))
    expect(nameRfmCell({ recency: 5, fm: 5 })).toBe('champions')
    expect(nameRfmCell({ recency: 1, fm: 5 })).toBe('cannot_lose')
  })

  it('has no cell beyond the scores', () => {
    expect(() => nameRfmCell({ recency: 0, fm: 3 })).toThrow(RangeError)
    expect(() => nameRfmCell({ recency: 3, fm: 2.5 })).toThrow(RangeError)
  })
})
