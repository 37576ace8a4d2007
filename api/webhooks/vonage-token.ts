/**
 * The token that Vonage signs each webhook with: a JWT (HS256) in `Authorization: Bearer`. The SDK checks signature and expiry alone; here
 * every claim that could make a webhook somebody else's is checked: which body it was signed for, when, for which application, and by whom.
 * Whether its `jti` was seen before is asked in the transaction of what it changes (db/queries/webhook-nonces).
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** How far `iat` may be from now, either way: clocks differ, and a delivery takes its time. */
const issuedWithinMs = 300_000
// No token of Vonage's is anywhere near it.
const longestToken = 4_096
const tokenPattern = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/i

const headerSchema = z.looseObject({ alg: z.literal('HS256'), typ: z.string().regex(/^JWT$/i).optional(), crit: z.undefined().optional() })
const claimsSchema = z.looseObject({
  iss: z.literal('Vonage'),
  iat: z.number(),
  exp: z.number().optional(),
  nbf: z.number().optional(),
  jti: z.string().regex(/^[\x21-\x7e]{1,200}$/),
  payload_hash: z.string().regex(/^[0-9a-f]{64}$/i),
  application_id: z.string(),
})

export interface TokenExpectation {
  authorization: string | undefined
  body: Uint8Array
  /** The account's signature secret; without one, no token is valid. */
  signatureSecret: string | undefined
  applicationId: string | undefined
  now: Date
}

/** The token's own id, or undefined when the webhook is not from Vonage for us. Does not say what was wrong: only a forger would ask. */
export function verifyVonageToken({ authorization, body, signatureSecret, applicationId, now }: TokenExpectation): string | undefined {
  if (!signatureSecret || !applicationId || authorization === undefined || authorization.length > longestToken) return undefined
  const [, header = '', payload = '', signature = ''] = tokenPattern.exec(authorization) ?? []
  // Compared as text: of two spellings of the same bytes only the canonical one passes.
  if (!isSame(signature, createHmac('sha256', signatureSecret).update(`${header}.${payload}`).digest('base64url'))) return undefined
  if (!headerSchema.safeParse(parseSegment(header)).success) return undefined
  const claims = claimsSchema.safeParse(parseSegment(payload)).data
  if (claims === undefined || claims.application_id !== applicationId) return undefined
  if (!isSame(claims.payload_hash.toLowerCase(), createHash('sha256').update(body).digest('hex'))) return undefined
  const isIssuedNow = Math.abs(now.getTime() - claims.iat * 1_000) <= issuedWithinMs
  const isExpired = claims.exp !== undefined && claims.exp * 1_000 <= now.getTime()
  const isEarly = claims.nbf !== undefined && claims.nbf * 1_000 > now.getTime() + issuedWithinMs
  return isIssuedNow && !isExpired && !isEarly ? claims.jti : undefined
}

function parseSegment(segment: string): unknown {
  try {
    return JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
