import { describe, expect, it } from 'vitest'
import { detectEncoding } from './import-encoding.ts'
import { planFile, type PlannedFile } from './import-plan.ts'
import type { ImportOptions } from './imports.ts'

function plan(file: Buffer | string, options: ImportOptions = {}): PlannedFile {
  const bytes = Buffer.from(file)
  const encoding = options.encoding ?? detectEncoding(bytes, { isFirst: true }) ?? 'utf-8'
  return planFile({ importKind: 'customers', bytes, isWhole: true, encoding, options })
}

describe('the plan of a file', () => {
  it.each([
    ['id,email\n1,a@example.com\n', ',', 9],
    ['id;email;note\n1;a@example.com;a,b,c\n', ';', 14],
    ['id\temail\r\n1\ta@example.com\r\n', '\t', 10],
    ['id|email\n1|a,b\n', '|', 9],
    ['id\n1\n2\n', ',', 3],
    ['"id; number";"email, first"\n1;a\n', ';', 28],
    ['\uFEFFid;email\n1;a\n', ';', 12],
  ])('%j finds its delimiter and its first row', (file, delimiter, bytesDone) => {
    expect(plan(file, { mapping: file.includes('number') ? { 'id; number': 'externalId' } : {} })).toMatchObject({
      kind: 'planned',
      format: { delimiter },
      bytesDone,
      linesDone: 1,
    })
  })

  it('takes UTF-16 as Excel writes it, and its line that names the separator', () => {
    const file = Buffer.from('\uFEFFsep=;\r\nid;name\r\n1;Zoë\r\n', 'utf16le')
    expect(plan(file)).toMatchObject({
      kind: 'planned',
      format: { encoding: 'utf-16le', delimiter: ';' },
      bytesDone: 2 + 14 + 18,
      linesDone: 2,
    })
  })

  it('counts lines to the first row: blank ones before the header, line breaks within it, and none after it', () => {
    expect(plan('\n\nid,"first\nname"\n1,Anna\n')).toMatchObject({ kind: 'planned', linesDone: 4 })
    expect(plan('id,email')).toMatchObject({ kind: 'planned', linesDone: 0, bytesDone: 8 })
    expect(plan('id,email\r1,a\r')).toMatchObject({ kind: 'planned', format: { newline: '\r' }, linesDone: 1, bytesDone: 9 })
  })

  it('is refused for a file without a header that can be read', () => {
    expect(plan('')).toEqual({ kind: 'refused', problems: [{ column: '', message: 'The file has no header line' }] })
    expect(plan('"id,email\n')).toEqual({
      kind: 'refused',
      problems: [{ column: '', message: 'The header line cannot be read (quote_not_closed)' }],
    })
  })
})
