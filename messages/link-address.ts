/**
 * What becomes of a link's address. A link that is tracked leads through the store's own address first, so where it leads on to must be
 * certain: http or https, its host written out, merge fields only after it.
 */
import { hasLiquid, maskLiquid } from './liquid-source.ts'
import type { MessageProblemCode } from './message-problem.ts'

export type AddressVerdict =
  /** A web address. */
  | { kind: 'web'; address: string }
  /** Nothing to follow on the web, or a link of the recipient's own. */
  | { kind: 'left_alone' }
  | { kind: 'refused'; code: MessageProblemCode; message: string }

const ownLink = /^\{\{-?\s*(?:unsubscribe_url|preferences_url|voucher_url)\s*-?\}\}$/
const storeUrl = /^\{\{-?\s*store\.url\s*-?\}\}(?=(\/)?)/
const otherSchemes = /^(?:mailto|tel|sms):/i

/**
 * @param address as a reader's program would take it, Liquid included
 * @param store its `url` stands for `{{ store.url }}` at the beginning
 * @throws LiquidError where the Liquid in it cannot be read
 */
export function judgeAddress(address: string, store: { url: string }): AddressVerdict {
  const trimmed = address.trim()
  if (trimmed === '' || trimmed.startsWith('#') || otherSchemes.test(trimmed) || ownLink.test(trimmed)) return { kind: 'left_alone' }
  const resolved = trimmed.replace(storeUrl, (_, slash?: string) => (slash === undefined ? store.url : store.url.replace(/\/$/, '')))
  // Programs leave out line breaks and tabs in an address; so does this, around the Liquid.
  const masked = maskLiquid(resolved)
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(masked)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    return { kind: 'refused', code: 'link_scheme', message: `A link may not begin with ${scheme}: — http, https, mailto, tel and sms may` }
  }
  if (hasLiquid(masked.slice(0, 8)))
    return {
      kind: 'refused',
      code: 'link_host_not_literal',
      message: 'A link has to begin with https:// and a host that are written out; merge fields may follow the host',
    }
  const authority = /^https?:\/\/([^/?#\\]*)/i.exec(masked)?.[1]
  if (authority === undefined)
    return { kind: 'refused', code: 'link_not_absolute', message: 'A link needs its whole address, beginning with https://' }
  if (hasLiquid(authority))
    return {
      kind: 'refused',
      code: 'link_host_not_literal',
      message: 'The host of a link has to be written out; merge fields may follow the slash after it',
    }
  if (authority === '' || !URL.canParse(`https://${authority}/`))
    return { kind: 'refused', code: 'link_invalid', message: 'The host of a link is not one' }
  return { kind: 'web', address: resolved }
}
