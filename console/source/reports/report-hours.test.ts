import { describe, expect, it } from 'vitest'
import { describeHours, readReportHoursSearch } from './report-hours.ts'

describe('the hours of a report in its address', () => {
  it('are whole hours; anything else is left out', () => {
    expect(readReportHoursSearch({ fromHours: 24, untilHours: 48, compareWith: 'average' })).toEqual({
      fromHours: 24,
      untilHours: 48,
      compareWith: 'average',
    })
    expect(readReportHoursSearch({ fromHours: 0, untilHours: 1.5, compareWith: '' })).toEqual({})
    expect(readReportHoursSearch({ fromHours: '24', untilHours: -1 })).toEqual({})
  })

  it('are said as people say them', () => {
    expect(describeHours({})).toBe('')
    expect(describeHours({ untilHours: 24 })).toBe('in its first 24 hours')
    expect(describeHours({ untilHours: 168 })).toBe('in its first 7 days')
    expect(describeHours({ untilHours: 1 })).toBe('in its first hour')
    expect(describeHours({ fromHours: 24 })).toBe('after its first 24 hours')
    expect(describeHours({ fromHours: 24, untilHours: 72 })).toBe('between 24 hours and 3 days after it began')
  })
})
