/** Starts the run that sends one transactional message. */
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { workflowIds } from '../../domain/ids.ts'
import type { DirectMessageInput } from '../direct-message.ts'
import { taskQueue } from './task-queue.ts'

/** A run that is there already, ended or not, is left alone. @throws the client's errors when Temporal cannot be reached */
export async function startDirectMessage(client: Client, { sendId }: DirectMessageInput): Promise<void> {
  try {
    await client.workflow.start<(input: DirectMessageInput) => Promise<void>>('directMessage', {
      workflowId: workflowIds.directMessage(sendId),
      taskQueue,
      args: [{ sendId }],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      staticSummary: 'one transactional message',
    })
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
  }
}
