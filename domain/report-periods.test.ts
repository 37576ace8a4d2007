import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { findPeriodBefore, type Period, periodSteps, planPeriod, splitPeriod } from './report-periods.ts'
import { addDays, localTimeAt } from './time.ts'

const berlin = { at: new Date('2026-11-22T08:30:00Z'), timeZone: 'Europe/Berlin' }

function plan(asked: { from?: string; until?: string }, clock = berlin): Period {
  const planned = planPeriod(asked, clock)
  return planned.kind === 'period' ? planned.period : expect.fail(planned.message)
}

describe('a period', () => {
  it('is the latest 30 days, up to now, unless it is told otherwise', () => {
    expect(plan({})).toEqual({ from: '2026-10-24', until: '2026-11-22', openingAt: new Date('2026-10-23T22:00:00Z'), closingAt: berlin.at })
    expect(plan({ until: '2026-01-31' })).toMatchObject({ from: '2026-01-02', closingAt: new Date('2026-01-31T23:00:00Z') })
  })

  it('has days as long as the store’s clocks make them', () => {
    const [longDay, shortDay] = ['2026-10-25', '2026-03-29'].map((day) => plan({ from: day, until: day }))
    expect(
      [longDay, shortDay].map((day) => (day === undefined ? 0 : (day.closingAt.getTime() - day.openingAt.getTime()) / 3_600_000)),
    ).toEqual([25, 23])
  })

  it('is refused where it ends before it starts, is endless, or lies in the future', () => {
    expect(planPeriod({ from: '2026-05-02', until: '2026-05-01' }, berlin)).toMatchObject({ kind: 'refused', path: 'until' })
    expect(planPeriod({ from: '2001-05-02', until: '2026-05-01' }, berlin)).toMatchObject({ kind: 'refused', path: 'from' })
    expect(planPeriod({ from: '2026-11-23', until: '2026-12-01' }, berlin)).toMatchObject({ kind: 'refused', path: 'from' })
  })
})

describe('the period before', () => {
  it('has as many days, and is over', () => {
    const period = plan({ from: '2026-10-01', until: '2026-10-31' })
    expect(findPeriodBefore(period, berlin)).toEqual({
      from: '2026-08-31',
      until: '2026-09-30',
      openingAt: new Date('2026-08-30T22:00:00Z'),
      closingAt: period.openingAt,
    })
  })

  it('has come as far as the period has', () => {
    const period = plan({ from: '2026-11-16', until: '2026-11-29' })
    expect(findPeriodBefore(period, berlin)).toMatchObject({
      from: '2026-11-02',
      until: '2026-11-15',
      closingAt: new Date('2026-11-08T08:30:00Z'),
    })
  })
})

describe('the parts of a period', () => {
  it('are weeks from Monday on, and months of the calendar', () => {
    const period = plan({ from: '2026-01-30', until: '2026-03-03' })
    const datesOf = (step: 'week' | 'month') => splitPeriod(period, step, berlin.timeZone).map(({ from, until }) => `${from}…${until}`)
    expect(datesOf('month')).toEqual(['2026-01-30…2026-01-31', '2026-02-01…2026-02-28', '2026-03-01…2026-03-03'])
    expect(datesOf('week')).toEqual([
      '2026-01-30…2026-02-01',
      '2026-02-02…2026-02-08',
      '2026-02-09…2026-02-15',
      '2026-02-16…2026-02-22',
      '2026-02-23…2026-03-01',
      '2026-03-02…2026-03-03',
    ])
  })

  it('are hours by the clock of every instant, also on the days that have 23 or 25', () => {
    const period = plan({ from: '2026-10-24', until: '2026-10-25' })
    const hours = splitPeriod(period, 'hour', berlin.timeZone)
    expect([hours.length, hours.filter(({ from }) => from === '2026-10-25').length]).toEqual([49, 25])
    expect(hours.every(({ openingAt, closingAt }) => closingAt.getTime() - openingAt.getTime() === 3_600_000)).toBe(true)
  })

  test.prop([
    // Clocks that skip midnight, show it twice, or leave out a whole day (Apia, 30 December 2011).
    fc.constantFrom('Europe/Berlin', 'America/Havana', 'Africa/Cairo', 'Asia/Beirut', 'Pacific/Apia', 'Asia/Kolkata', 'UTC'),
    fc.integer({ min: 0, max: 6_500 }),
    fc.integer({ min: 0, max: 70 }),
    fc.integer({ min: 0, max: 70 * 1_440 }),
    fc.constantFrom(...periodSteps),
  ])('follow each other without a gap, and hold every instant on its own day', (timeZone, start, days, minutes, step) => {
    const from = addDays('2010-01-01', start)
    const at = new Date(Date.parse(from) + 2 * 86_400_000 + minutes * 60_000)
    const period = plan({ from, until: addDays(from, days) }, { at, timeZone })
    const parts = splitPeriod(period, step, timeZone)
    expect(parts[0]).toMatchObject({ from, openingAt: period.openingAt })
    expect(parts.at(-1)?.closingAt).toEqual(period.closingAt)
    for (const [index, part] of parts.entries()) {
      expect(part.openingAt.getTime()).toBeLessThanOrEqual(part.closingAt.getTime())
      if (index > 0) expect(part.openingAt).toEqual(parts[index - 1]?.closingAt)
      const middle = localTimeAt(new Date((part.openingAt.getTime() + part.closingAt.getTime()) / 2), timeZone).date
      if (part.openingAt < part.closingAt) expect(part.from <= middle && middle <= part.until).toBe(true)
    }
  })
})
