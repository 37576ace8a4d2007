/**
 * Which campaign a sender's reference belongs to, so that the auditor can tell a second message of one campaign
 * from one of another. References say it in one of two ways: with a prefix (`send_7:cus_12`), or as the 43
 * characters that Regulars writes, the 32 bytes of a send's and a customer's UUID in base64url.
 */

const REGULARS_REF = /^[\w-]{43}$/
const PREFIXED = /^(.+)[:/.][^:/.]*$/
/** The names under which an email's tags may say it, before any reference. */
const CAMPAIGN_TAGS = ['campaign', 'campaign_id', 'send', 'send_id', 'broadcast', 'broadcast_id']
export const REFERENCE_TAG = 'regulars_ref'

/** The send's UUID, the prefix, or the whole reference when it has neither. */
export function campaignOfReference(reference: string): string {
  return REGULARS_REF.test(reference) ? readUuid(reference, 0) : (PREFIXED.exec(reference)?.[1] ?? reference)
}

/** The customer's UUID, where it says one. */
export function customerOfReference(reference: string): string | undefined {
  return REGULARS_REF.test(reference) ? readUuid(reference, 16) : undefined
}

function readUuid(reference: string, from: number): string {
  const hex = Buffer.from(reference, 'base64url').toString('hex', from, from + 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

export function campaignOfTags(tags: Record<string, string>): string | undefined {
  const reference = tags[REFERENCE_TAG]
  for (const name of CAMPAIGN_TAGS) {
    if (tags[name] !== undefined) return tags[name]
  }
  return reference === undefined ? undefined : campaignOfReference(reference)
}
