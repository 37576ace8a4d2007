/** What the API says to a broadcast's run, and asks of it. A refusal is a problem; silence is `temporal_unavailable`. */
import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import { workflowIds } from '../../domain/ids.ts'
import type { Schedule } from '../../domain/schedules.ts'
import {
  type BroadcastProgress,
  cancelBroadcast,
  getProgress,
  pauseBroadcast,
  rescheduleBroadcast,
  resumeBroadcast,
} from '../../workflows/messages.ts'
import { type BroadcastStart, startBroadcast } from '../../workflows/clients/start-broadcast.ts'
import { Problem } from '../http/problems.ts'

const startTimeoutMs = 5_000
const updateTimeoutMs = 10_000
const queryTimeoutMs = 2_000

export type BroadcastCommand = { kind: 'pause' | 'resume' | 'cancel' } | { kind: 'reschedule'; schedule: Schedule }

/** @throws the client's errors when Temporal cannot be reached in time */
export async function startRun(client: Client, start: BroadcastStart): Promise<void> {
  await client.withDeadline(Date.now() + startTimeoutMs, () => startBroadcast(client, start))
}

/** @throws Problem 409 for a refusal, 503 when Temporal, or every worker, is away */
export async function commandRun(client: Client | undefined, start: BroadcastStart, command: BroadcastCommand): Promise<BroadcastProgress> {
  if (client === undefined) throw new Problem('temporal_unavailable')
  try {
    return await updateRun(client, start, command)
  } catch (error) {
    throw toUpdateProblem(error)
  }
}

/** A broadcast whose start still lies in the outbox is started first. One that has ended is found, and refuses. */
async function updateRun(client: Client, start: BroadcastStart, command: BroadcastCommand): Promise<BroadcastProgress> {
  try {
    return await sendUpdate(client, start.broadcastId, command)
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error
    await startRun(client, start)
    return sendUpdate(client, start.broadcastId, command)
  }
}

async function sendUpdate(client: Client, broadcastId: string, command: BroadcastCommand): Promise<BroadcastProgress> {
  const handle = client.workflow.getHandle(workflowIds.broadcast(broadcastId))
  return client.withDeadline(Date.now() + updateTimeoutMs, async () => {
    switch (command.kind) {
      case 'pause':
        return handle.executeUpdate(pauseBroadcast)
      case 'resume':
        return handle.executeUpdate(resumeBroadcast)
      case 'cancel':
        return handle.executeUpdate(cancelBroadcast)
      case 'reschedule':
        return handle.executeUpdate(rescheduleBroadcast, { args: [command.schedule] })
    }
  })
}

function toUpdateProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof WorkflowNotFoundError) return new Problem('broadcast_not_running')
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    if (error.cause.type === 'broadcast_finished') return new Problem('broadcast_not_running')
    return new Problem('broadcast_update_refused', { detail: error.cause.message })
  }
  return new Problem('temporal_unavailable', { headers: { 'Retry-After': '5' } })
}

/** What the run says of itself; undefined when it cannot be asked. */
export async function askProgress(client: Client | undefined, broadcastId: string): Promise<BroadcastProgress | undefined> {
  if (client === undefined) return undefined
  try {
    const handle = client.workflow.getHandle(workflowIds.broadcast(broadcastId))
    return await client.withDeadline(Date.now() + queryTimeoutMs, () => handle.query(getProgress))
  } catch {
    return undefined
  }
}
