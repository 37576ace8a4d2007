/**
 * Refuses what another site's page makes a member's browser send (cross-site request forgery). A cookie is sent by the browser, not by who means it, so what
 * comes with one must show that our own page sent it: by what the browser says of the sender, and by a header that no form, link or image can set and no
 * other origin may set without asking first (which is never granted: nothing here answers CORS).
 */
import type { Request } from 'express'
import { Problem } from './problems.ts'

/** Its value does not matter; that it is there does. */
export const ownPageHeader = 'x-regulars-console'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** @throws Problem 403 */
export function refuseForgery(request: Request, publicUrl: string): void {
  const isSafe = safeMethods.has(request.method)
  const site = request.headers['sec-fetch-site']
  // Reading changes nothing and no other origin sees the answer; a page elsewhere still has no business asking as the member.
  if (isSafe && (site === undefined || site === 'same-origin' || site === 'none')) return
  if (!isSafe && request.headers[ownPageHeader] !== undefined && isSameOrigin(request, publicUrl)) return
  throw new Problem('cross_site_request')
}

/** Every browser of today says `Sec-Fetch-Site` on HTTPS and on loopback, and no page can change it; on plain HTTP elsewhere there is `Origin`. */
function isSameOrigin({ headers }: Request, publicUrl: string): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const { origin, host } = headers
  if (origin === undefined || !URL.canParse(origin)) return false
  return new URL(origin).host === host || origin === new URL(publicUrl).origin
}
