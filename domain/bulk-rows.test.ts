import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { mergeRows } from './bulk-rows.ts'

const rows = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'ä', '😀', 'Z'), value: fc.nat() }), { maxLength: 20 })

describe('rows under keys', () => {
  it.prop([rows])('are one each, in an order that does not depend on the request', (input) => {
    const merged = mergeRows(
      input,
      (row) => row.key,
      (_earlier, later) => later,
    )
    const keys = merged.rows.map((row) => row.key)
    expect(keys).toEqual([...new Set(input.map((row) => row.key))].toSorted())
    expect(input.map((_, index) => merged.rows[merged.positions[index] ?? -1]?.key)).toEqual(input.map((row) => row.key))
  })

  it.prop([rows])('are won by the last, and every other says by which', (input) => {
    const merged = mergeRows(
      input,
      (row) => row.key,
      (_earlier, later) => later,
    )
    input.forEach((row, index) => {
      const last = input.findLastIndex((other) => other.key === row.key)
      expect(merged.supersededBy[index]).toBe(last === index ? undefined : last)
      expect(merged.rows[merged.positions[index] ?? -1]).toBe(input[last])
    })
  })
})
