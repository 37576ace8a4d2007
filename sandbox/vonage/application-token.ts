/**
 * Who may call: the Messages API wants a JWT that the application's private key signed (RS256), the Reports API
 * the account's key and secret (Basic).
 */
import { verify } from 'node:crypto'
import { parseJwt } from '../compact-jwt.ts'
import type { SandboxCredentials } from '../options.ts'

const CLOCK_SKEW_S = 60

/** True when the token is one the application could have made just now. */
export function isApplicationToken(token: string, { applicationId, publicKey }: SandboxCredentials['vonage'], now: number): boolean {
  const jwt = parseJwt(token)
  if (!jwt || jwt.header.alg !== 'RS256') return false
  const { application_id: owner, iat, exp, jti } = jwt.claims
  const seconds = now / 1_000
  if (owner !== applicationId || typeof jti !== 'string' || jti === '') return false
  if (typeof iat !== 'number' || iat > seconds + CLOCK_SKEW_S) return false
  if (exp !== undefined && (typeof exp !== 'number' || exp < seconds)) return false
  return verify('RSA-SHA256', Buffer.from(jwt.signed), publicKey, jwt.signature)
}

/** The account of a Basic header, or undefined when key or secret are wrong. */
export function readAccount(
  header: string | undefined,
  { apiKey, apiSecret, acceptsAnyBasic }: SandboxCredentials['vonage'],
): string | undefined {
  if (header === undefined || header.slice(0, 6).toLowerCase() !== 'basic ') return undefined
  const [key, ...secret] = Buffer.from(header.slice(6), 'base64').toString().split(':')
  if (key === undefined || key === '') return undefined
  return acceptsAnyBasic || (key === apiKey && secret.join(':') === apiSecret) ? key : undefined
}
