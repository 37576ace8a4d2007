/** Writes receipts as they come, joined into batches; answers when they are committed. */
import type { Pool } from '../../db/client.ts'
import { describeDatabaseError, pgErrors } from '../../db/client.ts'
import { type ReceiptResult, recordReceipts, type SignedReceipt } from '../../db/queries/receipts/record-receipts.ts'
import { createBatching } from './batching.ts'

export type ReceiptWriter = (receipt: SignedReceipt) => Promise<ReceiptResult>

const maxAttempts = 3

export function createReceiptWriter({ pool, clock }: { pool: Pool; clock: () => Date }): ReceiptWriter {
  return createBatching((receipts) => recordWithRetry(pool, receipts, clock()))
}

/** The same webhook twice in one batch is one webhook: the second is answered as what it is, a replay. */
async function recordWithRetry(pool: Pool, receipts: SignedReceipt[], now: Date, attempt = 1): Promise<ReceiptResult[]> {
  const seen = new Set<string>()
  const isFirst = receipts.map(({ nonce }) => nonce === undefined || (!seen.has(nonce) && seen.add(nonce) !== undefined))
  try {
    const results = await recordReceipts(
      pool,
      receipts.filter((_, index) => isFirst[index]),
      now,
    )
    return isFirst.map((first): ReceiptResult => (first ? (results.shift() ?? 'unknown') : 'replayed'))
  } catch (error) {
    // Another writer of the same rows was first. Nothing was done.
    const code = describeDatabaseError(error)?.code
    const isCollision = code === pgErrors.deadlockDetected || code === pgErrors.serializationFailure
    if (isCollision && attempt < maxAttempts) return recordWithRetry(pool, receipts, now, attempt + 1)
    throw error
  }
}
