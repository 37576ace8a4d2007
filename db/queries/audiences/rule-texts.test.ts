import { fc, test } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts'
import { connect, type Pool } from '../../client.ts'
import { listSpellings } from './rule-texts.ts'

let database: TestDatabase
let pool: Pool

beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 1 })
})

afterAll(async () => {
  await pool.end()
  await database.drop()
})

const hard = ['ΟΔΟΣ', 'ΟΔΟΣ ΑΣ', 'ΑΣ\u0301', 'Α’Σ', 'İstanbul', 'IĞDIR', 'ẞ', 'ß', 'Ǆ', 'e\u0301É', '😀Σ', 'СОФИЯ', 'K', 'Å', '', ' ']

describe('lower_text', () => {
  it('writes as toLowerCase does', async () => {
    const rows = await pool<{ text: string; lower: string }[]>`SELECT text, lower_text(text) AS lower FROM unnest(${hard}::text[]) AS text`
    expect(rows.map((row) => row.lower)).toEqual(rows.map((row) => row.text.toLowerCase()))
  })

  it('does so with every letter of the alphabets that have cases', async () => {
    const letters: string[] = []
    // What Unicode added further up depends on how old the two tables are.
    for (let code = 1; code < 0xa640; code += 1) {
      const letter = String.fromCodePoint(code)
      if (/^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Common}\p{M}]$/u.test(letter))
        letters.push(letter)
    }
    const rows = await pool<
      { text: string; lower: string }[]
    >`SELECT text, lower_text(text) AS lower FROM unnest(${letters}::text[]) AS text`
    // U+1C89, a letter of Khanty, is of 2024.
    expect(rows.filter((row) => row.lower !== row.text.toLowerCase() && row.text !== '\u1C89')).toEqual([])
  })
})

describe('the spellings of a text', () => {
  it('are all those that are the text in lower case', () => {
    expect(listSpellings(['K1'])).toEqual(['k1', 'K1', '\u212A1'])
    expect(listSpellings(['BG', 'bg'])).toHaveLength(4)
    expect(listSpellings(['София'])).toBeUndefined()
    expect(listSpellings(['a long name of a city'])).toBeUndefined()
  })

  const letter = fc.constantFrom('a', 'B', 'k', 'K', '\u212A', 'i', '\u0130', '1', '\u017F', 's')
  test.prop([fc.string({ unit: letter, maxLength: 4 }), fc.stringMatching(/^[aBkKis1]{0,3}$/)])(
    'hold another text exactly where both are the same in lower case',
    (other, text) => {
      expect(listSpellings([text])?.includes(other)).toBe(other.toLowerCase() === text.toLowerCase())
    },
  )
})
