/**
 * Whether a request comes from the console's own page, in a browser on the machine that this API runs on for nobody else. Whoever sits there can read the
 * installation's files anyway. docs/decisions/0320-members-and-sessions.md says what each condition holds off.
 */
import { isIP } from 'node:net'
import type { Request } from 'express'

export interface ApiPlace {
  /** Where the API listens. Undefined: not known, so not here. */
  host?: string
  /** Where recipients reach it. */
  publicUrl: string
}

const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]'])
/** A proxy in front makes everybody a local caller. */
const proxyHeaders = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip']

export function isOwnMachine(request: Request, place: ApiPlace): boolean {
  return isOnlyHere(place) && isOwnPage(request)
}

/** An installation that is meant to be reached from outside has no machine of its own. */
function isOnlyHere({ host, publicUrl }: ApiPlace): boolean {
  return host !== undefined && loopbackNames.has(host.includes(':') ? `[${host}]` : host) && loopbackNames.has(new URL(publicUrl).hostname)
}

/** From this machine, under a name of this machine (a name of somebody else's may be made to lead here), by a script of our own page. */
function isOwnPage({ socket, headers, hostname }: Request): boolean {
  return (
    isLoopback(socket.remoteAddress) &&
    loopbackNames.has(hostname) &&
    proxyHeaders.every((name) => headers[name] === undefined) &&
    headers['sec-fetch-site'] === 'same-origin' &&
    headers['sec-fetch-dest'] === 'empty'
  )
}

function isLoopback(address = ''): boolean {
  const plain = address.replace(/^::ffff:/i, '')
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'))
}
