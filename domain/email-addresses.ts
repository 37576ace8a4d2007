/**
 * Email addresses as people type them, made comparable: trimmed and in lower case. What passes is what mail providers accept in practice (dot-atoms
 * and a domain name), not all of RFC 5321: quoted local parts and address literals are refused, since they are typing errors far more often.
 */

const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const domainLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
// Of such a name the URL standard changes nothing.
const plainDomain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/
const topLevelLabel = /^([a-z]{2,63}|xn--[a-z0-9-]{1,59})$/

/** Undefined for what is not an address. An international domain becomes its ASCII form. */
export function normaliseEmail(text: string): string | undefined {
  const address = text.trim().toLowerCase()
  const at = address.lastIndexOf('@')
  const local = address.slice(0, Math.max(at, 0))
  const domain = toAsciiDomain(address.slice(at + 1))
  // RFC 5321: 64 octets before the @, 254 in all.
  if (domain === undefined || local.length > 64 || local.length + 1 + domain.length > 254 || !localPart.test(local)) return undefined
  return `${local}@${domain}`
}

function toAsciiDomain(domain: string): string | undefined {
  if (plainDomain.test(domain) && !domain.includes('xn--')) return domain
  // Whatever would be more than a host name in a URL is not a domain.
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain) || !URL.canParse(`http://${domain}`)) return undefined
  const labels = new URL(`http://${domain}`).hostname.split('.')
  const isDomain = labels.length >= 2 && labels.every((label) => domainLabel.test(label)) && topLevelLabel.test(labels.at(-1) ?? '')
  return isDomain ? labels.join('.') : undefined
}
