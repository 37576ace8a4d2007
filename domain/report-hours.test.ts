import { describe, expect, it } from 'vitest'
import { placeHours, placeSameHours } from './report-hours.ts'

const begunAt = new Date('2026-03-10T09:00:00Z')
const now = new Date('2026-03-12T09:00:00Z')

describe('the hours of a broadcast', () => {
  it('are from its beginning on, and end now where they have not come yet', () => {
    expect(placeHours({ fromHours: 24, untilHours: 36 }, { begunAt, now })).toEqual({
      openingAt: new Date('2026-03-11T09:00:00Z'),
      closingAt: new Date('2026-03-11T21:00:00Z'),
    })
    expect(placeHours({ fromHours: 24, untilHours: 168 }, { begunAt, now }).closingAt).toEqual(now)
    expect(placeHours({ fromHours: 24, untilHours: undefined }, { begunAt, now }).closingAt).toEqual(now)
  })

  it('begin before all, where they begin with the broadcast: a provider’s clock may be behind', () => {
    expect(placeHours({ fromHours: 0, untilHours: 1 }, { begunAt, now }).openingAt).toEqual(new Date(0))
  })

  it('are none where they have not begun', () => {
    const { openingAt, closingAt } = placeHours({ fromHours: 100, untilHours: 200 }, { begunAt, now })
    expect(closingAt).toEqual(openingAt)
  })

  it('are those of another broadcast as far as this one has come', () => {
    const otherBegunAt = new Date('2026-01-01T09:00:00Z')
    const place = (untilHours: number | undefined) => placeSameHours({ fromHours: 0, untilHours }, { begunAt, otherBegunAt, now }).closingAt
    expect(place(24)).toEqual(new Date('2026-01-02T09:00:00Z'))
    expect(place(168)).toEqual(new Date('2026-01-03T09:00:00Z'))
    expect(place(undefined)).toEqual(new Date('2026-01-03T09:00:00Z'))
  })
})
