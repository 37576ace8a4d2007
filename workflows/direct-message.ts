/** One transactional message (a test) through the same door as every other: a send of one page. */
import { onTheWire } from './proxies.ts'

export interface DirectMessageInput {
  /** UUID. */
  sendId: string
}

export async function directMessage({ sendId }: DirectMessageInput): Promise<void> {
  await onTheWire.sendPage.executeWithOptions({ summary: 'one transactional message' }, [{ sendId, page: 0 }])
}
