/** Who asks the task queue for work, and how much of it waits there. */
import type { Client } from '@temporalio/client'
import { taskQueue } from './task-queue.ts'

export interface DescribedQueue {
  kind: 'workflow' | 'activity'
  pollers: { identity: string; lastPollAt: Date | null }[]
  backlog: number
  backlogAgeMs: number
}

/** `temporal.api.enums.v1.TaskQueueType` */
const types = { workflow: 1, activity: 2 } as const

/** @throws the client's errors when Temporal cannot be reached */
export async function describeTaskQueue(
  { connection, options }: Client,
  kind: keyof typeof types,
  name: string = taskQueue,
): Promise<DescribedQueue> {
  const { pollers, stats } = await connection.workflowService.describeTaskQueue({
    namespace: options.namespace,
    taskQueue: { name },
    taskQueueType: types[kind],
    reportStats: true,
  })
  return {
    kind,
    pollers: pollers.map(({ identity, lastAccessTime }) => ({
      identity: identity ?? '',
      lastPollAt: toDate(lastAccessTime),
    })),
    backlog: Number(stats?.approximateBacklogCount ?? 0),
    backlogAgeMs: toMs(stats?.approximateBacklogAge) ?? 0,
  }
}

/** Of the server's durations and instants (`google.protobuf`). */
interface Seconds {
  seconds?: { toNumber(): number } | null
  nanos?: number | null
}

function toMs(value: Seconds | null | undefined): number | undefined {
  return value === null || value === undefined ? undefined : (value.seconds?.toNumber() ?? 0) * 1_000 + (value.nanos ?? 0) / 1_000_000
}

function toDate(value: Seconds | null | undefined): Date | null {
  const ms = toMs(value)
  return ms === undefined ? null : new Date(ms)
}
