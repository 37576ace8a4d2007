import { fc, it } from '@fast-check/vitest'
import iconv from 'iconv-lite'
import { describe, expect } from 'vitest'
import { detectEncoding, measureByteOrderMark, measureOriginal, parseEncoding, toUtf8, type ImportEncoding } from './import-encoding.ts'

const text = 'id,name,city\n1,Zoë Müller,Köln\n2,Łukasz,Łódź\n'

describe('the encoding of a file', () => {
  it.each<[ImportEncoding, Buffer]>([
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from(`\uFEFF${text}`)],
    ['utf-16le', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['utf-16le', Buffer.from(text, 'utf16le')],
    ['utf-16be', iconv.encode(`\uFEFF${text}`, 'utf-16be')],
    ['utf-16be', iconv.encode(text, 'utf-16be')],
    ['windows-1252', iconv.encode('id,name\n1,Zoë – “Müller”, 5 €\n', 'windows-1252')],
  ])('is found to be %s', (encoding, bytes) => {
    expect(detectEncoding(bytes, { isFirst: true })).toBe(encoding)
    const mark = measureByteOrderMark(bytes, encoding)
    expect(toUtf8(bytes.subarray(mark), encoding).toString()).toBe(encoding === 'windows-1252' ? 'id,name\n1,Zoë – “Müller”, 5 €\n' : text)
  })

  it('stays open while there is nothing but ASCII', () => {
    expect(detectEncoding(Buffer.from('id,name\n1,Anna\n'), { isFirst: true })).toBeUndefined()
    expect(detectEncoding(Buffer.alloc(0), { isFirst: true })).toBeUndefined()
  })

  it.prop([fc.nat({ max: 60 }), fc.nat({ max: 60 })])(
    'is found in a piece that begins and ends in the middle of characters',
    (from, length) => {
      const piece = Buffer.from('日本語 Zoë 😀 Łódź '.repeat(4)).subarray(from, from + length + 8)
      expect(['utf-8', undefined]).toContain(detectEncoding(piece, { isFirst: false }))
    },
  )

  it('is known by the names that people use', () => {
    expect(['UTF8', 'utf-8-bom', 'latin1', 'CP1252', 'utf-16', 'ISO_8859_15', 'klingon'].map(parseEncoding)).toEqual([
      'utf-8',
      'utf-8',
      'windows-1252',
      'windows-1252',
      'utf-16le',
      'iso-8859-15',
      undefined,
    ])
  })
})

describe('a place in the text', () => {
  const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-15', 'koi8-r', 'macintosh'] as const
  it.prop([fc.constantFrom(...encodings), fc.uint8Array({ maxLength: 400 })])(
    'is the same place in the file, whatever its bytes are',
    (encoding, noise) => {
      const wide = encoding.startsWith('utf-16')
      const bytes = Buffer.from(wide ? noise.subarray(0, noise.length & ~1) : noise)
      expect(measureOriginal(toUtf8(bytes, encoding), encoding)).toBe(bytes.length)
    },
  )
})
