/**
 * `Idempotency-Key`: what a request did and what it was answered commit together, so that a repeat is answered the same and nothing is done
 * twice, whatever crashes when. Only answers below 400 are kept: a refused request did nothing and may be sent again, mended.
 */
import { createHash } from 'node:crypto'
import type { Request } from 'express'
import type { Pool, Sql } from '../../db/client.ts'
import { keepAnswer, readKeptAnswer, tryLockIdempotencyKey } from '../../db/queries/idempotency-keys.ts'
import { Problem } from './problems.ts'

export interface FinishedAnswer {
  status: number
  body: unknown
  headers: Record<string, string>
}

/** @throws Problem 400 for a key that is missing where it is a must, or not a key */
export function readIdempotencyKey(request: Request, rule: 'optional' | 'required' | undefined): string | undefined {
  const key = request.headers['idempotency-key']
  if (rule === undefined) return undefined
  if (key === undefined) {
    if (rule === 'required') throw new Problem('idempotency_key_required')
    return undefined
  }
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) throw new Problem('invalid_idempotency_key')
  return key
}

/** @throws Problem 409 while the first request runs, 422 for another request under the same key */
export async function answerOnce(
  pool: Pool,
  { callerId, key, method, path, body }: { callerId: string; key: string; method: string; path: string; body: unknown },
  work: (sql: Sql) => Promise<FinishedAnswer>,
): Promise<FinishedAnswer> {
  const requestHash = createHash('sha256')
    .update(JSON.stringify([method, path, body ?? null]))
    .digest()
  return pool.begin(async (sql): Promise<FinishedAnswer> => {
    // Sent at once and run one after the other: what the lock's last holder has committed is seen.
    const [isLocked, kept] = await Promise.all([tryLockIdempotencyKey(sql, callerId, key), readKeptAnswer(sql, callerId, key)])
    if (!isLocked) throw new Problem('idempotency_key_in_flight', { headers: { 'Retry-After': '1' } })
    if (kept !== undefined) {
      if (!kept.requestHash.equals(requestHash)) throw new Problem('idempotency_key_reused')
      return { status: kept.status, body: kept.body ?? undefined, headers: { 'Idempotency-Replayed': 'true' } }
    }
    const finished = await work(sql)
    if (finished.status < 400) await keepAnswer(sql, callerId, key, { requestHash, status: finished.status, body: finished.body })
    return finished
  })
}
