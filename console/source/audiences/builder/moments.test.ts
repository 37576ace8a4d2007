import { describe, expect, it } from 'vitest'
import { readMoment, readSpan, writeMoment, writeSpan } from './moments.ts'

describe('a moment of a rule', () => {
  it.each(['2026-01-31', '60d ago', 'in 36h', 'today', 'now', '2026-01-31T09:00:00Z'])(
    'is the same after its fields were filled with it: %s',
    (text) => {
      expect(writeMoment(readMoment(text))).toBe(text)
    },
  )

  it('is nothing while a part of it is missing', () => {
    expect(writeMoment({ kind: 'ago', span: { count: undefined, unit: 'd' }, text: '' })).toBe('')
    expect(writeMoment(readMoment(''))).toBe('')
  })
})

describe('a span of a rule', () => {
  it('is a number and a unit, or nothing', () => {
    expect(readSpan('2w')).toEqual({ count: 2, unit: 'w' })
    expect(writeSpan(readSpan('2w'))).toBe('2w')
    expect(writeSpan(readSpan('soon'))).toBe('')
  })
})
