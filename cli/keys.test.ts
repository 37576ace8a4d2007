import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { connect, type Pool } from '../db/client.ts'
import { findApiKey } from '../db/queries/api-keys.ts'
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts'
import { addKeysCommands, parseExpiry, parseScopes } from './keys.ts'
import { StartFailure } from './start/failure.ts'

let database: TestDatabase
let pool: Pool

beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 1 })
  vi.stubEnv('DATABASE_URL', database.url)
  vi.stubEnv('REGULARS_SECRET', 'a secret of at least thirty-two characters')
  vi.stubEnv('TEMPORAL_ADDRESS', '127.0.0.1:1')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await pool.end()
  await database.drop()
})
afterEach(() => void vi.restoreAllMocks())

async function run(...args: string[]): Promise<string> {
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  const program = new Command().exitOverride()
  addKeysCommands(program)
  await program.parseAsync(['keys', ...args], { from: 'user' })
  return written.join('')
}

describe('regulars keys', () => {
  it('makes a key, alone on standard output, that the API knows with its scopes and end', async () => {
    const key = (await run('create', '--name', 'shop', '--scopes', 'orders:*, events:write', '--expires', '90d')).trim()
    const known = await findApiKey(pool, key)
    expect(known).toMatchObject({ name: 'shop', scopes: ['orders:*', 'events:write'] })
    expect((known?.expiresAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(89 * 86_400_000)
  })

  it('lists keys without showing them, and revokes by id', async () => {
    const key = (await run('create', '--name', 'old')).trim()
    const listed = await run('list')
    expect(listed).toContain('old')
    expect(listed).not.toContain(key)
    const id =
      listed
        .split('\n')
        .find((line) => line.includes('old'))
        ?.split(' ')[0] ?? ''
    expect(await run('revoke', id)).toContain('revoked')
    expect((await findApiKey(pool, key))?.revokedAt).toBeInstanceOf(Date)
    await expect(run('revoke', 'key_nothing')).rejects.toThrow(StartFailure)
  })

  it('says what a scope or an end can be', () => {
    expect(() => parseScopes('orders:*,everything')).toThrow(/everything is not a scope/)
    expect(() => parseExpiry('yesterday', new Date())).toThrow(/--expires/)
    expect(() => parseExpiry('2020-01-01', new Date())).toThrow(/future/)
  })
})
