/**
 * Runs whose workflow task fails each time. Newer servers keep a search attribute of it; one that does not know it (1.29) is asked about the runs that could
 * matter most: those that are always there, each campaign's own, and those that a caller suspects.
 */
import { type Client, ServiceError, WorkflowNotFoundError } from '@temporalio/client'
import { systemThresholds } from '../../domain/system-health.ts'

export interface FailingRun {
  workflowId: string
  workflowType: string
  attempts: number
}

export interface FailingRuns {
  failing: FailingRun[]
  /** How many were looked at; null where the server knows all of them. */
  looked: number | null
}

const atMost = 200
const width = 10
const byAttribute = `TemporalReportedProblems IN ('category=WorkflowTaskFailed', 'category=WorkflowTaskTimedOut') AND ExecutionStatus = 'Running'`
// A journey that hangs is among the suspects: its wait is over and it does not move.
const standing = `WorkflowType != 'journey' AND ExecutionStatus = 'Running'`

/** @param suspects workflow ids. @throws the client's errors when Temporal cannot be reached */
export async function findFailingRuns(client: Client, suspects: readonly string[]): Promise<FailingRuns> {
  try {
    const known = await listIds(client, byAttribute)
    return { failing: await askAll(client, known), looked: null }
  } catch (error) {
    if (!isUnknownAttribute(error)) throw error
  }
  const ids = [...new Set([...(await listIds(client, standing)), ...suspects])].slice(0, atMost)
  return { failing: await askAll(client, ids), looked: ids.length }
}

async function listIds(client: Client, query: string): Promise<string[]> {
  const ids: string[] = []
  for await (const { workflowId } of client.workflow.list({ query, pageSize: atMost })) if (ids.push(workflowId) >= atMost) break
  return ids
}

async function askAll(client: Client, ids: readonly string[]): Promise<FailingRun[]> {
  const queue = ids.values()
  const failing: FailingRun[] = []
  const ask = async () => {
    for (const workflowId of queue) {
      const run = await describeTask(client, workflowId)
      if (run !== undefined && run.attempts >= systemThresholds.workflowTaskAttempts) failing.push(run)
    }
  }
  await Promise.all(Array.from({ length: width }, ask))
  return failing.toSorted((a, b) => b.attempts - a.attempts)
}

async function describeTask(client: Client, workflowId: string): Promise<FailingRun | undefined> {
  try {
    const { raw, type } = await client.workflow.getHandle(workflowId).describe()
    return { workflowId, workflowType: type, attempts: raw.pendingWorkflowTask?.attempt ?? 0 }
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined
    throw error
  }
}

/** `INVALID_ARGUMENT` of gRPC. */
const invalidArgument = 3

function isUnknownAttribute(error: unknown): boolean {
  return error instanceof ServiceError && error.cause instanceof Error && 'code' in error.cause && error.cause.code === invalidArgument
}
