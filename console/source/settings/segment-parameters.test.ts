import { describe, expect, it } from 'vitest'
import { readParameter, showParameter } from './segment-parameters.ts'

describe('a parameter of the segments', () => {
  it('is a share at the top where it is kept as a percent rank, and comes back as it was', () => {
    expect([0.9, 0.95, 0.975, 1].map((rank) => showParameter('vipRank', rank))).toEqual([10, 5, 2.5, 0])
    for (let percent = 1; percent <= 100; percent += 1) {
      const rank = percent / 100
      const shown = showParameter('mostActiveRank', rank)
      expect(shown).toBe(100 - percent)
      expect(readParameter('mostActiveRank', shown)).toBe(rank)
    }
  })

  it('is read and typed as it is kept otherwise', () => {
    expect(showParameter('lapsedAfterGaps', 3)).toBe(3)
    expect(readParameter('atRiskFromGaps', 1.5)).toBe(1.5)
  })
})
