/**
 * One request to a push service: whole within its time, no redirect followed, the host's addresses guarded, connections kept. web-push's own
 * sender never settles on a truncated or dripping answer; here the status line is all that is waited for.
 */
import { Agent as HttpAgent, request as requestHttp, type IncomingHttpHeaders } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'

export interface PushAnswer {
  status: number
  headers: IncomingHttpHeaders
}

export type PushRequest = (
  url: URL,
  message: { headers: Record<string, string | number>; body: Buffer; signal: AbortSignal },
) => Promise<PushAnswer>

/** How long an unused connection is kept. */
const idleMs = 30_000

/** @returns a function that rejects with the connection's fault, or the signal's reason. */
export function createPushRequest(lookup: LookupFunction): PushRequest {
  const agents = {
    'https:': new HttpsAgent({ keepAlive: true, timeout: idleMs }),
    'http:': new HttpAgent({ keepAlive: true, timeout: idleMs }),
  }

  return (url, { headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const options = { method: 'POST', headers, lookup, signal }
      const request =
        url.protocol === 'https:'
          ? requestHttps(url, { ...options, agent: agents['https:'] })
          : requestHttp(url, { ...options, agent: agents['http:'] })
      request.once('response', (response) => {
        // The body is of no use; it is read to its end so that the connection can be used again. The signal cuts off one that drips.
        response.on('error', () => undefined).resume()
        resolve({ status: response.statusCode ?? 0, headers: response.headers })
      })
      // Faults after the answer are of no account, and must not go unhandled.
      request.on('error', reject)
      request.end(body)
    })
}
