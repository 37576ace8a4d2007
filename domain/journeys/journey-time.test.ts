import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { findOpening } from './activation-window.ts'
import { readJourneyDuration } from './journey-durations.ts'
import { shiftEntry } from './journey-pause.ts'
import { nameJourneySend } from './journey-sends.ts'
import { findLocalHour, listDueDays, listDueInstants } from './personal-dates.ts'

const at = (text: string) => new Date(text)

describe('a duration', () => {
  it('is minutes, hours, days or weeks', () => {
    expect(['15m', '36h', '5d', '2w'].map(readJourneyDuration)).toEqual([900_000, 129_600_000, 432_000_000, 1_209_600_000])
    for (const text of ['', '0d', '1y', '1.5h', '-1d', 'd', '99999999d', '1 d']) expect(readJourneyDuration(text)).toBeUndefined()
  })
})

describe('the activation window', () => {
  const window = { weekdays: [1, 2], hours: { from: 9, until: 15 } }

  it('opens on its days at its hour by the store’s clock, summer and winter', () => {
    expect(findOpening(window, at('2026-03-27T12:00:00Z'), 'Europe/Berlin')).toEqual(at('2026-03-30T07:00:00Z'))
    expect(findOpening(window, at('2026-03-20T12:00:00Z'), 'Europe/Berlin')).toEqual(at('2026-03-23T08:00:00Z'))
    expect(findOpening(window, at('2026-03-23T10:00:00Z'), 'Europe/Berlin')).toEqual(at('2026-03-23T10:00:00Z'))
    expect(findOpening(window, at('2026-03-23T14:00:00Z'), 'Europe/Berlin')).toEqual(at('2026-03-24T08:00:00Z'))
  })

  it('may span midnight, begins with its first day and never opens after its last', () => {
    const night = { hours: { from: 22, until: 6 } }
    expect(findOpening(night, at('2026-01-10T03:00:00Z'), 'UTC')).toEqual(at('2026-01-10T03:00:00Z'))
    expect(findOpening(night, at('2026-01-10T07:00:00Z'), 'UTC')).toEqual(at('2026-01-10T22:00:00Z'))
    expect(findOpening({ from: '2026-02-01T00:00:00Z' }, at('2026-01-10T07:00:00Z'), 'UTC')).toEqual(at('2026-02-01T00:00:00Z'))
    expect(findOpening({ ...window, until: '2026-03-23T08:00:00Z' }, at('2026-03-20T12:00:00Z'), 'Europe/Berlin')).toBeUndefined()
  })

  test.prop([
    fc.date({ min: at('2020-01-01'), max: at('2030-01-01'), noInvalidDate: true }),
    fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
    fc.nat(23),
    fc.integer({ min: 1, max: 24 }),
  ])('is open when it opens, and opens no later than a week and a day on', (moment, weekdays, from, until) => {
    fc.pre(from !== until)
    const opening = findOpening({ weekdays, hours: { from, until } }, moment, 'Europe/Sofia')
    expect(opening).toBeDefined()
    if (opening === undefined) return
    expect(opening >= moment && opening.getTime() - moment.getTime() <= 8 * 86_400_000).toBe(true)
    expect(findOpening({ weekdays, hours: { from, until } }, opening, 'Europe/Sofia')).toEqual(opening)
  })
})

describe('a personal date', () => {
  it('is due once in each zone, whenever it is looked for', () => {
    const due = (now: string) =>
      listDueDays(['Pacific/Auckland', 'America/New_York,America/Los_Angeles'], { daysBefore: 0, atHour: 8 }, at(now)).map(
        ({ date }) => date,
      )
    expect(due('2026-02-28T18:59:00Z')).toEqual(['2026-02-28', '2026-02-28'])
    expect(due('2026-02-28T19:00:00Z')).toEqual(['2026-03-01', '2026-02-28'])
  })

  it('counts 29 February with the 28th, and not in a leap year', () => {
    const days = (now: string) => listDueDays(['UTC'], { daysBefore: 0, atHour: 0 }, at(now)).flatMap((day) => day.days)
    expect(days('2027-02-28T01:00:00Z')).toEqual(['02-28', '02-29'])
    expect(days('2028-02-28T01:00:00Z')).toEqual(['02-28'])
    expect(days('2028-02-29T01:00:00Z')).toEqual(['02-29'])
  })

  it('over a span is what looks at each hour of it find', () => {
    const from = at('2026-03-20T12:00:00Z')
    const until = at('2026-04-05T12:00:00Z')
    const trigger = { daysBefore: 3, atHour: 2 }
    const found = new Set<string>()
    for (let now = from.getTime(); now <= until.getTime(); now += 3_600_000)
      for (const { date } of listDueDays(['Europe/Berlin'], trigger, new Date(now))) found.add(date)
    expect(listDueInstants('Europe/Berlin', trigger, { from, until }).map(({ date }) => date)).toEqual([...found])
  })

  it('knows the next hour of a clock', () => {
    expect(findLocalHour('Europe/Berlin', 9, at('2026-03-28T08:00:00Z'))).toEqual(at('2026-03-28T08:00:00Z'))
    expect(findLocalHour('Europe/Berlin', 9, at('2026-03-28T08:00:01Z'))).toEqual(at('2026-03-29T07:00:00Z'))
  })
})

describe('a pause', () => {
  const plan = {
    endsAfterMs: 1,
    exits: {},
    hasExitRules: false,
    steps: [
      { id: 'w', kind: 'wait', ms: 100, next: 's' },
      { id: 's', kind: 'tag', next: null },
    ],
  } as const
  const shift = (waiting: 'keep_date' | 'restart_delay' | 'active_time', step = 'w', enteredAt = 10) =>
    shiftEntry({ step, enteredAt, visits: {}, factsFrom: 0 }, { ...plan, steps: [...plan.steps] }, { pausedAt: 50, resumedAt: 80, waiting })

  it('moves a wait as was said, and nothing else', () => {
    expect([shift('keep_date'), shift('restart_delay'), shift('active_time')]).toEqual([10, 80, 40])
    expect(shift('active_time', 'w', 60)).toBe(80)
    expect(shift('restart_delay', 's')).toBe(10)
  })
})

describe('a journey’s send', () => {
  it('is a UUID that follows from version, step, channel, run and visit', () => {
    const key = { versionId: 'v', step: 's', channel: 'email', run: 1, visit: 1 } as const
    expect(nameJourneySend(key)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const others = [
      { ...key, run: 2 },
      { ...key, visit: 2 },
      { ...key, channel: 'sms' as const },
      { ...key, step: 't' },
      { ...key, versionId: 'w' },
    ]
    expect(new Set([key, ...others].map(nameJourneySend)).size).toBe(6)
  })
})
