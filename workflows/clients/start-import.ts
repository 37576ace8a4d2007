/** Starts an import's run: the API right after the commit, or the outbox's relay later. The run's id makes both the same start. */
import type { Client } from '@temporalio/client'
import { formatId, workflowIds } from '../../domain/ids.ts'
import type { ImportInput } from '../import-messages.ts'
import { startOnce } from './start-once.ts'

/** @throws the client's errors when Temporal cannot be reached */
export async function startImport(client: Client, input: ImportInput): Promise<'started' | 'already_started'> {
  return startOnce(client, {
    workflowType: 'import',
    workflowId: workflowIds.import(input.importId),
    input,
    summary: `import of a file, ${formatId('import', input.importId)}`,
    searchAttributes: [{ key: { name: 'RegularsStage', type: 'KEYWORD' }, value: 'importing' }],
  })
}

/** Asks the run to stop; one that has ended, or was never started, has nothing to stop. */
export async function cancelImportRun(client: Client, { importId }: ImportInput): Promise<void> {
  await client.workflow.getHandle(workflowIds.import(importId)).cancel()
}
