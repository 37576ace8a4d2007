/**
 * Whether a webhook is signed as Standard Webhooks has it (symmetric signatures, `v1`): HMAC-SHA256 of `id.timestamp.body` under the bytes behind `whsec_`. The header may hold
 * several signatures, as while a secret is changed; one that fits is enough.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

export interface StandardHeaders {
  id: string | undefined
  /** Seconds since 1970. */
  timestamp: string | undefined
  signature: string | undefined
}

/** To both sides. */
const toleranceMs = 300_000
/** Of what is compared with: nobody signs with more secrets. */
const maxSignatures = 10

export function isSigned(
  body: Uint8Array,
  { id, timestamp, signature }: StandardHeaders,
  { secret, now }: { secret: string | undefined; now: Date },
): boolean {
  if (!secret || !id || !signature || timestamp === undefined || !/^[1-9]\d{0,11}$/.test(timestamp)) return false
  if (Math.abs(now.getTime() - Number(timestamp) * 1_000) > toleranceMs) return false
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
  return signature
    .split(' ')
    .slice(0, maxSignatures)
    .some((one) => {
      const given = one.startsWith('v1,') ? Buffer.from(one.slice('v1,'.length), 'base64') : undefined
      return given?.length === expected.length && timingSafeEqual(given, expected)
    })
}
