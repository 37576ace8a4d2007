import { describe, expect, it } from 'vitest'
import { findPages, matches } from './search-entries.ts'

describe('the quick search', () => {
  it('finds a page by the beginnings of its words, in any order and case', () => {
    expect(findPages('WAIT', true).map(({ label }) => label)).toEqual(['Who is waiting'])
    expect(findPages('pend', true)).toEqual([])
    expect(findPages('pend', false).map(({ label }) => label)).toEqual(['Who is waiting'])
    expect(findPages('health sys', false).map(({ label }) => label)).toEqual(['System'])
    expect(findPages('new b', true).map(({ label }) => label)).toEqual(['New broadcast'])
    expect(findPages('zzz', true)).toEqual([])
  })

  it('offers everything before anything is typed', () => {
    expect(findPages('', true).length).toBeGreaterThan(20)
    expect(matches('win-b', 'Win back')).toBe(false)
    expect(matches('back win', 'Win-back')).toBe(true)
  })
})
