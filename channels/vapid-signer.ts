/** VAPID headers, one for each push service: signing is most of what a push costs, and one signature is good for every message to the same service. */
import webPush from 'web-push'

export interface VapidKeys {
  publicKey: string
  privateKey: string
  subject: string
}

/** At most 24 h are allowed (RFC 8292, section 2). */
const validForMs = 12 * 3_600_000
const usedForMs = 6 * 3_600_000
/** Endpoints are supplied by users; more services than this do not exist. */
const mostServices = 100

/** @returns a function from a push service's origin to the Authorization header @throws Error for keys or a subject that no push service takes */
export function createVapidSigner({ publicKey, privateKey, subject }: VapidKeys): (origin: string) => string {
  const signed = new Map<string, { header: string; until: number }>()

  const sign = (origin: string): string => {
    const nowAt = Date.now()
    const known = signed.get(origin)
    if (known !== undefined && nowAt < known.until) return known.header
    const expiresAt = Math.floor((nowAt + validForMs) / 1_000)
    const { Authorization: header } = webPush.getVapidHeaders(origin, subject, publicKey, privateKey, 'aes128gcm', expiresAt)
    if (signed.size >= mostServices) signed.clear()
    signed.set(origin, { header, until: nowAt + usedForMs })
    return header
  }
  // Keys that are none are found out here, and not with the first message.
  sign('https://push.example')
  return sign
}
