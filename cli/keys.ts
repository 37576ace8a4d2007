/** `regulars keys`: makes, lists and revokes API keys, straight in the database, so that the first one can be made before there is any. */
import type { Command } from 'commander'
import { loadConfig } from '../config.ts'
import { connect, type Pool } from '../db/client.ts'
import { type ApiKey, createApiKey, listApiKeys, revokeApiKey } from '../db/queries/api-keys.ts'
import { apiScopes, isGrantable } from '../domain/api-scopes.ts'
import { formatId, parseId } from '../domain/ids.ts'
import { StartFailure } from './start/failure.ts'

const dayMs = 86_400_000

export function addKeysCommands(program: Command): void {
  const keys = program.command('keys').description('API keys')
  keys
    .command('create')
    .description('make an API key; it is shown this once')
    .requiredOption('--name <name>', 'what it is for')
    .option('--scopes <scopes>', `comma-separated; * for all, orders:* for all about orders, or any of ${apiScopes.join(', ')}`, '*')
    .option('--expires <when>', 'a number of days (90d), or an instant (2027-01-01T00:00:00Z); never by default')
    .action(async (options: { name: string; scopes: string; expires?: string }) => {
      const scopes = parseScopes(options.scopes)
      const expiresAt = parseExpiry(options.expires, new Date())
      const { key, ...apiKey } = await withPool((pool) => createApiKey(pool, { name: options.name, scopes, expiresAt }))
      process.stderr.write(`${describeKey(apiKey)}\n`)
      // Alone on standard output, so that a script can keep it.
      process.stdout.write(`${key}\n`)
    })
  keys
    .command('list')
    .description('list API keys, newest first')
    .action(async () => {
      const all = await withPool((pool) => listApiKeys(pool, { limit: 1000 }))
      for (const apiKey of all) process.stdout.write(`${describeKey(apiKey)}\n`)
    })
  keys
    .command('revoke')
    .description('revoke an API key for good')
    .argument('<id>', 'key_…, as list shows it')
    .action(async (text: string) => {
      const id = parseId('apiKey', text)
      const revoked = id === undefined ? undefined : await withPool((pool) => revokeApiKey(pool, id))
      if (revoked === undefined) throw new StartFailure(`There is no API key ${text}. \`regulars keys list\` shows those that there are.`)
      process.stdout.write(`${describeKey(revoked)}\n`)
    })
}

export function parseScopes(text: string): string[] {
  const scopes = text
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '')
  const unknown = scopes.filter((scope) => !isGrantable(scope))
  if (scopes.length === 0 || unknown.length > 0)
    throw new StartFailure(
      `--scopes: ${unknown.length > 0 ? `${unknown.join(', ')} is not a scope` : 'at least one is needed'}. There are: *, ${apiScopes.join(', ')}`,
    )
  return scopes
}

export function parseExpiry(text: string | undefined, now: Date): Date | null {
  if (text === undefined) return null
  const days = /^(\d{1,5})d?$/.exec(text)?.[1]
  const at = days === undefined ? new Date(text) : new Date(now.getTime() + Number(days) * dayMs)
  if (Number.isNaN(at.getTime()) || at <= now)
    throw new StartFailure('--expires: a number of days (90d), or an instant in the future (2027-01-01T00:00:00Z)')
  return at
}

function describeKey(key: ApiKey): string {
  const state = key.revokedAt !== null ? `revoked ${day(key.revokedAt)}` : key.expiresAt === null ? 'no end' : `until ${day(key.expiresAt)}`
  const use = key.lastUsedAt === null ? 'never used' : `last used ${day(key.lastUsedAt)}`
  return [formatId('apiKey', key.id), `${key.prefix}…`, key.name, key.scopes.join(','), state, use].join('  ')
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10)
}

async function withPool<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = connect(loadConfig().databaseUrl, { max: 1, applicationName: 'regulars-keys' })
  try {
    return await work(pool)
  } finally {
    await pool.end()
  }
}
