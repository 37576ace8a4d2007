/** Starts the run of an export: the API right after the commit, or the outbox's relay later. The run's id makes both the same start. */
import type { Client } from '@temporalio/client'
import { formatId, workflowIds } from '../../domain/ids.ts'
import type { AudienceExportInput } from '../audience-messages.ts'
import { startOnce } from './start-once.ts'

/** @throws the client's errors when Temporal cannot be reached */
export async function startAudienceExport(client: Client, input: AudienceExportInput): Promise<'started' | 'already_started'> {
  return startOnce(client, {
    workflowType: 'audienceExport',
    workflowId: workflowIds.audienceExport(input.exportId),
    input,
    summary: `list of an audience, ${formatId('audienceExport', input.exportId)}`,
    searchAttributes: [{ key: { name: 'RegularsStage', type: 'KEYWORD' }, value: 'selecting' }],
  })
}

/** Asks the run to stop, whatever it does; one that has ended, or was never started, has nothing to stop. */
export async function cancelAudienceExportRun(client: Client, { exportId }: AudienceExportInput): Promise<void> {
  await client.workflow.getHandle(workflowIds.audienceExport(exportId)).cancel()
}
