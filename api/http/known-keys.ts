/**
 * The API keys that have been seen lately, so that a client's next call does not ask the database who it is. A key that is revoked is refused at once by the process that revoked
 * it, and by any other within a second. Kept under the key's hash; unknown keys are not kept.
 */
import type { Pool } from '../../db/client.ts'
import { type ApiKey, findApiKey, hashApiKey } from '../../db/queries/api-keys.ts'

const rememberMs = 1_000
const mostRemembered = 10_000

interface KnownKey {
  apiKey: ApiKey
  /** On the clock of `performance.now()`. */
  until: number
}

const known = new WeakMap<Pool, Map<string, KnownKey>>()

export async function findKnownKey(pool: Pool, key: string): Promise<ApiKey | undefined> {
  const keys = known.get(pool) ?? new Map<string, KnownKey>()
  known.set(pool, keys)
  const name = hashApiKey(key).toString('base64url')
  const remembered = keys.get(name)
  if (remembered !== undefined && remembered.until > performance.now()) return remembered.apiKey
  keys.delete(name)
  const askedAt = performance.now()
  const apiKey = await findApiKey(pool, key)
  if (apiKey === undefined) return undefined
  if (keys.size >= mostRemembered) keys.clear()
  keys.set(name, { apiKey, until: askedAt + rememberMs })
  return apiKey
}

/** Once its revocation has been committed. */
export function forgetKey(pool: Pool, id: string): void {
  for (const [name, { apiKey }] of known.get(pool) ?? []) if (apiKey.id === id) known.get(pool)?.delete(name)
}
