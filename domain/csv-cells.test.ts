import { fc, test } from '@fast-check/vitest'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { defuseCell, formatCsvLine } from './csv-cells.ts'

describe('a cell that a spreadsheet would run', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r\n=1', '＝1', '+359888123456'])('%j becomes text', (text) => {
    expect(defuseCell(text)).toBe(`'${text}`)
  })

  it.each(['', 'a=1', '1-2', 'ada@example.com', "'=1", 'Ада'])('%j stays as it is', (text) => {
    expect(defuseCell(text)).toBe(text)
  })
})

describe('a line', () => {
  it('ends with CRLF, quotes what needs it, and leaves null empty', () => {
    expect(formatCsvLine(['a', null, 'b "c", d', 'e\nf'])).toBe('a,,"b ""c"", d","e\nf"\r\n')
  })

  test.prop([fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 5 })])('is read back as its cells, defused', (cells) => {
    const [line] = parse(formatCsvLine(cells), { record_delimiter: '\r\n', relax_quotes: false })
    expect(line).toEqual(cells.map(defuseCell))
  })
})
