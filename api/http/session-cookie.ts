/**
 * The cookie that carries a session: out of reach of scripts, never sent along by another site's page, and on HTTPS bound to this very host. On plain HTTP
 * its name holds the port, since cookies do not tell ports apart and two installations on one machine would sign each other out.
 */
import type { Request } from 'express'
import { looksLikeToken } from '../../db/queries/members/sessions.ts'

export function nameCookie(publicUrl: string): string {
  if (isSecure(publicUrl)) return '__Host-regulars'
  const port = URL.canParse(publicUrl) ? new URL(publicUrl).port : ''
  return port === '' ? 'regulars' : `regulars-${port}`
}

/** Undefined without one, and for what is no token of ours. */
export function readSessionToken(request: Request, publicUrl: string): string | undefined {
  const name = nameCookie(publicUrl)
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at < 0 || pair.slice(0, at).trim() !== name) continue
    const token = pair.slice(at + 1).trim()
    return looksLikeToken(token) ? token : undefined
  }
  return undefined
}

/** The value of `Set-Cookie` for a session that has just begun. */
export function formatCookie({ token, expiresAt, at, publicUrl }: { token: string; expiresAt: Date; at: Date; publicUrl: string }): string {
  const seconds = Math.floor((expiresAt.getTime() - at.getTime()) / 1000)
  return [`${nameCookie(publicUrl)}=${token}`, `Max-Age=${seconds}`, ...attributes(publicUrl)].join('; ')
}

/** The one that makes a browser forget it. */
export function formatForgottenCookie(publicUrl: string): string {
  return [`${nameCookie(publicUrl)}=`, 'Max-Age=0', ...attributes(publicUrl)].join('; ')
}

function attributes(publicUrl: string): string[] {
  return ['Path=/', 'HttpOnly', 'SameSite=Strict', ...(isSecure(publicUrl) ? ['Secure'] : [])]
}

function isSecure(publicUrl: string): boolean {
  return publicUrl.startsWith('https:')
}
