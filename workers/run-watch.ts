/**
 * Finds broadcasts and promotions whose run has ended without its own last step: terminated by hand in the Temporal UI, timed out, or failed. Their ledger is closed and
 * they show as failed, so that nothing is shown as under way that nobody works on.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import type { Pool } from '../db/client.ts'
import { listRunningPromotions } from '../db/queries/promotions/promotion-status.ts'
import { failPromotion } from '../db/queries/promotions/stop-promotion.ts'
import { failBroadcast, listRunningBroadcasts } from '../db/queries/sends/fail-broadcast.ts'
import { workflowIds } from '../domain/ids.ts'

export interface RunWatchDependencies {
  pool: Pool
  client: Client
  now(): Date
  onError(code: string): void
}

const everyMs = 5_000
const askTimeoutMs = 5_000
const endedByForce: readonly string[] = ['TERMINATED', 'FAILED', 'TIMED_OUT', 'CANCELLED']

/** Goes on until `signal` is aborted. */
export async function watchRuns(dependencies: RunWatchDependencies, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await watchOnce(dependencies).catch((error: unknown) => dependencies.onError(error instanceof Error ? error.name : 'unknown'))
    await delay(everyMs, undefined, { signal }).catch(() => undefined)
  }
}

/** The broadcasts and promotions that were found to have failed. @throws the client's errors when Temporal cannot be reached */
export async function watchOnce({ pool, client, now }: RunWatchDependencies): Promise<string[]> {
  const failed: string[] = []
  for (const broadcastId of await listRunningBroadcasts(pool)) {
    const status = await readRunStatus(client, workflowIds.broadcast(broadcastId))
    if (status === undefined || !endedByForce.includes(status)) continue
    await failBroadcast(pool, { broadcastId, now: now() })
    failed.push(broadcastId)
  }
  for (const promotionId of await listRunningPromotions(pool)) {
    const status = await readRunStatus(client, workflowIds.promotion(promotionId))
    if (status === undefined || !endedByForce.includes(status)) continue
    await failPromotion(pool, { promotionId, now: now() })
    failed.push(promotionId)
  }
  return failed
}

/** Of the latest run; undefined where Temporal knows none, which says nothing about the broadcast. */
async function readRunStatus(client: Client, workflowId: string): Promise<string | undefined> {
  try {
    const { status } = await client.withDeadline(Date.now() + askTimeoutMs, () => client.workflow.getHandle(workflowId).describe())
    return status.name
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined
    throw error
  }
}
