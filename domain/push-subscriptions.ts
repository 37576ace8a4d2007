/** What a browser hands over when it subscribes: an endpoint to post to, and the keys to encrypt for it (RFC 8291). */

const loopbackHosts = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** An https URL in its canonical form, at most 2,048 characters; plain http on loopback, for the sandbox. Undefined for anything else. */
export function normaliseEndpoint(text: string): string | undefined {
  if (text.length > 2048 || !URL.canParse(text)) return undefined
  const url = new URL(text)
  const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && loopbackHosts.has(url.hostname))
  return isAllowed && url.username === '' && url.password === '' && url.href.length <= 2048 ? url.href : undefined
}

/** The browser's public key: an uncompressed point on P-256, 65 bytes in base64url. */
export function isPublicKey(text: string): boolean {
  return /^B[\w-]{86}$/.test(text)
}

/** The authentication secret: 16 bytes in base64url. */
export function isAuthSecret(text: string): boolean {
  return /^[\w-]{22}$/.test(text)
}
