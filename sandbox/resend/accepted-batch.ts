/**
 * One accepted request to Resend and the ids it was answered with. The ids of a request differ in their last four
 * digits alone, so that an idempotency key can give the same ids again for 24 hours without keeping them.
 */
import { randomUUID } from 'node:crypto'

export interface AcceptedBatch {
  /** The id without its last four digits. */
  stem: string
  /** Places in the request that were accepted; all `count` when absent. */
  count: number
  errors?: { index: number; message: string }[]
}

export function newStem(): string {
  return randomUUID().slice(0, 32)
}

export function idAt(stem: string, index: number): string {
  return stem + index.toString(16).padStart(4, '0')
}

/** The body of the answer to `POST /emails/batch`; `errors` only in permissive mode. */
export function renderBatchReply({ stem, count, errors }: AcceptedBatch): string {
  const refused = new Set(errors?.map(({ index }) => index))
  const ids: string[] = []
  for (let index = 0; index < count; index += 1) {
    if (!refused.has(index)) ids.push(`{"id":"${idAt(stem, index)}"}`)
  }
  return `{"data":[${ids.join(',')}]${errors ? `,"errors":${JSON.stringify(errors)}` : ''}}`
}
