/** The one answer to an SMS keyword. */
import { onTheWire } from './proxies.ts'

export interface SmsReplyInput {
  /** UUID. */
  replyId: string
}

export async function smsReply({ replyId }: SmsReplyInput): Promise<void> {
  await onTheWire.sendSmsReply.executeWithOptions({ summary: 'one answer to an SMS' }, [{ replyId }])
}
