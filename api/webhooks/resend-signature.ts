/**
 * Whether a webhook is Resend's: the SDK checks signature and age (±300 s). What the SDK lets pass in another spelling is refused before: a
 * timestamp with something behind it, bytes that are no UTF-8.
 */
import { Resend } from 'resend'

export interface SvixHeaders {
  id: string | undefined
  timestamp: string | undefined
  signature: string | undefined
}

export type VerifiedBody = { kind: 'event'; event: unknown } | { kind: 'not_json' } | { kind: 'not_signed' }

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
// The verification needs no account; the SDK's constructor asks for a key all the same.
const { webhooks } = new Resend('re_not_needed_to_verify')

export function verifyResendWebhook(
  body: Uint8Array,
  { id, timestamp, signature }: SvixHeaders,
  webhookSecret: string | undefined,
): VerifiedBody {
  if (!webhookSecret || !id || !signature || timestamp === undefined || !/^[1-9]\d{0,11}$/.test(timestamp)) return { kind: 'not_signed' }
  try {
    return {
      kind: 'event',
      event: webhooks.verify({ payload: decoder.decode(body), headers: { id, timestamp, signature }, webhookSecret }),
    }
  } catch (error) {
    return { kind: error instanceof SyntaxError ? 'not_json' : 'not_signed' }
  }
}
