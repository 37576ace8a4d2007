/**
 * Proof that a browser may subscribe to push for a customer: 48 characters of base64url, made of the customer's UUID, the second at which it expires,
 * and 16 bytes of HMAC-SHA256 over both. The store's server gets one for a customer who is signed in (`POST /api/v1/customers/{id}/push-link`).
 */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'

export interface CustomerToken {
  /** UUID. */
  customerId: string
  expiresAt: Date
}

const contentBytes = 20
const signatureBytes = 16
const tokenPattern = /^[\w-]{48}$/

export function createCustomerTokenSigner(secret: string): (content: CustomerToken) => string {
  const sign = createSigner(secret)
  return ({ customerId, expiresAt }) => {
    const content = Buffer.alloc(contentBytes)
    content.write(customerId.replaceAll('-', ''), 'hex')
    content.writeUInt32BE(Math.min(Math.floor(expiresAt.getTime() / 1_000), 0xffff_ffff), 16)
    return Buffer.concat([content, sign(content)]).toString('base64url')
  }
}

/** The customer's UUID; undefined for a token that was altered, has expired, or was made with another secret. */
export function createCustomerTokenVerifier(secret: string): (token: unknown, now: Date) => string | undefined {
  const sign = createSigner(secret)
  return (token, now) => {
    if (typeof token !== 'string' || !tokenPattern.test(token)) return undefined
    const bytes = Buffer.from(token, 'base64url')
    const content = bytes.subarray(0, contentBytes)
    if (!timingSafeEqual(bytes.subarray(contentBytes), sign(content)) || content.readUInt32BE(16) * 1_000 <= now.getTime()) return undefined
    const hex = content.toString('hex', 0, 16)
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }
}

function createSigner(secret: string): (content: Buffer) => Buffer {
  const key = createSecretKey(secret, 'utf8')
  return (content) => createHmac('sha256', key).update('push-customer:').update(content).digest().subarray(0, signatureBytes)
}
