/**
 * Keeps the sandbox's own pages and control API to this machine: requests must name it by a loopback name (which
 * stops a foreign site that rebinds its DNS name), and a browser's must come from a page of this machine.
 */
import type { IncomingMessage } from 'node:http'
import { isLoopbackHost } from './readers/message-links.ts'

export function isOwnOrigin(origin: string): boolean {
  try {
    return isLoopbackHost(new URL(origin).hostname)
  } catch {
    return false
  }
}

/** True when the Host header is a loopback name, or the sandbox was told to listen to more than this machine. */
export function isAddressedHere(request: IncomingMessage, boundHost: string): boolean {
  return !isLoopbackHost(boundHost) || isOwnOrigin(`http://${request.headers.host ?? ''}`)
}
