/** Whom limits by network address are counted for: the caller, where proxies that are trusted tell them (TRUST_PROXY); else whoever is connected. */
import type { Request } from 'express'

export function findNetworkAddress({ ip, socket }: Pick<Request, 'ip' | 'socket'>): string {
  return (ip ?? socket.remoteAddress ?? '').replace(/^::ffff:/i, '')
}
