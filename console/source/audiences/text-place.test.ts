import { describe, expect, it } from 'vitest'
import { markPlace } from './text-place.ts'

describe('a place in a text', () => {
  it('has carets under it, in its own line', () => {
    expect(markPlace('city = "Sofia"\nand sity = 1', { position: 19, length: 4 })).toBe('and sity = 1\n    ^^^^')
  })

  it('is shown with what is around it, however long the line', () => {
    const text = `${'a'.repeat(100)}sity${'b'.repeat(100)}`
    expect(markPlace(text, { position: 100, length: 4 })).toBe(`…${'a'.repeat(24)}sity${'b'.repeat(36)}…\n${' '.repeat(25)}^^^^`)
  })

  it.each([
    { name: 'at the beginning', text: 'x', position: 0, length: 1, marked: 'x\n^' },
    { name: 'at the beginning of an empty line', text: '\nx', position: 0, length: 1, marked: '\n^' },
    { name: 'behind the end', text: 'city =', position: 6, length: 0, marked: 'city =\n      ^' },
    { name: 'over more than its line', text: 'ab\ncd', position: 1, length: 4, marked: 'ab\n ^' },
  ])('can be $name', ({ text, position, length, marked }) => {
    expect(markPlace(text, { position, length })).toBe(marked)
  })
})
