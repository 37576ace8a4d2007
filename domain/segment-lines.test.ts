import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { RankedFigures } from './ranked-figures.ts'
import { placeOfRank } from './segment-lines.ts'

describe('the place of a rank', () => {
  it.prop([fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 2, max: 5_000_000 })])(
    'is exact for decimals that no double holds',
    (thousandths, buyers) => {
      const place = placeOfRank(thousandths / 1000, buyers) ?? 0
      const wanted = thousandths * (buyers - 1)
      expect((place - 1) * 1000).toBeLessThan(wanted)
      expect(place * 1000).toBeGreaterThanOrEqual(wanted)
    },
  )

  it('is nowhere where there is nobody to compare with', () => {
    expect([placeOfRank(0.5, 0), placeOfRank(0.5, 1), placeOfRank(1e-9, 2)]).toEqual([undefined, undefined, 1])
  })
})

const figure = fc.oneof(
  fc.constantFrom(0, 0.5, 1, 2, 1e15),
  fc.integer({ min: 0, max: 3_000 }),
  fc.double({ min: 0, max: 1e6, noNaN: true }),
)

describe('ranked figures', () => {
  it.prop([fc.array(fc.tuple(fc.nat({ max: 40 }), figure), { minLength: 1, maxLength: 200 }), fc.boolean()])(
    'know the value at every place, whatever was there before',
    (changes, areWhole) => {
      const figures = new RankedFigures({ areWhole })
      const now = new Map<number, number>()
      for (const [customer, value] of changes) {
        const kept = areWhole ? Math.floor(value) : value
        figures.set(customer, kept)
        now.set(customer, kept)
      }
      const ascending = [...now.values()].sort((left, right) => left - right)
      expect(figures.size).toBe(ascending.length)
      expect(figures.findAt(ascending.map((_, at) => at + 1))).toEqual(ascending)
    },
  )
})
