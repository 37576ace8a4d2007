/** Starts the run that sends one transactional message. */
import type { Client } from '@temporalio/client'
import { workflowIds } from '../../domain/ids.ts'
import type { DirectMessageInput } from '../direct-message.ts'
import { startOnce } from './start-once.ts'

/** @throws the client's errors when Temporal cannot be reached */
export async function startDirectMessage(client: Client, input: DirectMessageInput): Promise<void> {
  await startOnce(client, {
    workflowType: 'directMessage',
    workflowId: workflowIds.directMessage(input.sendId),
    input,
    summary: 'one transactional message',
  })
}
