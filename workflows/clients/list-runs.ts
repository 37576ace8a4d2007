/** What Temporal's visibility says of runs: it is a moment behind, and knows of ended ones as long as the namespace keeps them. */
import { type Client, WorkflowNotFoundError } from '@temporalio/client'

export interface SeenRun {
  workflowId: string
  runId: string
  /** RUNNING, TERMINATED, FAILED, …: as the Temporal UI says it. */
  status: string
  /** The search attribute RegularsStage. */
  stage: string | null
  startedAt: Date
  closedAt: Date | null
}

/** Newest first, up to `limit`. @throws the client's errors when Temporal cannot be reached */
export async function listRuns(client: Client, query: string, limit: number): Promise<SeenRun[]> {
  const seen: SeenRun[] = []
  if (limit <= 0) return seen
  for await (const { workflowId, runId, status, typedSearchAttributes, startTime, closeTime } of client.workflow.list({
    query,
    pageSize: Math.min(limit, 1_000),
  })) {
    const stage = typedSearchAttributes.get({ name: 'RegularsStage', type: 'KEYWORD' }) ?? null
    seen.push({ workflowId, runId, status: status.name, stage, startedAt: startTime, closedAt: closeTime ?? null })
    if (seen.length >= limit) break
  }
  return seen
}

/** The latest run of each workflow that visibility knows, by workflow id. @throws the client's errors when Temporal cannot be reached */
export async function findLatestRuns(client: Client, workflowIds: readonly string[]): Promise<Map<string, SeenRun>> {
  const latest = new Map<string, SeenRun>()
  for (let at = 0; at < workflowIds.length; at += idsAtOnce) {
    const ids = workflowIds.slice(at, at + idsAtOnce)
    // Each may have had several runs; a restart closes one and opens another.
    const runs = await listRuns(client, `WorkflowId IN (${ids.map(quote).join(', ')})`, 20 * ids.length)
    for (const run of runs) if ((latest.get(run.workflowId)?.startedAt ?? run.startedAt) <= run.startedAt) latest.set(run.workflowId, run)
  }
  return latest
}

/** So that a query stays below what a server takes. */
const idsAtOnce = 100

/** A text in a visibility query. */
function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

/** The server's own word, not visibility's; undefined where it knows no such run. @throws the client's errors when Temporal cannot be reached */
export async function readRun(client: Client, workflowId: string): Promise<SeenRun | undefined> {
  try {
    const run = await client.workflow.getHandle(workflowId).describe()
    const stage = run.typedSearchAttributes.get({ name: 'RegularsStage', type: 'KEYWORD' }) ?? null
    return { workflowId, runId: run.runId, status: run.status.name, stage, startedAt: run.startTime, closedAt: run.closeTime ?? null }
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined
    throw error
  }
}
