import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { connect, type Pool } from '../db/client.ts'
import { readLink } from '../db/queries/members/invitations.ts'
import { createFirstOwner } from '../db/queries/members/owners.ts'
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts'
import { addMembersCommands } from './members.ts'
import { StartFailure } from './start/failure.ts'

let database: TestDatabase
let pool: Pool

beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 1 })
  vi.stubEnv('DATABASE_URL', database.url)
  vi.stubEnv('REGULARS_SECRET', 'a secret of at least thirty-two characters')
  vi.stubEnv('TEMPORAL_ADDRESS', '127.0.0.1:1')
  vi.stubEnv('PUBLIC_URL', 'https://shop.example.com')
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
  addMembersCommands(program)
  await program.parseAsync(['members', ...args], { from: 'user' })
  return written.join('').trim()
}

const tokenOf = (link: string) => /^https:\/\/shop\.example\.com\/join#([\w-]{43})$/.exec(link)?.[1] ?? ''
const at = new Date()

describe('regulars members', () => {
  it('prints a link, alone on standard output, that makes the first owner', async () => {
    const token = tokenOf(await run('invite', 'Ada@Example.com', '--role', 'owner'))
    expect(await readLink(pool, { token, at })).toMatchObject({ kind: 'invitation', email: 'ada@example.com', role: 'owner' })
  })

  it('prints a link by which a member, named by address or id, chooses another password', async () => {
    await createFirstOwner(pool, { name: 'Ada', email: 'ada@example.com', passwordHash: null, at })
    const id = (await run('list')).split(' ')[0] ?? ''
    for (const name of ['ADA@example.com', id]) {
      const token = tokenOf(await run('reset-password', name))
      expect(await readLink(pool, { token, at })).toMatchObject({ kind: 'password', member: { name: 'Ada' } })
    }
    await expect(run('invite', 'ada@example.com')).rejects.toThrow(/member already/)
    for (const unknown of ['bo@example.com', 'mbr_nothing']) await expect(run('reset-password', unknown)).rejects.toThrow(StartFailure)
  })
})
