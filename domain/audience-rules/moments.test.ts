import { describe, expect, it } from 'vitest'
import { formatMoment, isCertainlyAfter, readDuration, type ReadMoment, readMoment, toMs } from './moments.ts'

function normalise(text: string): string | undefined {
  const moment = readMoment(text)
  return moment && formatMoment(moment)
}

describe('moments', () => {
  it.each([
    ['2026-01-31', '2026-01-31'],
    ['2024-02-29', '2024-02-29'],
    ['2025-02-29', undefined],
    ['1899-12-31', undefined],
    ['2026-1-31', undefined],
    ['2026-01-31T10:00:00Z', '2026-01-31T10:00:00Z'],
    ['2026-01-31t10:00:00.120z', '2026-01-31T10:00:00.120Z'],
    ['2026-01-31T00:30:00+02:00', '2026-01-30T22:30:00Z'],
    ['2026-01-31T10:00:00.1234Z', undefined],
    ['2026-01-31T24:00:00Z', undefined],
    ['2026-02-30T10:00:00Z', undefined],
    ['2026-01-31T10:00:00', undefined],
    ['1900-01-01T00:30:00+02:00', undefined],
    ['9998-12-31T23:30:00-02:00', undefined],
    ['9998-12-31', '9998-12-31'],
    ['9999-01-01', undefined],
    [' 060D   Ago ', '60d ago'],
    ['IN 2W', 'in 2w'],
    ['Today', 'today'],
    ['now', 'now'],
    ['yesterday', undefined],
    ['60 d ago', undefined],
    ['', undefined],
  ])('reads %j as %j', (text, form) => {
    expect(normalise(text)).toBe(form)
  })

  it('knows a duration as so many seconds, whatever clocks do', () => {
    expect(['36h', '90d', '2w'].map((text) => toMs(readDuration(text) ?? { count: 0, unit: 'h' }))).toEqual([
      129_600_000, 7_776_000_000, 1_209_600_000,
    ])
    expect(['0d', '-1d', '1.5d', '1m', 'd', '876001h', '36501d'].map(readDuration)).toEqual(Array.from({ length: 7 }))
  })

  it('says that one is after another only where it is so at every present and in every zone', () => {
    const isAfter = (one: string, other: string) => isCertainlyAfter(readMoment(one) as ReadMoment, readMoment(other) as ReadMoment)
    expect([
      isAfter('2026-02-01', '2026-01-31'),
      isAfter('in 1h', '1h ago'),
      isAfter('now', '1h ago'),
      isAfter('1d ago', '2d ago'),
    ]).toEqual([true, true, true, true])
    expect([
      isAfter('2026-02-01', '2026-02-01'),
      isAfter('now', 'today'),
      isAfter('2026-02-01', 'now'),
      isAfter('2d ago', '1d ago'),
    ]).toEqual([false, false, false, false])
  })
})
