/** Starts an import's run: the API right after the commit, or the outbox's relay later. The run's id makes both the same start. */
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { formatId, workflowIds } from '../../domain/ids.ts'
import type { ImportInput } from '../import-messages.ts'
import { taskQueue } from './task-queue.ts'

/** A run that is there already, ended or not, is left alone. @throws the client's errors when Temporal cannot be reached */
export async function startImport(client: Client, { importId }: ImportInput): Promise<'started' | 'already_started'> {
  try {
    await client.workflow.start<(input: ImportInput) => Promise<unknown>>('import', {
      workflowId: workflowIds.import(importId),
      taskQueue,
      args: [{ importId }],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      typedSearchAttributes: [{ key: { name: 'RegularsStage', type: 'KEYWORD' }, value: 'importing' }],
      staticSummary: `import of a file, ${formatId('import', importId)}`,
    })
    return 'started'
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'already_started'
    throw error
  }
}

/** Asks the run to stop; one that has ended, or was never started, has nothing to stop. */
export async function cancelImportRun(client: Client, { importId }: ImportInput): Promise<void> {
  await client.workflow.getHandle(workflowIds.import(importId)).cancel()
}
