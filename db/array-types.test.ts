import { fc, it } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts'
import { parseArray, serializeArray } from './array-types.ts'
import { connect, type Pool } from './client.ts'

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 1 })
})
afterAll(async () => {
  await pool.end({ timeout: 1 })
  await database.drop()
})

// PostgreSQL keeps no NUL.
const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', ''))
const texts = fc.array(fc.option(fc.oneof(text, fc.constantFrom('', 'NULL', 'null', '{', '}', ',', '"', '\\', ' a ', '{"a"}'))), {
  maxLength: 8,
})

describe('arrays', () => {
  it.prop([texts], { numRuns: 200 })('of texts come back as they went', async (values) => {
    const [row] = await pool`SELECT ${values}::text[] AS values, ${values}::text[]::text AS written`
    expect(row?.['values']).toEqual(values)
    expect(parseArray(String(row?.['written']), ',')).toEqual(values)
  })

  it('of every type that statements use come back as their elements do', async () => {
    const at = new Date('2026-03-29T01:00:00.123Z')
    const [row] = await pool`
      SELECT ARRAY[1, 2]::int[] AS ints, ARRAY[1.5]::float8[] AS floats, ARRAY[1]::bigint[] AS bigints, ARRAY[true, NULL] AS booleans, ${[at.toISOString()]}::timestamptz[] AS instants,
        ${['email', 'push']}::channel[] AS channels, ARRAY['{"a": [1]}']::jsonb[] AS jsons, '[0:1]={3,4}'::int[] AS from_zero, ARRAY[[1, 2], [3, 4]] AS nested,
        ${[
          [1, 2],
          [3, 4],
        ]}::int[] AS sent_nested, '{}'::text[] AS none, ${[]}::text[] AS sent_none`
    expect(row).toEqual({
      ...{
        ints: [1, 2],
        floats: [1.5],
        bigints: ['1'],
        booleans: [true, null],
        instants: [at],
        channels: ['email', 'push'],
        jsons: [{ a: [1] }],
      },
      ...{
        from_zero: [3, 4],
        sent_nested: [
          [1, 2],
          [3, 4],
        ],
        nested: [
          [1, 2],
          [3, 4],
        ],
        none: [],
        sent_none: [],
      },
    })
  })

  it('that miss an element are refused before they are sent', () => {
    expect(() => serializeArray([1, undefined], ',')).toThrow('undefined element')
    expect(serializeArray('{1}', ',')).toBe('{1}')
  })
})
