/**
 * Tells a request that never left from one whose answer was lost, for an SDK that reports both alike. Node's fetch announces every failed request on a
 * diagnostics channel before it rejects; the request is recognised by its idempotency key. Where nothing is announced, nothing is claimed.
 */
import { subscribe } from 'node:diagnostics_channel'
import { isNeverSent } from './connection-faults.ts'

interface Watched {
  isNeverSent: boolean
}

const watchedByKey = new Map<string, Watched>()
let isSubscribed = false

/** Runs one request that carries `Idempotency-Key: <key>`; the second value is true where it certainly never left. */
export async function watchRequest<Answer>(key: string, request: () => Promise<Answer>): Promise<[Answer, boolean]> {
  if (!isSubscribed) subscribe('undici:request:error', noticeFailure)
  isSubscribed = true
  const watched: Watched = { isNeverSent: false }
  watchedByKey.set(key, watched)
  try {
    return [await request(), watched.isNeverSent]
  } finally {
    watchedByKey.delete(key)
  }
}

function noticeFailure(announcement: unknown): void {
  if (watchedByKey.size === 0 || !isFailedRequest(announcement)) return
  const key = findIdempotencyKey(announcement.request.headers)
  const watched = key === undefined ? undefined : watchedByKey.get(key)
  if (watched !== undefined && isNeverSent(announcement.error)) watched.isNeverSent = true
}

function isFailedRequest(announcement: unknown): announcement is { request: { headers: unknown }; error: unknown } {
  const { request } = announcement as { request?: unknown }
  return typeof request === 'object' && request !== null && 'headers' in request
}

/** Headers are a list of names and values in turn, or raw lines, as versions of Node have it. */
function findIdempotencyKey(headers: unknown): string | undefined {
  const list: unknown[] = Array.isArray(headers) ? headers : typeof headers === 'string' ? headers.split('\r\n').flatMap(splitLine) : []
  const at = list.findIndex((name, place) => place % 2 === 0 && String(name).toLowerCase() === 'idempotency-key')
  return at < 0 ? undefined : String(list[at + 1])
}

function splitLine(line: string): string[] {
  const colon = line.indexOf(':')
  return colon < 0 ? [] : [line.slice(0, colon), line.slice(colon + 1).trim()]
}
