/** The frozen messages that links are being followed in right now: read once, since they never change. */
import type { Pool } from '../../db/client.ts'
import { readSend } from '../../db/queries/sends/send.ts'
import type { FrozenMessage } from '../../domain/messages.ts'

/** Sends whose links are busy at the same time. A message is tens of kilobytes. */
const capacity = 200

/** Undefined for a send that does not exist. @throws a database fault, when it was not read before */
export function createFrozenMessages(pool: Pool): (sendId: string) => Promise<FrozenMessage | undefined> {
  const kept = new Map<string, FrozenMessage>()
  return async (sendId) => {
    const message = kept.get(sendId) ?? (await readSend(pool, sendId))?.message
    if (message === undefined) return undefined
    // Last used, last to go.
    kept.delete(sendId)
    kept.set(sendId, message)
    const [oldest] = kept.keys()
    if (kept.size > capacity && oldest !== undefined) kept.delete(oldest)
    return message
  }
}
