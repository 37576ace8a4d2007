import { fc, it } from '@fast-check/vitest'
import { stringify } from 'csv-stringify/sync'
import { describe, expect } from 'vitest'
import { getRawText, maxRecordBytes, measureBytes, readRecords, type FileFormat } from './import-records.ts'

const utf8: FileFormat = { encoding: 'utf-8', delimiter: ',', newline: '\n' }

interface Seen {
  line: number
  fields: string[]
  fault?: string
  raw: string
}

/** Reads a file window by window, each beginning where the last record ended; a window without a whole record grows. */
function readAll(file: Buffer, format: FileFormat, windowSize: number, maxRecords: number): Seen[] {
  const seen: Seen[] = []
  let size = windowSize
  for (let offset = 0, line = 1; offset < file.length;) {
    const isLast = offset + size >= file.length
    const batch = readRecords(file.subarray(offset, offset + size), { format, line, isLast, maxRecords })
    for (const record of batch.records)
      seen.push({ line: record.line, fields: record.fields, ...(record.fault && { fault: record.fault }), raw: getRawText(batch, record) })
    size = batch.end === 0 ? size * 2 : windowSize
    line += batch.text.toString('utf8', 0, batch.end).split(format.newline).length - 1
    offset += measureBytes(batch, batch.end, format)
  }
  return seen
}

function read(text: string, format: FileFormat = utf8): Seen[] {
  return readAll(Buffer.from(text), format, text.length + 1, 100)
}

describe('a record', () => {
  it('knows the line on which it starts, past quoted line breaks and blank lines', () => {
    expect(read('id,note\r\n1,"two\r\nlines"\r\n\r\n  \r\n2,last')).toEqual([
      { line: 1, fields: ['id', 'note'], raw: 'id,note' },
      { line: 2, fields: ['1', 'two\r\nlines'], raw: '1,"two\r\nlines"' },
      { line: 6, fields: ['2', 'last'], raw: '2,last' },
    ])
  })

  it('may be quoted, trimmed, and end in any line break', () => {
    expect(read('a;b\n1; "x; ""y""" \n', { ...utf8, delimiter: ';' })[1]?.fields).toEqual(['1', 'x; "y"'])
    expect(read('a\tb\r1\t\r', { encoding: 'utf-8', delimiter: '\t', newline: '\r' }).map(({ fields, line }) => [line, ...fields])).toEqual(
      [
        [1, 'a', 'b'],
        [2, '1', ''],
      ],
    )
    expect(read('a,b\r\n1,2\n3,4\r\n').map(({ fields }) => fields)).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ])
  })

  it('with broken quotes costs only its own first line', () => {
    expect(read('id,note\n1,5" pipe\n2,"open\n3,"x"y\n4,fine\n5,"Müller, Dr."\n')).toEqual([
      { line: 1, fields: ['id', 'note'], raw: 'id,note' },
      { line: 2, fields: [], fault: 'invalid_quotes', raw: '1,5" pipe' },
      { line: 3, fields: [], fault: 'invalid_quotes', raw: '2,"open' },
      { line: 4, fields: [], fault: 'invalid_quotes', raw: '3,"x"y' },
      { line: 5, fields: ['4', 'fine'], raw: '4,fine' },
      { line: 6, fields: ['5', 'Müller, Dr.'], raw: '5,"Müller, Dr."' },
    ])
    expect(read('id\n"open\n2\n')).toEqual([
      { line: 1, fields: ['id'], raw: 'id' },
      { line: 2, fields: [], fault: 'quote_not_closed', raw: '"open' },
      { line: 3, fields: ['2'], raw: '2' },
    ])
  })

  it('of bytes that are no text, with a NUL, or too large, is told from its neighbours', () => {
    const file = Buffer.concat([
      Buffer.from('id,name\n1,Zo'),
      Buffer.from([0xeb]),
      Buffer.from(`\n2,a\0b\n3,Zoë \uFFFD\n4,${'x'.repeat(maxRecordBytes + 1)}\n5,ok\n`),
    ])
    expect(readAll(file, utf8, file.length, 100).map(({ line, fields, fault }) => [line, fault ?? fields])).toEqual([
      [1, ['id', 'name']],
      [2, 'invalid_encoding'],
      [3, 'invalid_character'],
      [4, ['3', 'Zoë \uFFFD']],
      [5, 'record_too_large'],
      [6, ['5', 'ok']],
    ])
  })
})

// Two bytes wide, one byte wide and of mixed width; the alphabet is in all of them.
const formats = fc.record({
  encoding: fc.constantFrom('utf-8', 'utf-16le', 'utf-16be', 'windows-1252'),
  delimiter: fc.constantFrom(',', ';', '\t'),
  newline: fc.constant('\n'),
}) as fc.Arbitrary<FileFormat>

function encode(text: string, { encoding }: FileFormat): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text)
  if (encoding === 'windows-1252') return Buffer.from(text, 'latin1')
  const bytes = Buffer.from(text, 'utf16le')
  return encoding === 'utf-16be' ? bytes.swap16() : bytes
}

const field = fc.string({ unit: fc.constantFrom('a', 'ö', ',', ';', '\t', '"', '\n', '\r\n', ' ', '1'), maxLength: 8 })

describe('a file', () => {
  it.prop([
    formats,
    fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 12 }),
    fc.integer({ min: 1, max: 64 }),
    fc.integer({ min: 1, max: 5 }),
  ])('is read alike in windows and batches of any size, and gives what was written', (format, rows, units, maxRecords) => {
    const file = encode(stringify(rows, { delimiter: format.delimiter, quoted: true }), format)
    const seen = readAll(file, format, units * 2, maxRecords)
    expect(seen.map(({ fields }) => fields)).toEqual(rows)
  })

  it.prop([
    formats,
    fc.string({ unit: fc.constantFrom('a', 'ö', ',', '"', '\n', '\r\n', ' '), maxLength: 120 }),
    fc.integer({ min: 1, max: 64 }),
    fc.integer({ min: 1, max: 5 }),
  ])('of any text is read alike in windows and batches of any size, every line once', (format, text, units, maxRecords) => {
    const file = encode(text, format)
    const whole = readAll(file, format, file.length + 2, 1000)
    expect(readAll(file, format, units * 2, maxRecords)).toEqual(whole)
    const lines = whole.flatMap(({ raw }) => raw.split('\n').map((line) => line.trim())).filter((line) => line !== '')
    expect(lines).toEqual(
      text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    )
  })
})
