import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { findQuietUntil } from './quiet-hours.ts'
import { localTimeAt } from './time.ts'

const night = { from: '21:00', until: '08:00' }
const berlin = ['Europe/Berlin']

describe('quiet hours', () => {
  it('hold from their start to their end in the local zone, across midnight', () => {
    expect(findQuietUntil(new Date('2026-01-10T19:59:59Z'), berlin, night)).toBeNull()
    expect(findQuietUntil(new Date('2026-01-10T20:00:00Z'), berlin, night)).toEqual(new Date('2026-01-11T07:00:00Z'))
    expect(findQuietUntil(new Date('2026-01-11T06:59:59Z'), berlin, night)).toEqual(new Date('2026-01-11T07:00:00Z'))
    expect(findQuietUntil(new Date('2026-01-11T07:00:00Z'), berlin, night)).toBeNull()
  })
  it('end at 08:00 on the clock in the night that loses an hour and in the night that has one twice', () => {
    expect(findQuietUntil(new Date('2026-03-28T22:00:00Z'), berlin, night)).toEqual(new Date('2026-03-29T06:00:00Z'))
    expect(findQuietUntil(new Date('2026-10-24T22:00:00Z'), berlin, night)).toEqual(new Date('2026-10-25T07:00:00Z'))
  })
  it('hold within a day, and never when start and end are the same', () => {
    expect(findQuietUntil(new Date('2026-01-10T12:30:00Z'), ['UTC'], { from: '12:00', until: '14:00' })).toEqual(
      new Date('2026-01-10T14:00:00Z'),
    )
    expect(findQuietUntil(new Date('2026-01-10T12:30:00Z'), ['UTC'], { from: '08:00', until: '08:00' })).toBeNull()
  })
  it('wait for every zone in which the recipient may be', () => {
    const coasts = ['America/New_York', 'America/Los_Angeles']
    expect(findQuietUntil(new Date('2026-01-10T13:30:00Z'), coasts, night)).toEqual(new Date('2026-01-10T16:00:00Z'))
    expect(findQuietUntil(new Date('2026-01-10T20:00:00Z'), coasts, night)).toBeNull()
  })
  it.prop([
    fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
    fc.constantFrom(
      'Europe/Berlin',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'America/Sao_Paulo',
      'Pacific/Kiritimati',
    ),
    fc.integer({ min: 0, max: 1439 }),
    fc.integer({ min: 0, max: 1439 }),
  ])('end later than now, within a day or so, and outside of themselves', (at, zone, fromMinute, untilMinute) => {
    const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
    const window = { from: clock(fromMinute), until: clock(untilMinute) }
    const until = findQuietUntil(at, [zone], window)
    if (until === null) {
      const { minuteOfDay } = localTimeAt(at, zone)
      const isInside =
        fromMinute <= untilMinute
          ? minuteOfDay >= fromMinute && minuteOfDay < untilMinute
          : minuteOfDay >= fromMinute || minuteOfDay < untilMinute
      expect(isInside).toBe(false)
    } else {
      expect(until.getTime()).toBeGreaterThan(at.getTime())
      expect(until.getTime() - at.getTime()).toBeLessThanOrEqual(26 * 3_600_000)
    }
  })
})
