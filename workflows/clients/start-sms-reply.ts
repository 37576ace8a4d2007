/** Starts the run that answers an SMS keyword. */
import type { Client } from '@temporalio/client'
import { workflowIds } from '../../domain/ids.ts'
import type { SmsReplyInput } from '../sms-reply.ts'
import { startOnce } from './start-once.ts'

/** @throws the client's errors when Temporal cannot be reached */
export async function startSmsReply(client: Client, input: SmsReplyInput): Promise<void> {
  await startOnce(client, {
    workflowType: 'smsReply',
    workflowId: workflowIds.smsReply(input.replyId),
    input,
    summary: 'one answer to an SMS keyword',
  })
}
