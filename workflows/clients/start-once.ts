/** Starts a run that is started once in all: one that is there already, ended or not, is left alone. */
import { type Client, WorkflowExecutionAlreadyStartedError, type WorkflowStartOptions } from '@temporalio/client'
import { taskQueue } from './task-queue.ts'

export interface RunStart<Input> {
  workflowType: string
  workflowId: string
  input: Input
  /** Counts and ids only: operators read it in the Temporal UI. */
  summary: string
  searchAttributes?: WorkflowStartOptions['typedSearchAttributes']
}

/** @throws the client's errors when Temporal cannot be reached */
export async function startOnce<Input>(
  client: Client,
  { workflowType, workflowId, input, summary, searchAttributes }: RunStart<Input>,
): Promise<'started' | 'already_started'> {
  try {
    await client.workflow.start<(input: Input) => Promise<unknown>>(workflowType, {
      workflowId,
      taskQueue,
      args: [input],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      staticSummary: summary,
      ...(searchAttributes && { typedSearchAttributes: searchAttributes }),
    })
    return 'started'
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'already_started'
    throw error
  }
}
