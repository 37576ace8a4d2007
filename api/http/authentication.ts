/**
 * Who calls, and whether they may: the one place that knows. A request has an API key (`Authorization: Bearer`), or a member's session (a cookie that only our
 * own page may use); a key that is given counts, whatever cookies come with it. Both have scopes, a member by their role.
 */
import type { Request } from 'express'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Pool } from '../../db/client.ts'
import { looksLikeApiKey } from '../../db/queries/api-keys.ts'
import { findSession } from '../../db/queries/members/sessions.ts'
import { covers } from '../../domain/api-scopes.ts'
import { findLeastRole, scopesOf } from '../../domain/roles.ts'
import type { ApiDependencies, RateLimit } from '../dependencies.ts'
import { findKnownKey } from './known-keys.ts'
import { findNetworkAddress } from './network-address.ts'
import { ownPageHeader, refuseForgery } from './own-page.ts'
import { Problem, type ProblemCode } from './problems.ts'
import type { Access, Caller } from './routes.ts'
import { readSessionToken } from './session-cookie.ts'

/** @throws Problem 401, or 403 for what another site's page sent */
export async function authenticate(
  { keyedPool, config: { publicUrl } }: Pick<ApiDependencies, 'keyedPool' | 'config'>,
  request: Request,
  { access, at }: { access: Access; at: Date },
): Promise<Caller> {
  const header = request.headers.authorization
  if (header !== undefined) return authenticateKey(keyedPool, header, at)
  if (access === 'anyone') {
    // Signing a browser in, or out, is as good as anything for who would make it do so.
    refuseForgery(request, publicUrl)
    return { kind: 'nobody', id: `address ${findNetworkAddress(request)}`, name: '', scopes: [] }
  }
  const token = readSessionToken(request, publicUrl)
  if (token === undefined) throw request.headers[ownPageHeader] === undefined ? refuseKey('api_key_missing') : new Problem('not_signed_in')
  refuseForgery(request, publicUrl)
  const session = await findSession(keyedPool, { token, at })
  if (session === undefined) throw new Problem('not_signed_in')
  return { kind: 'member', id: session.memberId, name: session.name, scopes: scopesOf(session.role), session }
}

async function authenticateKey(pool: Pool, header: string, at: Date): Promise<Caller> {
  const key = /^Bearer +(\S+) *$/i.exec(header)?.[1]
  if (key === undefined || !looksLikeApiKey(key)) throw refuseKey('api_key_invalid')
  const apiKey = await findKnownKey(pool, key)
  if (apiKey === undefined) throw refuseKey('api_key_invalid')
  if (apiKey.revokedAt !== null) throw refuseKey('api_key_revoked')
  if (apiKey.expiresAt !== null && apiKey.expiresAt <= at) throw refuseKey('api_key_expired')
  return { kind: 'apiKey', id: apiKey.id, name: apiKey.name, scopes: apiKey.scopes }
}

function refuseKey(code: ProblemCode): Problem {
  // RFC 6750: no error attribute when no credentials were sent.
  const challenge = code === 'api_key_missing' ? 'Bearer realm="regulars"' : 'Bearer realm="regulars", error="invalid_token"'
  return new Problem(code, { headers: { 'WWW-Authenticate': challenge } })
}

/** @throws Problem 403 */
export function authorize(caller: Caller, access: Access): void {
  if (access === 'anyone' || access === 'caller') return
  if (access === 'member') {
    if (caller.kind !== 'member') throw new Problem('members_only')
    return
  }
  if (covers(caller.scopes, access)) return
  if (caller.session === undefined) throw new Problem('scope_missing', { detail: `Needs the scope ${access}.` })
  const needed = findLeastRole(access)
  throw new Problem('role_not_allowed', {
    detail: `You are ${aRole(caller.session.role)}; this takes ${aRole(needed)}. An owner can change it under Settings, Members.`,
  })
}

function aRole(role: string): string {
  return /^[aeiou]/.test(role) ? `an ${role}` : `a ${role}`
}

/** Counts per caller in this process; with several processes each allows the whole limit. */
export function createRateLimiter({ requests, perSeconds }: RateLimit): (callerId: string) => Promise<void> {
  const limiter = new RateLimiterMemory({ points: requests, duration: perSeconds })
  return async (callerId) => {
    try {
      await limiter.consume(callerId)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      throw new Problem('rate_limited', { headers: { 'Retry-After': String(Math.max(1, Math.ceil(error.msBeforeNext / 1000))) } })
    }
  }
}
