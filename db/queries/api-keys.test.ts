import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts'
import { connect, type Pool } from '../client.ts'
import { ensureLocalApiKey, findApiKey, generateApiKey, looksLikeApiKey } from './api-keys.ts'

let database: TestDatabase
let pool: Pool
let directory: string

beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 2 })
  directory = await mkdtemp(join(tmpdir(), 'regulars-keys-'))
})
afterAll(async () => {
  await pool.end()
  await database.drop()
  await rm(directory, { recursive: true })
})

describe('the local API key', () => {
  it('is made once, in a file that only its user reads, and may do everything', async () => {
    const file = join(directory, 'data', 'api-key')
    const key = await ensureLocalApiKey(pool, file)
    expect(await ensureLocalApiKey(pool, file)).toBe(key)
    expect((await readFile(file, 'utf8')).trim()).toBe(key)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await findApiKey(pool, key)).toMatchObject({ name: 'local', scopes: ['*'], revokedAt: null })
  })

  it('is put back into a database that has lost it, and replaced where the file holds none', async () => {
    const file = join(directory, 'api-key')
    const key = await ensureLocalApiKey(pool, file)
    await pool`DELETE FROM api_keys`
    expect(await ensureLocalApiKey(pool, file)).toBe(key)
    expect(await findApiKey(pool, key)).toBeDefined()
    await writeFile(file, 'garbage', { mode: 0o644 })
    expect(await ensureLocalApiKey(pool, file)).not.toBe(key)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })
})

it('a key has 160 random bits in a form that can be told at a glance', () => {
  const keys = new Set(Array.from({ length: 1000 }, generateApiKey))
  expect(keys.size).toBe(1000)
  for (const key of keys) expect(looksLikeApiKey(key)).toBe(true)
})
