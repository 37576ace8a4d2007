/**
 * RFC 8292: who sends this push. The `Authorization: vapid t=<JWT>, k=<key>` header must hold an ES256 token for
 * this service's origin that has not expired and does not live longer than a day.
 */
import { createPublicKey, verify } from 'node:crypto'
import { parseJwt } from '../compact-jwt.ts'

const LONGEST_LIFE_S = 86_400
const REMEMBERED = 500

export type VapidVerdict = { kind: 'valid'; key: string } | { kind: 'unauthorized' | 'forbidden'; why: string }

/** Senders use one header for many messages, so what was verified is remembered until it expires. */
export function createVapidCheck() {
  const verified = new Map<string, { key: string; expiresAt: number }>()

  return (header: string | undefined, audience: string, now: number): VapidVerdict => {
    const known = header === undefined ? undefined : verified.get(`${audience} ${header}`)
    if (known && known.expiresAt > now) return { kind: 'valid', key: known.key }
    const verdict = check(header, audience, now)
    if (verdict.kind !== 'valid') return verdict
    if (verified.size >= REMEMBERED) verified.clear()
    verified.set(`${audience} ${header}`, { key: verdict.key, expiresAt: verdict.expiresAt })
    return { kind: 'valid', key: verdict.key }
  }
}

function check(
  header: string | undefined,
  audience: string,
  now: number,
): { kind: 'valid'; key: string; expiresAt: number } | { kind: 'unauthorized' | 'forbidden'; why: string } {
  if (header === undefined) return { kind: 'unauthorized', why: 'Missing Authorization header' }
  const token = /^vapid\s.*?\bt=([^,\s]+)/i.exec(header)?.[1]
  const key = /^vapid\s.*?\bk=([^,\s]+)/i.exec(header)?.[1]
  const jwt = token === undefined ? undefined : parseJwt(token)
  if (!jwt || key === undefined || jwt.header.alg !== 'ES256' || !isSignedBy(key, jwt.signed, jwt.signature))
    return { kind: 'unauthorized', why: 'Invalid VAPID token' }
  const { aud, exp } = jwt.claims
  const seconds = now / 1_000
  if (aud !== audience) return { kind: 'forbidden', why: 'VAPID audience is not this push service' }
  if (typeof exp !== 'number' || exp <= seconds || exp > seconds + LONGEST_LIFE_S)
    return { kind: 'forbidden', why: 'VAPID token is expired or lives too long' }
  return { kind: 'valid', key, expiresAt: exp * 1_000 }
}

function isSignedBy(key: string, signed: string, signature: Buffer): boolean {
  const point = Buffer.from(key, 'base64url')
  if (point.length !== 65 || point[0] !== 4) return false
  try {
    const jwk = { kty: 'EC', crv: 'P-256', x: point.toString('base64url', 1, 33), y: point.toString('base64url', 33) }
    return verify(
      'SHA256',
      Buffer.from(signed),
      { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
      signature,
    )
  } catch {
    return false
  }
}
