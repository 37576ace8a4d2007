/** Who calls, and whether they may: bearer keys with scopes, and a limit on how often each asks. */
import type { Request } from 'express'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Pool } from '../../db/client.ts'
import { looksLikeApiKey } from '../../db/queries/api-keys.ts'
import { type ApiScope, covers } from '../../domain/api-scopes.ts'
import { findKnownKey } from './known-keys.ts'
import { Problem, type ProblemCode } from './problems.ts'
import type { RateLimit } from '../dependencies.ts'
import type { Caller } from './routes.ts'

/** @throws Problem 401 */
export async function authenticate(pool: Pool, request: Request, at: Date): Promise<Caller> {
  const header = request.headers.authorization
  if (header === undefined) throw refuse('api_key_missing')
  const key = /^Bearer +(\S+) *$/i.exec(header)?.[1]
  if (key === undefined || !looksLikeApiKey(key)) throw refuse('api_key_invalid')
  const apiKey = await findKnownKey(pool, key)
  if (apiKey === undefined) throw refuse('api_key_invalid')
  if (apiKey.revokedAt !== null) throw refuse('api_key_revoked')
  if (apiKey.expiresAt !== null && apiKey.expiresAt <= at) throw refuse('api_key_expired')
  return { keyId: apiKey.id, name: apiKey.name, scopes: apiKey.scopes }
}

function refuse(code: ProblemCode): Problem {
  // RFC 6750: no error attribute when no credentials were sent.
  const challenge = code === 'api_key_missing' ? 'Bearer realm="regulars"' : 'Bearer realm="regulars", error="invalid_token"'
  return new Problem(code, { headers: { 'WWW-Authenticate': challenge } })
}

/** @throws Problem 403 */
export function authorize(caller: Caller, scope: ApiScope): void {
  if (!covers(caller.scopes, scope)) throw new Problem('scope_missing', { detail: `Needs the scope ${scope}.` })
}

/** Counts per key in this process; with several processes each allows the whole limit. */
export function createRateLimiter({ requests, perSeconds }: RateLimit): (keyId: string) => Promise<void> {
  const limiter = new RateLimiterMemory({ points: requests, duration: perSeconds })
  return async (keyId) => {
    try {
      await limiter.consume(keyId)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      throw new Problem('rate_limited', { headers: { 'Retry-After': String(Math.max(1, Math.ceil(error.msBeforeNext / 1000))) } })
    }
  }
}
