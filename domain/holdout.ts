/** Who is kept back from a campaign to measure it: a stable hash of campaign and customer, the same in TypeScript and in SQL. */
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'

/** A number in 0 … 9,999, from the first four bytes of SHA-256 of `campaign:customer` (both UUIDs). */
export function hashToBucket(campaignId: string, customerId: string): number {
  const [first = 0, second = 0, third = 0, fourth = 0] = sha256(utf8ToBytes(`${campaignId}:${customerId}`))
  return (first * 2 ** 24 + second * 2 ** 16 + third * 2 ** 8 + fourth) % 10_000
}

/** @param percent 0 to 100, two decimals. */
export function isHeldOut(bucket: number, percent: number): boolean {
  return bucket < Math.round(percent * 100)
}
