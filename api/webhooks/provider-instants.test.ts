import { describe, expect, it } from 'vitest'
import { readProviderInstant } from './provider-instants.ts'

const now = new Date('2026-03-01T12:00:00Z')

describe('providers’ instants', () => {
  it.each([
    ['2026-03-01T10:00:00.123Z', '2026-03-01T10:00:00.123Z'],
    ['2026-03-01 10:00:00.123456+00', '2026-03-01T10:00:00.123Z'],
    ['2026-03-01 10:00:00 +0000', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00:00+01:30', '2026-03-01T08:30:00.000Z'],
    ['2026-03-01T10:00:00', '2026-03-01T10:00:00.000Z'],
  ])('are read from %s', (text, expected) => {
    expect(readProviderInstant(text, now).toISOString()).toBe(expected)
  })

  it.each(['2026-03-01T12:00:01Z', '2026-02-31T99:00:00Z', 'yesterday', '', undefined, 7])(
    'count as now when they are in the future or none: %s',
    (text) => {
      expect(readProviderInstant(text, now)).toEqual(now)
    },
  )
})
