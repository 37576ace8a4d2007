import { describe, expect, it } from 'vitest'
import { parseRetryAfter } from './retry-after.ts'

const nowAt = Date.parse('2026-11-22T10:00:00Z')

describe('Retry-After', () => {
  it.each([
    ['3', 3_000],
    [' 0 ', 0],
    ['1.5', 1_500],
    ['Sun, 22 Nov 2026 10:00:07 GMT', 7_000],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['999999999', 24 * 3_600_000],
    ['-1', undefined],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('%j is %j ms', (header, expected) => {
    expect(parseRetryAfter(header, nowAt)).toBe(expected)
  })
})
