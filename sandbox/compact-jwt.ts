/** JSON Web Tokens in compact form: taking one apart, and signing with HS256 as Vonage does its webhooks. */
import { createHmac } from 'node:crypto'
import { isRecord } from './http-exchange.ts'

export interface CompactJwt {
  header: Record<string, unknown>
  claims: Record<string, unknown>
  /** What the signature is over. */
  signed: string
  signature: Buffer
}

/** The token's parts, or undefined when it is none. Nothing is verified. */
export function parseJwt(token: string): CompactJwt | undefined {
  const [header, claims, signature, ...rest] = token.split('.')
  if (header === undefined || claims === undefined || signature === undefined || rest.length > 0) return undefined
  const parsedHeader = decodePart(header)
  const parsedClaims = decodePart(claims)
  if (!parsedHeader || !parsedClaims) return undefined
  return { header: parsedHeader, claims: parsedClaims, signed: `${header}.${claims}`, signature: Buffer.from(signature, 'base64url') }
}

export function signHs256(claims: object, secret: string): string {
  const signed = `${encodePart({ alg: 'HS256', typ: 'JWT' })}.${encodePart(claims)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

function encodePart(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

function decodePart(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}
