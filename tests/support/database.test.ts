import postgres from 'postgres'
import { expect, it } from 'vitest'
import { createTestDatabase } from './database.ts'

async function query(url: string, statement: string): Promise<unknown[]> {
  const sql = postgres(url, { max: 1 })
  try {
    return [...(await sql.unsafe(statement))]
  } finally {
    await sql.end()
  }
}

it('gives each caller a migrated database that no other caller sees', async () => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()])
  await query(first.url, 'CREATE TABLE mine (id integer)')
  expect(await query(first.url, "SELECT to_regclass('mine') IS NOT NULL AS there")).toEqual([{ there: true }])
  expect(await query(second.url, "SELECT to_regclass('mine') IS NOT NULL AS there")).toEqual([{ there: false }])
  const [migrations] = await query(second.url, 'SELECT count(*)::int AS count FROM schema_migrations')
  expect(migrations).toMatchObject({ count: expect.any(Number) })
  await Promise.all([first.drop(), second.drop()])
})

it('drops a database that someone is still connected to', async () => {
  const database = await createTestDatabase()
  const held = postgres(database.url, { max: 1, onclose: () => undefined })
  await held`SELECT 1`
  await database.drop()
  await expect(query(database.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' })
  await held.end({ timeout: 1 })
})
