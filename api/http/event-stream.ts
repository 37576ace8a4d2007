/** How every stream of server-sent events is opened: never kept on the way, and saying often enough that it lives. */
import { createSession, type Session } from 'better-sse'
import type { Request, Response } from 'express'

const keepAliveMs = 15_000

export async function openEventStream({ request, response }: { request: Request; response: Response }): Promise<Session> {
  return createSession(request, response, {
    keepAlive: keepAliveMs,
    // Proxies pass it on as it comes.
    headers: { 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
  })
}
