import { fc, it } from '@fast-check/vitest'
import { CsvError, parse } from 'csv-parse/sync'
import { describe, expect } from 'vitest'
import { createScanner } from './import-scanner.ts'

/** Every record until the first that is none; then `fault`. */
function scanAll(text: string, delimiter: string): (string[] | 'fault')[] {
  const bytes = Buffer.from(text)
  const scan = createScanner(bytes, { limit: bytes.length, delimiter, newline: '\n', maxRecordBytes: 10_000 })
  const records: (string[] | 'fault')[] = []
  for (let at = 0; at < bytes.length;) {
    const scanned = scan(at)
    if (typeof scanned === 'string') return [...records, 'fault']
    records.push(scanned.fields)
    at = scanned.end
  }
  return records
}

/** The same as another reader of CSV has it. */
function parseAll(text: string, delimiter: string): (string[] | 'fault')[] {
  const records: (string[] | 'fault')[] = []
  try {
    parse(text, {
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      trim: true,
      on_record: (fields: string[]) => void records.push(fields),
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    records.push('fault')
  }
  return records
}

const pieces = ['a', 'bc', 'ö', '漢', '😀', ',', ',', ';', '"', '""', '\n', ' ', '\t', '\r', '1']

describe('a scanner', () => {
  it.prop([fc.string({ unit: fc.constantFrom(...pieces), maxLength: 60 }), fc.constantFrom(',', ';')], { numRuns: 2000 })(
    'reads any text as csv-parse does',
    (text, delimiter) => {
      // Quotes after quotes in one value, which the other reader takes for one more quoted text.
      fc.pre(!/"\s+"/.test(text))
      // Blank lines are skipped by whoever asks for records.
      const isThere = (record: string[] | 'fault') => record === 'fault' || record.length > 1 || record[0] !== ''
      expect(scanAll(text, delimiter).filter(isThere)).toEqual(parseAll(text, delimiter).filter(isThere))
    },
  )

  it('sees quotes again that it had looked at in a record that was none', () => {
    const text = Buffer.from('1,"a\n2,b",c"x\n3,d\n')
    const scan = createScanner(text, { limit: text.length, delimiter: ',', newline: '\n', maxRecordBytes: 100 })
    expect(scan(0)).toBe('invalid_quotes')
    expect(scan(5)).toBe('invalid_quotes')
    expect(scan(14)).toMatchObject({ fields: ['3', 'd'] })
  })

  it('gives up a record that is too long, quoted or not', () => {
    for (const record of [`${'x'.repeat(101)}\n`, `"${'x'.repeat(101)}"\n`, `"${'x'.repeat(101)}\n`]) {
      const text = Buffer.from(record)
      expect(createScanner(text, { limit: text.length, delimiter: ',', newline: '\n', maxRecordBytes: 100 })(0)).toBe('record_too_large')
    }
  })
})
