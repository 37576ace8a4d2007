import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { countOverlaps } from './overlaps.ts'

describe('overlaps', () => {
  test.prop([fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 5 })), { maxLength: 60 })])(
    'are what counting customer by customer finds',
    (campaignsOf) => {
      const groups = new Map<bigint, string[]>()
      for (const [customer, campaigns] of campaignsOf.entries()) {
        const mask = campaigns.reduce((sum, place) => sum | (1n << BigInt(place)), 0n)
        groups.set(mask, [...(groups.get(mask) ?? []), `${customer}`])
      }
      const { customers, pairs } = countOverlaps(
        [...groups].map(([mask, members]) => ({ mask, customers: members.length, sample: members.slice(0, 5) })),
        6,
      )
      for (let first = 0; first < 6; first += 1) {
        expect(customers[first]).toBe(campaignsOf.filter((campaigns) => campaigns.includes(first)).length)
        for (let second = first + 1; second < 6; second += 1) {
          const both = campaignsOf.flatMap((campaigns, at) => (campaigns.includes(first) && campaigns.includes(second) ? [`${at}`] : []))
          const pair = pairs.find((one) => one.first === first && one.second === second)
          expect(pair?.customers ?? 0).toBe(both.length)
          expect(both).toEqual(expect.arrayContaining(pair?.sample ?? []))
        }
      }
    },
  )
})
