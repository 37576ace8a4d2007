/** Who may call the API. A key is shown once, when it is made; here only its hash is kept. */
import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Sql } from '../client.ts'

export interface ApiKey {
  /** UUID. */
  id: string
  name: string
  /** The first characters, to recognise it by. */
  prefix: string
  scopes: string[]
  createdAt: Date
  expiresAt: Date | null
  revokedAt: Date | null
  lastUsedAt: Date | null
}

const base32 = 'abcdefghijklmnopqrstuvwxyz234567'
const keyPattern = /^reg_[a-z2-7]{32}$/
const recognisableLength = 10

/** `reg_` and 160 random bits in base 32. */
export function generateApiKey(): string {
  let bits = 0n
  for (const byte of randomBytes(20)) bits = (bits << 8n) | BigInt(byte)
  let text = ''
  for (let place = 0; place < 32; place += 1) {
    text += base32.charAt(Number(bits & 31n))
    bits >>= 5n
  }
  return `reg_${text}`
}

export function looksLikeApiKey(text: string): boolean {
  return keyPattern.test(text)
}

export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

const columns = (sql: Sql) => sql`
  id, name, prefix, scopes, created_at AS "createdAt", expires_at AS "expiresAt", revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"`

export async function createApiKey(
  sql: Sql,
  { name, scopes, expiresAt = null, key = generateApiKey() }: { name: string; scopes: string[]; expiresAt?: Date | null; key?: string },
): Promise<ApiKey & { key: string }> {
  const [row] = await sql<ApiKey[]>`
    INSERT INTO api_keys (name, prefix, key_hash, scopes, expires_at)
    VALUES (${name}, ${key.slice(0, recognisableLength)}, ${hashApiKey(key)}, ${scopes}, ${expiresAt})
    RETURNING ${columns(sql)}`
  if (row === undefined) throw new Error('The key was not created')
  return { ...row, key }
}

/** Undefined when nobody has this key. Notes its use, at most once a minute. */
export async function findApiKey(sql: Sql, key: string): Promise<ApiKey | undefined> {
  const hash = hashApiKey(key)
  const [row] = await sql<(ApiKey & { isStale: boolean })[]>`
    SELECT ${columns(sql)}, last_used_at IS NULL OR last_used_at < now() - interval '1 minute' AS "isStale"
    FROM api_keys WHERE key_hash = ${hash}`
  if (row === undefined) return undefined
  const { isStale, ...apiKey } = row
  if (isStale) await sql`UPDATE api_keys SET last_used_at = now() WHERE key_hash = ${hash}`
  return apiKey
}

export async function listApiKeys(sql: Sql, { before, limit }: { before?: string; limit: number }): Promise<ApiKey[]> {
  return sql<ApiKey[]>`
    SELECT ${columns(sql)} FROM api_keys ${before === undefined ? sql`` : sql`WHERE id < ${before}`} ORDER BY id DESC LIMIT ${limit}`
}

/** Undefined when there is no such key. Revoking twice keeps the first instant. */
export async function revokeApiKey(sql: Sql, id: string): Promise<ApiKey | undefined> {
  const [row] = await sql<ApiKey[]>`
    UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE id = ${id} RETURNING ${columns(sql)}`
  return row
}

/**
 * The key of the machine's own operator: in a file that only its user can read, allowed everything. Made when the file is missing; put back
 * into a database that does not know it.
 */
export async function ensureLocalApiKey(sql: Sql, filePath: string): Promise<string> {
  const kept = await readKeyFile(filePath)
  if (kept !== undefined) {
    await sql`
      INSERT INTO api_keys (name, prefix, key_hash, scopes)
      VALUES ('local', ${kept.slice(0, recognisableLength)}, ${hashApiKey(kept)}, ${['*']}) ON CONFLICT (key_hash) DO NOTHING`
    return kept
  }
  const { key } = await createApiKey(sql, { name: 'local', scopes: ['*'] })
  await mkdir(dirname(filePath), { recursive: true, mode: 0o700 })
  await writeFile(filePath, `${key}\n`, { mode: 0o600 })
  // A file that was there keeps its mode.
  await chmod(filePath, 0o600)
  return key
}

async function readKeyFile(filePath: string): Promise<string | undefined> {
  try {
    const key = (await readFile(filePath, 'utf8')).trim()
    return looksLikeApiKey(key) ? key : undefined
  } catch {
    return undefined
  }
}
