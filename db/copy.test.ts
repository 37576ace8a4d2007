import { fc, it } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts'
import { connect, type Pool } from './client.ts'
import { copyRows, encodeRow } from './copy.ts'
import { runInTransaction } from './transaction.ts'

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 2 })
  await pool`CREATE TABLE things (id integer PRIMARY KEY, name text, at timestamptz, more jsonb, is_so boolean)`
})
afterAll(async () => {
  await pool.end({ timeout: 1 })
  await database.drop()
})

const text = fc.string({ unit: fc.constantFrom('a', '\\', '\t', '\n', '\r', 'N', '.', '"', 'ö', '😀', ' '), maxLength: 12 })

describe('rows that are copied', () => {
  it.prop(
    [
      fc.array(
        fc.record({
          name: fc.option(text),
          at: fc.option(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2200-01-01T00:00:00Z') })),
          more: text,
          isSo: fc.boolean(),
        }),
      ),
    ],
    {
      numRuns: 30,
    },
  )('arrive as they were', async (rows) => {
    await pool`DELETE FROM things`
    const lines = rows.map(({ name, at, more, isSo }, id) => encodeRow([id, name, at, { more }, isSo]))
    await copyRows(pool, 'things (id, name, at, more, is_so) FROM STDIN', lines.join(''))
    const stored = await pool`SELECT name, at, more->>'more' AS more, is_so AS "isSo" FROM things ORDER BY id`
    expect([...stored]).toEqual(rows)
  })

  it('of which one is there already all stay away, and the transaction can go on', async () => {
    await pool`DELETE FROM things`
    await pool.begin(async (sql) => {
      for (const lines of ['1\n2\n1\n', '3\n4\n', '4\n', '5\n']) {
        await runInTransaction(sql, (savepoint) => copyRows(savepoint, 'things (id) FROM STDIN', lines)).catch((error: unknown) =>
          expect(error).toMatchObject({ code: '23505' }),
        )
      }
    })
    expect((await pool`SELECT id FROM things ORDER BY id`).map(({ id }) => id as number)).toEqual([3, 4, 5])
  })

  it('fail when the connection goes after the last of them was sent', async () => {
    await pool`CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$`
    await pool`CREATE TRIGGER slow AFTER INSERT ON things FOR EACH STATEMENT EXECUTE FUNCTION dawdle()`
    const held = await pool.reserve()
    const [backend] = await held<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`
    const copying = copyRows(held, 'things (id) FROM STDIN', '10\n').catch((error: unknown) => error)
    for (let isDawdling = false; !isDawdling;) {
      const rows = await pool`SELECT FROM pg_stat_activity WHERE pid = ${backend?.pid ?? 0} AND wait_event = 'PgSleep'`
      isDawdling = rows.length > 0
    }
    await pool`SELECT pg_terminate_backend(${backend?.pid ?? 0})`
    expect(await copying).toMatchObject({ code: expect.stringMatching(/^(57P01|CONNECTION_CLOSED)$/) })
    held.release()
  })
})
