/** What browsers send about their subscriptions, checked. */
import { z } from 'zod'
import type { Device } from '../../../db/queries/push-devices.ts'
import { isAuthSecret, isPublicKey, normaliseEndpoint } from '../../../domain/push-subscriptions.ts'

const endpoint = z.string().transform((text, context) => {
  const normalised = normaliseEndpoint(text)
  if (normalised === undefined) context.addIssue({ code: 'custom', message: 'Not an https URL' })
  return normalised ?? ''
})
const auth = z.string().refine(isAuthSecret, { message: 'Not 16 bytes in base64url' })
const subscription = z.strictObject({
  endpoint,
  keys: z.strictObject({ p256dh: z.string().refine(isPublicKey, { message: 'Not a public key on P-256 in base64url' }), auth }),
  // Browsers send it along. When it comes true, the push service says so.
  expirationTime: z.number().nullish(),
})
const proof = z.strictObject({ endpoint, auth })

export const subscribeBody = z.strictObject({ customer: z.string().max(200), subscription })
export const renewBody = z.strictObject({ replaces: proof, subscription })
export const unsubscribeBody = proof

export function toDevice({ endpoint: url, keys }: z.output<typeof subscription>, userAgent: string | undefined): Device {
  return { endpoint: url, p256dh: keys.p256dh, auth: keys.auth, userAgent: userAgent?.slice(0, 1_000) ?? null }
}
