import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { formatSince, formatAgo, formatSpan, fromWallTime, toWallTime } from './instants.ts'

describe('wall-clock times', () => {
  it.each([
    ['2026-11-22T09:30', 'Europe/Berlin', '2026-11-22T08:30:00.000Z'],
    ['2026-07-01T09:30', 'Europe/Berlin', '2026-07-01T07:30:00.000Z'],
    ['2026-07-01T23:30', 'America/New_York', '2026-07-02T03:30:00.000Z'],
    ['2026-03-29T03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-01-01T00:15', 'Asia/Kathmandu', '2025-12-31T18:30:00.000Z'],
  ])('%s in %s is %s', (wallTime, timeZone, instant) => {
    expect(fromWallTime(wallTime, timeZone)).toBe(instant)
    expect(toWallTime(instant, timeZone)).toBe(wallTime)
  })

  it('are no instant while they are half typed', () => {
    expect(fromWallTime('', 'UTC')).toBeUndefined()
    expect(fromWallTime('2026-13-01T00:00', 'UTC')).toBeUndefined()
  })

  it.prop([
    fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
    fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns'),
  ])('show the same after the way there and back', (date, timeZone) => {
    const wallTime = toWallTime(date.toISOString(), timeZone)
    expect(toWallTime(fromWallTime(wallTime, timeZone) ?? '', timeZone)).toBe(wallTime)
  })
})

describe('distances', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')

  it.each([
    ['2026-11-22T11:59:30Z', 'just now'],
    ['2026-11-22T11:30:00Z', '30 minutes ago'],
    ['2026-11-22T03:00:00Z', '9 hours ago'],
    ['2026-11-21T11:00:00Z', 'yesterday'],
    ['2026-11-25T12:00:00Z', 'in 3 days'],
  ])('%s is %s', (instant, words) => {
    expect(formatAgo(instant, now)).toBe(words)
  })

  it('are in days where they are whole days', () => {
    expect([formatSpan(7 * 86_400_000), formatSpan(86_400_000), formatSpan(36 * 3_600_000)]).toEqual(['7 days', '1 day', '36 hours'])
  })
})

describe('how long something has been so', () => {
  const now = Date.parse('2026-05-20T12:00:00Z')

  it.each([
    ['2026-05-20T11:59:30Z', 'just now'],
    ['2026-05-20T11:20:00Z', 'for 40 minutes'],
    ['2026-05-19T12:00:00Z', 'since yesterday'],
    ['2026-05-17T12:00:00Z', 'for 3 days'],
  ])('is said of %s as %s', (instant, words) => {
    expect(formatSince(instant, now)).toBe(words)
  })
})
